"""`civicreport bodies`: who takes what where, as a file."""

from __future__ import annotations

from pathlib import Path

import click

from civicreport.bodies import bodies_file, exchange, export, queries
from civicreport.cli.refusals import refusals_in_words
from civicreport.db import session, transaction
from civicreport.domain import clock
from civicreport.reports import moderation


@click.group("bodies")
def group() -> None:
    """Councils and other bodies, their areas and contacts, and the categories."""


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Only say what would change.")
def import_(*, file: Path, dry_run: bool) -> None:
    """Make the register say what FILE says. Run it as often as you like."""
    with refusals_in_words(), transaction():
        changes = exchange.import_(file)
        for category, n in moderation.follow_categories(at=clock.now()).items():
            changes.append(f"{category}: public reports that go private with it: {n}")
        for change in changes or ["Nothing differs."]:
            click.echo(change)
        if dry_run:
            session.rollback()
            click.echo("Nothing was changed: this was a dry run.")
    for body, type_, code in queries.areas_nowhere():
        click.echo(f"Careful: {body} covers {type_} {code}, which no area in use is.", err=True)


@group.command("export")
def export_() -> None:
    """Write the whole register as a file that `import` reads."""
    click.echo(bodies_file.written(export.register()), nl=False)
