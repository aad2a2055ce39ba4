"""`civicreport areas`: boundaries come in, and one dated set of them is in use."""

from __future__ import annotations

from pathlib import Path

import click

from civicreport.areas import boundary_files, operations, queries
from civicreport.bodies import queries as bodies
from civicreport.cli.progress import bar
from civicreport.cli.refusals import refusals_in_words
from civicreport.db import transaction
from civicreport.domain import clock


@click.group("areas")
def group() -> None:
    """Boundaries of councils, in dated generations."""


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--type", "type_", required=True, help="Their kind: district, county, …")
@click.option("--generation", required=True, help="The dated set that they belong to.")
@click.option("--code-field", required=True, help="The field with each area's lasting code.")
@click.option("--name-field", required=True, help="The field with each area's name.")
@click.option("--where", help="Only features that fit, as in: \"code LIKE 'E07%'\".")
@click.option("--switch", "switches", is_flag=True, help="Put the generation to use at once.")
def import_(
    *,
    file: Path,
    type_: str,
    generation: str,
    code_field: str,
    name_field: str,
    where: str | None,
    switches: bool,
) -> None:
    """Import boundaries from GeoJSON, GeoPackage or Shapefile, in any coordinate system.

    Gzipped and zipped files too. Nothing is imported where anything is wrong.
    """
    with refusals_in_words():
        found = boundary_files.read(file, code_field=code_field, name_field=name_field, where=where)
        for repair in found.repairs:
            click.echo(repair)
        with bar() as progress, transaction():
            task = progress.add_task("Areas", total=len(found.boundaries))
            at = clock.now()
            into = operations.generation_for(generation, source=file.name, at=at)
            _refuse_a_set_in_use(in_use=into.current_since is not None and not switches)
            operations.store(into, type_, found.boundaries, stored=lambda: progress.advance(task))
            if switches:
                progress.console.print("Cutting them up for look-ups …")
                operations.switch(generation, at=at)
    click.echo(f"{len(found.boundaries)} areas of type {type_} are in generation {generation}.")
    _say_what_is_in_use(switched=switches, name=generation)


def _refuse_a_set_in_use(*, in_use: bool) -> None:
    if in_use:
        raise click.ClickException(
            "This generation is in use. Import into a new one, or give --switch to use these too."
        )


@group.command()
@click.argument("name")
def switch(name: str) -> None:
    """Put a generation to use, in one step, in place of the one before."""
    with refusals_in_words(), transaction():
        operations.switch(name, at=clock.now())
    _say_what_is_in_use(switched=True, name=name)


def _say_what_is_in_use(*, switched: bool, name: str) -> None:
    if not switched:
        click.echo(f"They wait. Put them to use: civicreport areas switch {name}")
        return
    click.echo(f"Generation {name} is in use.")
    for body, type_, code in bodies.areas_nowhere():
        click.echo(f"Careful: {body} covers {type_} {code}, which this generation lacks.")


@group.command("list")
def list_() -> None:
    """Every generation, its areas by type, and which one is in use."""
    for generation in queries.generations():
        use = (
            f", in use since {generation.current_since:%Y-%m-%d}"
            if generation.current_since
            else ""
        )
        rough = ", approximate" if generation.is_approximate else ""
        click.echo(f"{generation.name} (imported {generation.created_at:%Y-%m-%d}{use}{rough})")
        for type_, count in queries.counts_by_type(generation.id):
            click.echo(f"  {type_}: {count}")
