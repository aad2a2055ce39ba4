"""The commands, each opened on entering.

Each command runs in an app context on a running database. Where that is our own cluster, it is
started for the command and stopped by whoever leaves last.
"""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import click

import civicreport
from civicreport import cli
from civicreport.cli.patience import nothing_bounces
from civicreport.cli.waking import waking
from civicreport.config import Settings, load_settings
from civicreport.db import engine, migrations, session
from civicreport.db.home import at_home, database, hand_over
from civicreport.domain.errors import DomainError

_BEHIND = "The database's schema is not this version's. Bring it up first: civicreport db upgrade"


class Door(click.Group):
    """All rooms, each opened on entering; the rooms' own objects stay as they are."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own names
        return list(cli.ROOMS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in cli.ROOMS:
            return None
        with waking():
            room = cli.room(cmd_name)
        if cmd_name in cli.STANDALONE:
            return room
        return _opened(room, cmd_name)


def door() -> click.Group:
    group = Door("civicreport", help=str(civicreport.__doc__))
    return click.version_option(civicreport.__version__, prog_name="civicreport")(group)


def _opened(command: click.Command, room: str) -> click.Command:
    """The same command, each of its leaves run inside the house."""
    opened = copy.copy(command)
    if isinstance(opened, click.Group):
        opened.commands = {name: _opened(child, room) for name, child in opened.commands.items()}
    elif opened.callback is not None:
        opened.callback = _inside(opened.callback, room)
    return opened


def _inside(callback: Callable[..., Any], room: str) -> Callable[..., Any]:
    @functools.wraps(callback)
    def run(*arguments: Any, **options: Any) -> Any:
        patience = nothing_bounces() if room in cli.FOR_MAIL_SERVERS else nullcontext()
        with patience, _house(at_home(load_settings())):
            if not (room in cli.ON_ANY_SCHEMA or _schema_is_up()):
                raise click.ClickException(_BEHIND)
            try:
                return callback(*arguments, **options)
            except DomainError as error:
                raise click.ClickException(f"{type(error).__name__}: {error}") from error

    return run


def _schema_is_up() -> bool:
    with engine().connect() as connection:
        return migrations.current(connection) == migrations.head()


@contextmanager
def _house(settings: Settings) -> Iterator[None]:
    with waking():
        from civicreport.app import create_app
    with database(settings), create_app(settings).app_context():
        try:
            yield
        finally:
            session.remove()  # or its connection would keep our own cluster busy
            engine().dispose()
            hand_over(settings.var_folder)
