"""The command line's rooms, one command or group each. `civicreport.door` leads to them.

A room is imported when somebody enters it, so that `civicreport --version` is quick and the
server's supervisor stays small.
"""

from __future__ import annotations

from importlib import import_module

import click

# In the order in which `civicreport --help` shows them: where each lies in this package.
ROOMS = {
    "serve": "serve:command",
    "worker": "worker:command",
    "mail": "mail.command:group",
    "prepare": "prepare:command",
    "db": "db:group",
    "accounts": "accounts:group",
    "areas": "areas:group",
    "bodies": "bodies:group",
    "contacts": "contacts:group",
    "postcodes": "postcodes:group",
    "deliveries": "deliveries:group",
    "hooks": "hooks:group",
    "open311": "open311:group",
    "demo": "demo.command:group",
}
# These manage the database themselves: the door opens no app context for them.
STANDALONE = frozenset({"serve"})
# These bring the schema up, say where it stands, or wait for a database that is away.
ON_ANY_SCHEMA = frozenset({"db", "prepare", "worker", "mail"})
# A mail server runs these, and would bounce what ends with a code that is no request to try again.
FOR_MAIL_SERVERS = frozenset({"mail"})


def room(name: str) -> click.Command:
    """The command or group of that name."""
    module, attribute = ROOMS[name].split(":")
    command: click.Command = getattr(import_module(f"{__name__}.{module}"), attribute)
    return command
