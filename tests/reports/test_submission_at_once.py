"""Real commits on several connections: what a double click and a crowd do to one form."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
import sqlalchemy as sa
from flask import Flask

from civicreport.accounts.models import Account
from civicreport.db import session, transaction
from civicreport.domain.errors import AlreadySubmitted
from civicreport.participation import queries as participation
from civicreport.participation import upvotes
from civicreport.participation.models import Upvote
from civicreport.reports.models import HistoryRow, Report
from civicreport.reports.submission import Submission, submit
from civicreport.reports.vetting import Circumstances
from tests.factories import a_device, a_report, a_submission
from tests.factories.reports import NOON
from tests.support.town import Town, build_town

Result = TypeVar("Result")


@pytest.fixture
def standing_town(cloned: Flask) -> Town:
    town = build_town()
    session.commit()
    return town


def all_at_once(app: Flask, act: Callable[[int], Result], *, times: int) -> list[Result]:
    """Each on a thread and a connection of its own, let go at one moment."""
    ready = Barrier(times)

    def one(number: int) -> Result:
        with app.app_context():
            session.connection()
            ready.wait(timeout=30)
            with transaction():
                return act(number)

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(one, range(times)))


def _send(submission: Submission, account_id: int, origin: str = "") -> int:
    account = session.get_one(Account, account_id)
    circumstances = Circumstances(origin=origin)
    return submit(submission, account=account, at=NOON, circumstances=circumstances).id


def _send_and_fail(submission: Submission, account_id: int) -> None:
    with transaction():
        _send(submission, account_id)
        raise ZeroDivisionError


def _devices(count: int) -> list[int]:
    devices = [a_device().id for _ in range(count)]
    session.commit()
    return devices


def _count(of: type[Report | HistoryRow | Upvote]) -> int:
    session.rollback()
    return session.scalar(sa.select(sa.func.count()).select_from(of)) or 0


def test_a_form_sent_many_times_at_once_is_one_report(cloned: Flask, standing_town: Town) -> None:
    form = a_submission(standing_town, idempotency_key="key-1")
    devices = _devices(8)
    ids = all_at_once(cloned, lambda number: _send(form, devices[number]), times=8)
    assert len(set(ids)) == 1
    assert (_count(Report), _count(HistoryRow)) == (1, 1)


def test_without_a_key_a_network_that_sends_twice_at_once_makes_one_report(
    cloned: Flask, standing_town: Town
) -> None:
    form = a_submission(standing_town)
    devices = _devices(8)
    ids = all_at_once(cloned, lambda number: _send(form, devices[number], "network"), times=8)
    assert len(set(ids)) == 1
    assert _count(Report) == 1


def test_one_key_for_other_words_is_refused_whoever_comes_first(
    cloned: Flask, standing_town: Town
) -> None:
    forms = [
        a_submission(standing_town, idempotency_key="key-1", details=words)
        for words in ("A hole in the road", "A lamp that is dark")
    ]
    ben = standing_town.ben.id

    def send(number: int) -> str:
        try:
            _send(forms[number], ben)
        except AlreadySubmitted:
            return "refused"
        return "kept"

    assert sorted(all_at_once(cloned, send, times=2)) == ["kept", "refused"]
    assert _count(Report) == 1


def test_many_reports_at_once_in_one_street_are_all_kept(
    cloned: Flask, standing_town: Town
) -> None:
    forms = [a_submission(standing_town) for _ in range(12)]
    devices = _devices(12)
    ids = all_at_once(cloned, lambda number: _send(forms[number], devices[number]), times=12)
    assert len(set(ids)) == _count(Report) == 12


def test_a_submission_that_is_rolled_back_leaves_nothing(
    cloned: Flask, standing_town: Town
) -> None:
    form = a_submission(standing_town, idempotency_key="key-1")
    with pytest.raises(ZeroDivisionError):
        _send_and_fail(form, standing_town.ben.id)
    assert (_count(Report), _count(HistoryRow)) == (0, 0)
    with transaction():
        _send(form, standing_town.ben.id)
    assert _count(Report) == 1


def test_one_person_who_taps_on_many_tabs_counts_once(cloned: Flask, standing_town: Town) -> None:
    report_id = a_report(standing_town).id
    ben = standing_town.ben.id
    session.commit()

    def give(_: int) -> None:
        upvotes.give(report_id, ben, at=NOON)

    all_at_once(cloned, give, times=16)
    assert participation.upvotes(report_id) == 1


def test_twenty_neighbours_at_once_count_twenty(cloned: Flask, standing_town: Town) -> None:
    report_id = a_report(standing_town).id
    devices = _devices(20)

    def tap(number: int) -> bool:
        return upvotes.toggle(report_id, session.get_one(Account, devices[number]), at=NOON)

    assert all(all_at_once(cloned, tap, times=20))
    assert participation.upvotes(report_id) == 20
    assert _count(Upvote) == 20


def test_toggles_of_one_person_at_once_never_break(cloned: Flask, standing_town: Town) -> None:
    report_id = a_report(standing_town).id
    ben = standing_town.ben.id
    session.commit()

    def tap(_: int) -> bool:
        return upvotes.toggle(report_id, session.get_one(Account, ben), at=NOON)

    stands = all_at_once(cloned, tap, times=10)
    assert any(stands)
    assert participation.upvotes(report_id) in {0, 1}
