"""The door for people at a terminal: `civicreport COMMAND`.

Each command runs in an app context on a running database. Where that is our own cluster, it is
started for the command and stopped by whoever leaves last.
"""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from civicreport import __version__, cli
from civicreport.app import create_app
from civicreport.config import Settings, load_settings
from civicreport.db.cluster import Cluster
from civicreport.domain.errors import DomainError


def main() -> None:
    door().main(prog_name="civicreport")


def door() -> click.Group:
    """All rooms behind one door; the rooms' own objects stay as they are."""
    rooms = [c if c.name in cli.STANDALONE else _opened(c) for c in cli.commands()]
    group = click.Group(
        "civicreport",
        help="CivicReport: drop a pin, say what is wrong, and the responsible council has it.",
        commands={str(room.name): room for room in rooms},
    )
    return click.version_option(__version__, prog_name="civicreport")(group)


def _opened(command: click.Command) -> click.Command:
    """The same command, each of its leaves run inside the house."""
    opened = copy.copy(command)
    if isinstance(opened, click.Group):
        opened.commands = {name: _opened(child) for name, child in opened.commands.items()}
    elif opened.callback is not None:
        opened.callback = _inside(opened.callback)
    return opened


def _inside(callback: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(callback)
    def run(*arguments: Any, **options: Any) -> Any:
        settings = load_settings()
        with database(settings), create_app(settings).app_context():
            try:
                return callback(*arguments, **options)
            except DomainError as error:
                raise click.ClickException(f"{type(error).__name__}: {error}") from error

    return run


@contextmanager
def database(settings: Settings) -> Iterator[None]:
    """Somebody else's server, or our own cluster for as long as it is needed."""
    if settings.database_url:
        yield
        return
    cluster = Cluster(settings.var_folder / "postgres")
    started = cluster.ensure()
    try:
        yield
    finally:
        if started:
            cluster.stop()


if __name__ == "__main__":
    main()
