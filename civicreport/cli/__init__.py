"""The command line's rooms, one command or group each. `__main__` opens the door to them."""

from __future__ import annotations

import click

from civicreport.cli import accounts, areas, bodies, db, deliveries, postcodes, serve, worker
from civicreport.cli.demo import command as demo

# These manage the database themselves, or need none: the door opens no app context for them.
STANDALONE = frozenset({"serve"})


def commands() -> tuple[click.Command, ...]:
    """Every room, in the order in which `civicreport --help` shows them."""
    return (
        db.group,
        accounts.group,
        areas.group,
        bodies.group,
        postcodes.group,
        demo.group,
        deliveries.group,
        serve.command,
        serve.prepare,
        worker.command,
    )
