"""`civicreport deliveries`: what has left for the councils, and what could not."""

from __future__ import annotations

from collections.abc import Sequence

import click
from rich.console import Console
from rich.table import Table

from civicreport.db import transaction
from civicreport.delivery import operations, queries
from civicreport.delivery.models import Delivery, State
from civicreport.domain import clock


@click.group("deliveries")
def group() -> None:
    """Reports on their way to the councils."""


@group.command("list")
@click.option("--dead", is_flag=True, help="Only those that were given up.")
@click.option("--limit", default=50, show_default=True, type=click.IntRange(1, 10_000))
def list_(dead: bool, limit: int) -> None:  # noqa: FBT001 - click passes flags so
    """Show the newest deliveries."""
    rows = queries.latest(limit, is_dead=dead)
    if not rows:
        click.echo("No dead letters." if dead else "No deliveries yet.")
        return
    Console().print(_table(rows))


@group.command()
@click.argument("ids", nargs=-1, type=int, metavar="ID…")
@click.option("--all-dead", is_flag=True, help="Every dead letter.")
def retry(ids: tuple[int, ...], all_dead: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Send dead letters after all, now."""
    if bool(ids) == all_dead:
        raise click.UsageError("Name deliveries by their number, or say --all-dead.")
    with transaction():
        rows = queries.latest(1_000_000, is_dead=True) if all_dead else _named(ids)
        for row in rows:
            operations.retry(row, at=clock.now())
    click.echo(f"{len(rows)} on their way again.")


def _named(ids: Sequence[int]) -> Sequence[Delivery]:
    rows = {row.id: row for row in queries.by_ids(ids)}
    for number in ids:
        if number not in rows:
            raise click.ClickException(f"There is no delivery {number}.")
        if rows[number].state is not State.DEAD:
            raise click.ClickException(
                f"Delivery {number} is no dead letter: {rows[number].state}."
            )
    return list(rows.values())


def _table(rows: Sequence[Delivery]) -> Table:
    table = Table("ID", "Report", "To", "Purpose", "State", "Attempts", "Due or sent", "Last error")
    for row in rows:
        when = row.sent_at or row.due_at
        table.add_row(
            str(row.id),
            f"CR-{row.report_id}",
            row.body.name,
            str(row.purpose),
            str(row.state),
            str(row.attempts),
            f"{when:%Y-%m-%d %H:%M} UTC",
            row.last_error,
        )
    return table
