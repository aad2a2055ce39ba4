"""A token is a report that has arrived; its number is asked for, patiently, and not for ever."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from civicreport import jobs
from civicreport.bodies.models import Endpoint
from civicreport.db import session
from civicreport.delivery import queries, tokens
from civicreport.delivery.models import Delivery, State
from civicreport.domain import clock
from tests.factories.reports import a_report
from tests.support.georeport_peer import Call, GeoReportPeer
from tests.support.georeport_wire import Fault
from tests.support.town import Town

Hour = Callable[..., None]


@pytest.fixture
def delivery(town: Town, peer: GeoReportPeer) -> Delivery:
    peer.token_seconds = 0
    report = a_report(town, at=clock.now())
    jobs.drain(until=clock.now())
    (delivery,) = queries.of_report(report.id)
    return delivery


def ask() -> None:
    tokens.ask_for_numbers()
    session.expire_all()


def test_a_token_counts_as_delivered(delivery: Delivery, peer: GeoReportPeer) -> None:
    assert (delivery.state, delivery.token) == (State.SENT, "t1000")
    assert (delivery.external_id, delivery.may_have_arrived) == ("", False)


def test_it_becomes_a_number(delivery: Delivery, peer: GeoReportPeer) -> None:
    ask()
    assert (delivery.external_id, delivery.token) == ("1000", "")
    assert "1000 for token t1000" in queries.attempts_of(delivery.id)[-1].outcome


def test_it_is_asked_again_until_there_is_one(delivery: Delivery, peer: GeoReportPeer) -> None:
    peer.token_seconds = 3600
    ask()
    assert delivery.external_id == ""
    peer.go_wrong(Fault.HTML, Fault.SILENCE, on=Call.TOKENS)
    ask()
    ask()
    peer.token_seconds = 0
    ask()
    assert delivery.external_id == "1000"


def test_an_old_token_is_asked_for_less_often(
    delivery: Delivery, peer: GeoReportPeer, hour: Hour
) -> None:
    peer.token_seconds = 10**6
    hour(days=2)
    before = len(peer.asked)
    for _ in range(72):
        tokens.ask_for_numbers()
        hour(minutes=5)
    assert len(peer.asked) - before == 2


def test_it_is_given_up_in_words(delivery: Delivery, peer: GeoReportPeer, hour: Hour) -> None:
    peer.token_seconds = 10**7
    hour(days=10, minutes=1)
    ask()
    assert delivery.token == ""
    last = queries.attempts_of(delivery.id)[-1]
    assert not last.succeeded
    assert "no number for token t1000 after 10 days" in last.outcome


def test_it_is_given_up_where_nobody_answers_any_more(
    delivery: Delivery, peer: GeoReportPeer, hour: Hour
) -> None:
    """A body that gave its system up leaves tokens behind that nobody can ever answer."""
    hour(days=10, minutes=1)
    session.scalars(sa.select(Endpoint)).one().is_active = False
    session.flush()
    ask()
    assert delivery.token == ""
    assert "no number for token t1000 after 10 days" in queries.attempts_of(delivery.id)[-1].outcome
