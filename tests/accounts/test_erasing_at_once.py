"""Real commits on several connections: somebody is erased while more of theirs happens."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from flask import Flask

from civicreport.accounts import erasing, operations, queries
from civicreport.accounts.models import Account, OneTimeLink
from civicreport.db import session, transaction
from civicreport.domain import clock
from civicreport.domain.errors import LinkExpired, LinkUsed
from civicreport.reports.models import Report
from tests.factories import a_report
from tests.support.town import Town, build_town

WAITS = 0.5  # seconds, until it surely has begun


@pytest.fixture
def ada(cloned: Flask) -> int:
    number = build_town().ada.id
    session.commit()
    return number


def _erase(app: Flask, account_id: int) -> None:
    with app.app_context(), transaction():
        erasing.erase(session.get_one(Account, account_id), at=clock.now())


def test_a_report_that_is_just_coming_in_loses_the_name_as_well(cloned: Flask, ada: int) -> None:
    town = Town()
    with ThreadPoolExecutor(1) as threads:
        with transaction():
            number = a_report(town, email="ada@example.org", name="Ada Lovelace").id
            erasing_now: Future[None] = threads.submit(_erase, cloned, ada)
            with pytest.raises(TimeoutError):
                erasing_now.result(timeout=WAITS)
        erasing_now.result(timeout=30)
    session.expire_all()
    report = session.get_one(Report, number)
    assert (report.reporter_name, report.reporter_email) == ("", "")


def test_a_link_that_is_used_meanwhile_brings_nobody_back(cloned: Flask, ada: int) -> None:
    """Whoever comes first: the other finds what was done, and neither waits for ever."""

    def confirm(link_id: int) -> None:
        with cloned.app_context(), transaction():
            link = session.get_one(OneTimeLink, link_id)
            operations.confirm(link, at=clock.now())

    with transaction():
        link = operations.request_confirmation(
            email="ada@example.org", name="Ada", account_id=None, report_id=None, at=clock.now()
        )
        assert link is not None
        link_id = link.id
    with ThreadPoolExecutor(1) as threads:
        with transaction():
            erasing.erase(session.get_one(Account, ada), at=clock.now())
            confirming: Future[None] = threads.submit(confirm, link_id)
            with pytest.raises(TimeoutError):
                confirming.result(timeout=WAITS)
        with pytest.raises((LinkUsed, LinkExpired)):
            confirming.result(timeout=30)
    assert queries.by_email("ada@example.org") is None
