"""Reports that were made elsewhere, kept here to be read: from a city's own endpoint.

They are as their city has them. Nothing is handed over, nobody is notified and no event is told:
for everybody here nothing has happened. Done again, only what has changed there changes here.

GeoReport's `closed` says that work has ended, and not how. Unless the endpoint's quirks say what
it means, such a report ends without a claim that anything was repaired, with the city's own notes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

import sqlalchemy as sa

from civicreport.accounts.models import Account
from civicreport.adapters.georeport import Quirks, ServiceRequest, meaning_of
from civicreport.bodies import takers
from civicreport.bodies.endpoints import quirks_of
from civicreport.bodies.models import Contact, Endpoint, Method
from civicreport.categories.models import Category
from civicreport.db import point_value, session
from civicreport.domain.location import Point
from civicreport.domain.routing import Facts
from civicreport.domain.status import Actor, Status, is_open
from civicreport.domain.visibility import when_released
from civicreport.reports import assignment, history
from civicreport.reports.models import ForeignReport, HistoryRow, Kind, Report, Source, Text

_LONGEST_DETAILS = 10_000
_LONGEST_NUMBER = 200
_LONGEST_PLACE = 300


class Taken(StrEnum):
    """What became of one request."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    OURS = "ours"  # sent there from here: it stands here already
    NO_NUMBER = "no_number"
    NO_DATE = "no_date"
    NO_PLACE = "no_place"
    NO_CATEGORY = "no_category"
    OUTSIDE = "outside"


class _Home(NamedTuple):
    """Under what a report is kept: the contact that would take it, if there is one."""

    category: Category
    contact: Contact | None


def take(request: ServiceRequest, endpoint: Endpoint, *, at: datetime) -> Taken:
    """Keep one request as a report, or bring the report that it became up to date."""
    number = request.service_request_id
    if not number or len(number) > _LONGEST_NUMBER:
        return Taken.NO_NUMBER
    known = session.scalar(
        sa.select(ForeignReport).where(
            ForeignReport.endpoint_id == endpoint.id, ForeignReport.external_id == number
        )
    )
    if known is not None:
        report = session.get_one(Report, known.report_id, with_for_update=True)
        return _follow(report, request, quirks_of(endpoint), at=at)
    return _take_new(request, endpoint, at=at)


def _take_new(request: ServiceRequest, endpoint: Endpoint, *, at: datetime) -> Taken:
    if request.requested_at is None:
        return Taken.NO_DATE
    if request.point is None:
        return Taken.NO_PLACE
    home = _home_of(request, endpoint)
    if home is None:
        return Taken.NO_CATEGORY
    facts, decision = takers.route(request.point, home.category.code)
    if not decision.is_covered:
        return Taken.OUTSIDE
    reported_at = min(request.requested_at, at)
    report = _report(request, endpoint, home, reported_at=reported_at)
    report.place = _place(request, request.point, facts)
    session.add(report)
    session.flush()
    session.add(_number_of(report, request, endpoint))
    _record(report, Kind.SUBMITTED, Status.REPORTED, at=reported_at)
    _follow(report, request, quirks_of(endpoint), at=request.updated_at or reported_at)
    return Taken.NEW


def _home_of(request: ServiceRequest, endpoint: Endpoint) -> _Home | None:
    """By the contact for its service, or else by the category of its name."""
    contact = session.scalar(
        sa.select(Contact)
        .where(
            Contact.body_id == endpoint.body_id,
            Contact.method == Method.OPEN311,
            Contact.address == request.service_code,
        )
        .order_by(Contact.is_active.desc(), Contact.id)
        .limit(1)
    )
    if contact is not None:
        return _Home(contact.category, contact)
    said = {word.casefold() for word in (request.service_code, request.service_name) if word}
    named = sa.or_(sa.func.lower(Category.code).in_(said), sa.func.lower(Category.name).in_(said))
    category = session.scalar(sa.select(Category).where(named).order_by(Category.id).limit(1))
    return _Home(category, None) if category else None


def _report(
    request: ServiceRequest, endpoint: Endpoint, home: _Home, *, reported_at: datetime
) -> Report:
    name = f"import {endpoint.id} {request.service_request_id}"
    return Report(
        fingerprint=hashlib.sha256(name.encode()).digest(),
        category=home.category,
        body=endpoint.body,
        contact=home.contact,
        geom=point_value(request.point or Point(0, 0)),
        details=(request.description or request.service_name or home.category.name)[
            :_LONGEST_DETAILS
        ],
        status=Status.REPORTED,
        visibility=when_released(is_private=home.category.is_private),
        source=Source.IMPORT,
        reporter=_account_of(endpoint),
        reported_at=reported_at,
        expected_at=request.expected_at,
        changed_at=reported_at,
        version=1,
    )


def _account_of(endpoint: Endpoint) -> Account:
    """The site's own for all that comes from there: nobody signs in with it."""
    name = f"import-{endpoint.id}"
    account = session.scalar(sa.select(Account).where(Account.fs_uniquifier == name))
    if account is None:
        account = Account(
            fs_uniquifier=name, name=f"imported from {endpoint.body.name}"[:200], is_active=False
        )
        session.add(account)
        session.flush()
    return account


def _number_of(report: Report, request: ServiceRequest, endpoint: Endpoint) -> ForeignReport:
    return ForeignReport(
        report_id=report.id, endpoint_id=endpoint.id, external_id=request.service_request_id
    )


def _place(request: ServiceRequest, point: Point, facts: Facts) -> str:
    said = " ".join(request.address.split()).strip(" ,")
    return (said or assignment.place_in_words(point, facts))[:_LONGEST_PLACE]


def _follow(report: Report, request: ServiceRequest, quirks: Quirks, *, at: datetime) -> Taken:
    """What has changed there since: the status, and what is said of it."""
    report.expected_at = request.expected_at
    status = status_of(request, quirks)
    words = request.status_notes.strip()
    is_told = words and words not in _told(report)
    if status is report.status and not is_told:
        return Taken.SAME
    old, report.status = report.status, status
    when = max(min(request.updated_at or at, at), report.changed_at)
    report.closed_at = None if is_open(status) else (report.closed_at or when)
    history.change(report, at=when)
    if status is old:
        _record(report, Kind.UPDATE, None, at=when, words=words)
    else:
        _record(report, Kind.STATUS, status, old=old, at=when, words=words)
    session.flush()
    return Taken.CHANGED


def status_of(request: ServiceRequest, quirks: Quirks) -> Status:
    """The extension's word where we know it; a mere `closed` does not mean fixed."""
    own_words = {word.casefold() for word in quirks.status_words}
    for word in (request.detailed_status, request.status):
        if word.casefold() == "closed" and not quirks.closed_means and "closed" not in own_words:
            return Status.NO_ACTION
        meant = meaning_of(word, quirks) if word else None
        if meant is not None:
            return meant
    return Status.REPORTED


def _told(report: Report) -> Sequence[str]:
    of_report = sa.select(Text.words).join(HistoryRow, HistoryRow.text_id == Text.id)
    return session.scalars(of_report.where(HistoryRow.report_id == report.id)).all()


def _record(
    report: Report,
    kind: Kind,
    new: Status | None,
    *,
    at: datetime,
    old: Status | None = None,
    words: str = "",
) -> None:
    """The body's own words, whoever wrote them there."""
    actor = Actor.REPORTER if kind is Kind.SUBMITTED else Actor.OFFICER
    history.record(report, kind, by=None, actor=actor, at=at, old=old, new=new, words=words)
