"""Hear what the house announces, whoever else does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from civicreport.domain import events
from civicreport.domain.events import Event

E_ = TypeVar("E_", bound=Event)


class Heard(list[Event]):
    def of(self, kind: type[E_]) -> list[E_]:
        return [event for event in self if isinstance(event, kind)]


@contextmanager
def listening() -> Iterator[Heard]:
    """Subscribes to every event there is, and leaves when it is over."""
    heard = Heard()
    before = events.subscribers()
    for kind in _kinds(Event):
        events.subscribe(kind, heard.append)
    try:
        yield heard
    finally:
        events._subscribers.clear()
        events._subscribers.update({kind: list(those) for kind, those in before.items()})


def _kinds(kind: type[Event]) -> Iterator[type[Event]]:
    for child in kind.__subclasses__():
        yield child
        yield from _kinds(child)
