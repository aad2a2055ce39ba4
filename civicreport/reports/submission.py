"""A report comes in: once, to somebody, and never lost.

The same form sent twice is one report. Its own key says so, or, where the key got lost, the same
words for the same place from the same person or network within ten minutes. Two at once wait for
each other on an advisory lock, so that the second finds the first; the unique key stands behind.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from civicreport.accounts import operations
from civicreport.accounts.models import Account
from civicreport.accounts.queries import same_address
from civicreport.bodies import takers
from civicreport.categories import queries as categories
from civicreport.db import point_value, session, take_turns
from civicreport.domain.errors import AlreadySubmitted
from civicreport.domain.events import ReportSubmitted, announce
from civicreport.domain.location import Point
from civicreport.domain.status import Actor, Status
from civicreport.reports import assignment, history, photos, vetting
from civicreport.reports.models import Kind, Report, Source
from civicreport.reports.photos import StoredPhoto
from civicreport.reports.vetting import UNKNOWN, Circumstances

SAME_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Submission:
    """What somebody wrote, cleaned; `place` is in words, where the form knows some."""

    point: Point
    category_code: str
    details: str
    photos: tuple[StoredPhoto, ...] = ()
    name: str = ""
    email: str = ""
    show_name: bool = False
    idempotency_key: str | None = None
    place: str = ""
    place_note: str = ""
    is_place_rough: bool = False
    answers: Mapping[str, Any] = field(default_factory=dict)  # by the codes of the questions
    source: Source = Source.SITE


def submit(
    submission: Submission,
    *,
    account: Account,
    at: datetime,
    circumstances: Circumstances = UNKNOWN,
) -> Report:
    """Keep a report and tell those who hand it over; of the same form sent twice, the first one.

    Raises OutsideCoverage, AlreadySubmitted (the same form's key with other words), or NotFound
    for an unknown category.
    """
    _wait_for_turn(submission)
    first = _first_of(submission, account, circumstances.origin, at)
    if first is not None:
        return first
    facts, decision = takers.route(submission.point, submission.category_code, submission.answers)
    if not decision.is_covered:
        raise assignment.outside(submission.point)
    report = _report(submission, account, circumstances, at)
    assignment.assign(report, decision, since=at)
    report.place = submission.place or assignment.place_in_words(submission.point, facts)
    vetting.judge(report, circumstances, at=at)
    session.add(report)
    session.flush()
    photos.attach(report, submission.photos, at=at)
    history.record(
        report, Kind.SUBMITTED, by=account, actor=Actor.REPORTER, at=at, new=Status.REPORTED
    )
    announce(
        ReportSubmitted(
            report_id=report.id,
            unconfirmed_email=_unconfirmed(submission.email, account),
            account_id=account.id,
        )
    )
    return report


def was_sent(submission: Submission, *, origin: str, at: datetime) -> bool:
    """Whether the same form, or the same words from the same network, have come before."""
    same = sa.and_(
        Report.fingerprint == _fingerprint(submission, origin),
        _stands_of_late(at),
    )
    if submission.idempotency_key:
        same = sa.or_(same, Report.idempotency_key == submission.idempotency_key)
    return bool(session.scalar(sa.select(sa.exists().where(same))))


def _first_of(submission: Submission, account: Account, origin: str, at: datetime) -> Report | None:
    """The report that this form has made already."""
    if submission.idempotency_key:
        by_key = sa.select(Report).where(Report.idempotency_key == submission.idempotency_key)
        first = session.scalar(by_key)
        if first is not None:
            if _content_of(first) != _content(submission):
                raise AlreadySubmitted(report_id=first.id)
            _recognise(account, first.reporter)
            return first
    same_sender = sa.or_(
        Report.fingerprint == _fingerprint(submission, _sender(account, origin)),
        Report.reporter_id == account.id,
    )
    recent = sa.select(Report).where(same_sender, _stands_of_late(at))
    for report in session.scalars(recent.order_by(Report.id)):
        if _content_of(report) == _content(submission):
            return report
    return None


def _stands_of_late(at: datetime) -> sa.ColumnElement[bool]:
    """Of late, and not taken back: whoever sends that once more wants it to stand."""
    return sa.and_(Report.reported_at > at - SAME_WITHIN, Report.status != Status.WITHDRAWN)


def _recognise(account: Account, giver: Account) -> None:
    """Two clicks of a browser that had no cookie yet came as two strangers, and are one.

    Only the form's own key proves that: the same words from the same network may be a neighbour's.
    """
    if account.id != giver.id and account.email is None and giver.email is None:
        operations.join_devices(account, giver)


def _sender(account: Account, origin: str) -> str:
    return origin or f"account {account.id}"


def _fingerprint(submission: Submission, sender: str) -> bytes:
    """Of what was written and by whom: who does not know the sender learns nothing from it."""
    return hashlib.sha256(f"{sender}\n{_content(submission)}".encode()).digest()


def _content(submission: Submission) -> str:
    return _as_content(submission.category_code, submission.point, submission.details)


def _content_of(report: Report) -> str:
    return _as_content(report.category.code, report.point, report.details)


def _as_content(category_code: str, point: Point, details: str) -> str:
    place = point.rounded()
    return (
        f"{category_code}\n{place.latitude:.5f} {place.longitude:.5f}\n{' '.join(details.split())}"
    )


def _wait_for_turn(submission: Submission) -> None:
    take_turns({_content(submission), submission.idempotency_key or ""} - {""})


def _report(
    submission: Submission, account: Account, circumstances: Circumstances, at: datetime
) -> Report:
    """As written; not yet anybody's, and not yet judged."""
    return Report(
        idempotency_key=submission.idempotency_key or None,
        fingerprint=_fingerprint(submission, _sender(account, circumstances.origin)),
        category=categories.by_code(submission.category_code),
        geom=point_value(submission.point),
        place_note=submission.place_note.strip(),
        is_place_rough=submission.is_place_rough,
        details=submission.details.strip(),
        status=Status.REPORTED,
        source=submission.source,
        answers=dict(submission.answers),
        reporter=account,
        reporter_name=submission.name.strip(),
        reporter_email=submission.email.strip(),
        show_name=submission.show_name,
        reported_at=at,
        changed_at=at,
        version=1,
    )


def _unconfirmed(email: str, account: Account) -> str | None:
    """An address that its owner has not shown to be theirs."""
    typed = email.strip()
    is_known = account.email_confirmed_at is not None and same_address(account.email, typed)
    return typed if typed and not is_known else None
