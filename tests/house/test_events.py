"""Who listens to what. An event without a subscriber is a thing that nobody reacts to."""

from __future__ import annotations

import ast

from flask import Flask

from civicreport.domain import events
from tests.house.source import modules, named

REMEDY = (
    "Remedy: a floor that reacts subscribes in its reactions.py::subscribe_all, and"
    " civicreport.app.compose calls that; an event that nobody needs is deleted."
)


def _announced() -> dict[str, str]:
    """The names of events made in a call of `announce`, and where."""
    found: dict[str, str] = {}
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                made = node.args[0] if name == "announce" and node.args else None
                if isinstance(made, ast.Call) and isinstance(made.func, ast.Name | ast.Attribute):
                    event = made.func.id if isinstance(made.func, ast.Name) else made.func.attr
                    found[event] = f"{named(path)}:{node.lineno}"
    return found


def test_every_event_that_is_announced_has_a_subscriber(app: Flask) -> None:
    heard = {event.__name__ for event, listening in events.subscribers().items() if listening}
    unheard = {name: where for name, where in _announced().items() if name not in heard}
    assert not unheard, REMEDY


def test_every_event_is_announced_and_heard(app: Flask) -> None:
    known = {e.__name__ for e in events.Event.__subclasses__() if e.__module__ == events.__name__}
    heard = {e.__name__ for e in events.subscribers() if e.__module__ == events.__name__}
    assert known == heard, REMEDY
    assert known == set(_announced()), REMEDY


def test_composing_twice_subscribes_once(app: Flask) -> None:
    from civicreport.app import compose

    before = events.subscribers()
    compose()
    assert events.subscribers() == before
