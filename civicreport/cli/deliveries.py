"""`civicreport deliveries`: what has left for the councils, and what could not."""

from __future__ import annotations

from collections.abc import Sequence

import click
from rich.console import Console
from rich.table import Table

from civicreport.adapters.mail import BadAddress
from civicreport.db import transaction
from civicreport.delivery import dead_letters, queries
from civicreport.delivery.models import Delivery, State
from civicreport.domain import clock
from civicreport.domain.errors import ReasonMissing


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
@click.option("--contact", type=int, help="Every dead letter of this contact, by its number.")
@click.option("--to", default="", metavar="ADDRESS", help="To another address than the contact's.")
@click.option("--second", is_flag=True, help="To the second address of each one's contact.")
def retry(ids: tuple[int, ...], contact: int | None, to: str, **flags: bool) -> None:
    """Send dead letters after all, now."""
    all_dead, second = flags["all_dead"], flags["second"]
    if [bool(ids), all_dead, contact is not None].count(True) != 1:
        raise click.UsageError(
            "Name deliveries by their number, or say --contact NUMBER or --all-dead."
        )
    if to and second:
        raise click.UsageError("Either --to or --second.")
    with transaction():
        rows = _chosen(ids, contact)
        for row in rows:
            _send_again(row, _second_address(row) if second else to)
    click.echo(f"{len(rows)} on their way again.")


@group.command()
@click.argument("id_", type=int, metavar="ID")
@click.option("--reason", required=True, help="How they know of it now.")
def settle(id_: int, reason: str) -> None:
    """Say that the body was told in another way: it is sent no more."""
    with transaction():
        (row,) = _named([id_])
        try:
            dead_letters.settle(row, by=None, reason=reason, at=clock.now())
        except ReasonMissing:
            raise click.UsageError("Say in a few words how they know of it.") from None
    click.echo("Settled.")


def _chosen(ids: Sequence[int], contact: int | None) -> Sequence[Delivery]:
    if contact is not None:
        return dead_letters.of_contact(contact, for_change=True)
    return _named(ids) if ids else queries.latest(1_000_000, is_dead=True)


def _second_address(row: Delivery) -> str:
    second = row.contact.second_address if row.contact else ""
    if not second:
        raise click.ClickException(f"Delivery {row.id} has no second address.")
    return second


def _send_again(row: Delivery, to: str) -> None:
    try:
        dead_letters.retry(row, at=clock.now(), to=to)
    except BadAddress as error:
        raise click.ClickException(str(error)) from None


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
