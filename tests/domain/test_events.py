from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from civicreport.domain import events
from civicreport.domain.errors import DomainError
from civicreport.domain.events import Event, NobodyListens, announce, subscribe, subscribers


@dataclass(frozen=True, slots=True)
class LampLit(Event):
    number: int


@pytest.fixture(autouse=True)
def _forget_lamps() -> Iterator[None]:
    yield
    events._subscribers.pop(LampLit, None)


def test_everybody_who_listens_hears_in_order() -> None:
    heard: list[str] = []
    subscribe(LampLit, lambda event: heard.append(f"first {event.number}"))
    subscribe(LampLit, lambda event: heard.append(f"second {event.number}"))
    announce(LampLit(7))
    assert heard == ["first 7", "second 7"]
    assert len(subscribers()[LampLit]) == 2


def test_who_subscribes_twice_hears_once() -> None:
    heard: list[LampLit] = []
    listener = heard.append
    subscribe(LampLit, listener)
    subscribe(LampLit, listener)
    announce(LampLit(7))
    assert heard == [LampLit(7)]


def test_an_event_in_an_empty_house_is_a_mistake() -> None:
    with pytest.raises(NobodyListens, match="LampLit"):
        announce(LampLit(7))


def test_who_fails_stops_the_act() -> None:
    def fail(_: LampLit) -> None:
        raise ZeroDivisionError

    subscribe(LampLit, fail)
    with pytest.raises(ZeroDivisionError):
        announce(LampLit(7))


def test_an_error_says_what_it_knows() -> None:
    error = DomainError(report=7, why="because")
    assert (str(error), error.__dict__) == (
        "report=7, why=because",
        {"report": 7, "why": "because"},
    )
