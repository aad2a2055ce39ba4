"""`civicreport contacts`: how the councils' addresses fare."""

from __future__ import annotations

from datetime import datetime, timedelta

import click
from rich.console import Console
from rich.table import Table

from civicreport.delivery import addresses, health
from civicreport.delivery.health import ContactHealth
from civicreport.domain import clock


@click.group("contacts")
def group() -> None:
    """Where reports go, and whether they get there."""


@group.command("health")
@click.option("--trouble", is_flag=True, help="Only those with an alarm or dead letters.")
def health_(trouble: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Show how each contact fares; ends with 1 where one has an alarm."""
    found = health.of_everybody(now=clock.now())
    rows = [one for one in found if not (trouble and one.is_well)]
    if rows:
        Console().print(_table(rows))
    else:
        click.echo("No contact has trouble." if trouble else "No contacts yet.")
    if any(one.alarms for one in found):
        raise click.exceptions.Exit(1)


def _table(rows: list[ContactHealth]) -> Table:
    table = Table(
        *("ID", "Body", "Category", "To", "Last success", "Waiting", "Dead", "Failed"),
        *("Bounced", "Answers in", "Alarms", "Last error"),
    )
    for one in rows:
        table.add_row(
            str(one.contact_id),
            one.body_name,
            one.category_name,
            f"{one.method} {addresses.shown(one.method, one.address)}",
            _moment(one.signs.last_sent_at),
            str(one.waiting),
            str(one.signs.dead),
            str(one.signs.failures),
            str(one.bounces),
            _span(one.median_answer),
            ", ".join(sorted(one.alarms)),
            one.last_error,
        )
    return table


def _moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else "never"


def _span(time: timedelta | None) -> str:
    if time is None:
        return ""
    days, hours = divmod(time / timedelta(hours=1), 24)
    return f"{days:.0f} d {hours:.0f} h" if days else f"{hours:.1f} h"
