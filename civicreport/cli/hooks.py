"""`civicreport hooks`: the operator's own webhooks, and what they have missed."""

from __future__ import annotations

import click
from rich.console import Console
from rich.table import Table

from civicreport import config
from civicreport.db import transaction
from civicreport.delivery import hooks
from civicreport.domain import clock


@click.group("hooks")
def group() -> None:
    """Programs that are told what happens to public reports."""


@group.command("list")
def list_() -> None:
    """Show each configured hook, what waits for it, and what it has missed."""
    known = {standing.hook: standing for standing in hooks.standings()}
    table = Table("Hook", "Events", "Last success", "Waiting", "Dead", "Last error")
    for hook in config.current().webhooks.hooks:
        one = known.get(hook.name, hooks.Standing(hook.name))
        last = f"{one.last_sent_at:%Y-%m-%d %H:%M} UTC" if one.last_sent_at else "never"
        events = ", ".join(hook.events) or "all"
        table.add_row(hook.name, events, last, str(one.waiting), str(one.dead), one.last_error)
    if table.row_count:
        Console().print(table)
    else:
        click.echo("No hooks are configured: see webhooks.hooks in config.toml.")


@group.command()
@click.argument("name")
def retry(name: str) -> None:
    """Call a hook after all for what it has missed."""
    if name not in {hook.name for hook in config.current().webhooks.hooks}:
        raise click.ClickException(f"No hook is named {name}.")
    with transaction():
        count = hooks.retry_dead(name, at=clock.now())
    click.echo(f"{count} on their way again.")
