"""Real commits on several connections: one mail that comes in many times at once acts once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa
from flask import Flask

from civicreport import config, jobs
from civicreport.adapters.mail import MemoryMail
from civicreport.adapters.reply_addresses import Kind, address_for
from civicreport.db import session, transaction
from civicreport.delivery.inbound import reception, undoing
from civicreport.delivery.inbound.understanding import undo_path
from civicreport.delivery.models import MailOutcome, ReceivedMail
from civicreport.domain import clock
from civicreport.domain.errors import LinkUsed
from civicreport.reports.models import HistoryRow, Report
from civicreport.reports.models import Kind as Row
from tests.factories import a_report
from tests.support.replies import a_reply, delivery_of
from tests.support.town import build_town

MANY = 6


@pytest.fixture
def address(cloned: Flask, letters: MemoryMail, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where the county's answer goes; its letter has left."""
    settings = config.current()
    ours = settings.mail.model_copy(update={"reply_domain": "reports.example"})
    monkeypatch.setattr(config, "current", lambda: settings.model_copy(update={"mail": ours}))
    report = a_report(build_town())
    session.commit()
    jobs.drain()
    return address_for(Kind.DELIVERY, delivery_of(report).id)


def at_once(app: Flask, *acts: Callable[[], object]) -> list[object]:
    barrier = Barrier(len(acts))

    def one(act: Callable[[], object]) -> object:
        with app.app_context():
            barrier.wait()
            try:
                return act()
            finally:
                session.remove()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(one, acts))


def keep(address: str, raw: bytes) -> int:
    with transaction():
        kept = reception.keep(raw, recipient=address, envelope_sender=None, at=clock.now())
        return kept.id


def status_rows() -> int:
    rows = sa.select(sa.func.count(HistoryRow.id)).where(HistoryRow.kind == Row.STATUS)
    return session.scalar(rows) or 0


def test_the_same_bytes_are_kept_once(cloned: Flask, address: str) -> None:
    raw = a_reply("Fixed.").as_bytes()
    ids = at_once(cloned, *[lambda: keep(address, raw)] * MANY)
    assert len(set(ids)) == 1
    jobs.drain()
    assert status_rows() == 1


def test_one_mail_by_many_ways_is_read_once(cloned: Flask, address: str) -> None:
    copies = [
        a_reply("Fixed.", message_id="<m@county.example>", Received=f"by way {way}").as_bytes()
        for way in range(MANY)
    ]
    ids = [keep(address, raw) for raw in copies]
    at_once(cloned, *[lambda mail_id=mail_id: reception.read_mail(mail_id) for mail_id in ids])
    session.rollback()
    outcomes = list(session.scalars(sa.select(ReceivedMail.outcome)))
    assert outcomes.count(MailOutcome.UPDATE) == 1
    assert outcomes.count(MailOutcome.REPEATED) == MANY - 1
    assert status_rows() == 1


def test_the_link_that_is_pressed_twice_takes_back_once(cloned: Flask, address: str) -> None:
    mail_id = keep(address, a_reply("Fixed.").as_bytes())
    jobs.drain()
    token = undo_path(session.get_one(ReceivedMail, mail_id)).split("/")[2]
    session.rollback()

    def press() -> bool:
        with transaction():
            kept = undoing.mail_of(token, at=clock.now(), is_locked=True)
            try:
                undoing.undo(kept, reason="Taken back.", at=clock.now())
            except LinkUsed:
                return False
            return True

    assert sorted(at_once(cloned, *[press] * MANY)) == [False] * (MANY - 1) + [True]  # type: ignore[type-var]
    session.rollback()
    assert session.scalars(sa.select(Report.status)).one() == "reported"
    assert status_rows() == 2
