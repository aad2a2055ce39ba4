"""Real commits on several connections: a person acts while a worker takes the same row up."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from civicreport.accounts import operations as accounts
from civicreport.db import session, transaction
from civicreport.delivery import dead_letters, operations, queries
from civicreport.delivery.models import Delivery, Purpose, State
from civicreport.domain import clock
from civicreport.domain.status import Actor
from civicreport.participation import upvotes
from civicreport.reports import updates
from civicreport.reports.models import Report
from tests.factories import a_report
from tests.support.town import build_town

SECONDS_TO_GET_THERE = 0.5


@pytest.fixture
def report(cloned: Flask) -> int:
    number = a_report(build_town()).id
    session.commit()
    return number


def _state(report_id: int) -> State:
    session.rollback()
    return queries.of_report(report_id)[0].state


def _while_taken_up(app: Flask, report_id: int, before: State, act: Any) -> State:
    """The row's state after a worker has taken it up while `act` had begun."""

    def begin() -> None:
        with app.app_context(), transaction():
            act()

    with ThreadPoolExecutor(1) as threads, transaction():
        rows = sa.update(Delivery).where(Delivery.report_id == report_id)
        session.execute(rows.values(state=before))
        session.commit()
        session.execute(rows.values(state=State.SENDING))
        acting: Future[None] = threads.submit(begin)
        with pytest.raises(TimeoutError):
            acting.result(timeout=SECONDS_TO_GET_THERE)  # it waits for the worker's word
        session.commit()
        acting.result(timeout=30)
    return _state(report_id)


def test_what_a_worker_has_taken_up_is_not_called_unsent(cloned: Flask, report: int) -> None:
    def hide() -> None:
        operations.keep_back(session.get_one(Report, report))

    assert _while_taken_up(cloned, report, State.WAITING, hide) is State.SENDING


def test_a_dead_letter_is_sent_again_once_however_many_ask(cloned: Flask, report: int) -> None:
    def retry() -> None:
        [letter] = queries.of_report(report)
        dead_letters.retry(letter, at=clock.now())

    assert _while_taken_up(cloned, report, State.DEAD, retry) is State.SENDING


def test_who_gets_a_withdrawn_report_at_this_moment_is_told_so(cloned: Flask, report: int) -> None:
    def withdraw() -> None:
        operations.take_back(session.get_one(Report, report), at=clock.now())

    assert _while_taken_up(cloned, report, State.WAITING, withdraw) is State.SENDING
    told = [str(row.purpose) for row in queries.of_report(report)]
    assert told == ["report", "withdrawn"]


def _updates(report_id: int) -> list[str]:
    session.rollback()
    rows = queries.of_report(report_id)
    return [str(row.state) for row in rows if row.purpose is Purpose.UPDATE]


def test_what_is_said_while_the_report_leaves_follows_it(cloned: Flask, report: int) -> None:
    def comment() -> None:
        said = session.get_one(Report, report)
        updates.post(
            said, by=said.reporter, actor=Actor.REPORTER, text="It is deeper now.", at=clock.now()
        )

    assert _while_taken_up(cloned, report, State.WAITING, comment) is State.SENDING
    assert _updates(report) == ["waiting"]


def test_votes_at_once_over_a_milestone_make_one_letter(cloned: Flask, report: int) -> None:
    with transaction():
        session.execute(sa.update(Delivery).values(state=State.SENT, said_until=1))
        voters = [accounts.new_device(at=clock.now())[0].id for _ in range(7)]
        for voter in voters[:4]:
            upvotes.give(report, voter, at=clock.now())

    def vote(voter: int) -> None:
        with cloned.app_context(), transaction():
            upvotes.give(report, voter, at=clock.now())

    with ThreadPoolExecutor(3) as threads:
        list(threads.map(vote, voters[4:]))
    assert _updates(report) == ["waiting"]
