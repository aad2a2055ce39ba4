"""What a peer's updates and requests say of reports that it got from us; the rest is not ours."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

import sqlalchemy as sa

from civicreport.adapters.georeport import (
    Quirks,
    RemoteUpdate,
    ServiceRequest,
    meaning_of,
    moves_nothing,
)
from civicreport.bodies.models import Method
from civicreport.db import session
from civicreport.delivery.methods.open311_news import update_id_of
from civicreport.delivery.models import Delivery, Purpose, State
from civicreport.delivery.outside_updates import Said
from civicreport.reports.models import Report

REOPENED_WITHIN = timedelta(days=30)
_OUR_NUMBER = re.compile(r"(?:CR-)?(\d{1,18})")


def open_numbers(body_id: int, *, now: datetime) -> Sequence[str]:
    """By which it knows what it still has of ours, or closed not long ago."""
    chosen = _handed_over(body_id).join(Report, Report.id == Delivery.report_id)
    is_alive = sa.or_(Report.closed_at.is_(None), Report.closed_at > now - REOPENED_WITHIN)
    having_it = chosen.where(Delivery.external_id != "", Report.body_id == body_id, is_alive)
    return session.scalars(
        having_it.with_only_columns(Delivery.external_id).order_by(Delivery.id)
    ).all()


def from_updates(
    heard: Sequence[RemoteUpdate], source: str, body_id: int, quirks: Quirks
) -> list[Said]:
    """As FixMyStreet's extension tells them. What we told ourselves is no news."""
    by_number = _reports(body_id, (one.service_request_id for one in heard))
    ours = _own_numbers(body_id, (one.update_id for one in heard))
    said = []
    for one in heard:
        report_id = by_number.get(one.service_request_id) or _by_our_number(body_id, one)
        if report_id is not None and one.update_id not in ours:
            said.append(_from_update(one, report_id, source, body_id, quirks))
    return said


def from_requests(
    heard: Sequence[ServiceRequest], source: str, body_id: int, quirks: Quirks
) -> list[Said]:
    """As the standard has them: how each stands. A change of that is what we call an update."""
    by_number = _reports(body_id, (one.service_request_id for one in heard))
    return [
        _from_request(one, by_number[one.service_request_id], source, body_id, quirks)
        for one in heard
        if one.service_request_id in by_number
    ]


def _from_update(
    one: RemoteUpdate, report_id: int, source: str, body_id: int, quirks: Quirks
) -> Said:
    digest = _digest(one.status, str(one.at), one.description)
    return Said(
        source=source,
        update_id=_short(f"{one.service_request_id}/{one.update_id or digest}"),
        report_id=report_id,
        body_id=body_id,
        meant=meaning_of(one.status, quirks),
        unknown_word=_unknown(one.status, quirks),
        text=one.description,
        at=one.at,
        photo_urls=one.media_urls,
    )


def _from_request(
    one: ServiceRequest, report_id: int, source: str, body_id: int, quirks: Quirks
) -> Said:
    word = one.detailed_status or one.status
    if one.detailed_status and meaning_of(word, quirks) is None:
        word = one.status
    digest = _digest(str(one.updated_at), word, one.status_notes)
    return Said(
        source=source,
        update_id=_short(f"{one.service_request_id}/{digest}"),
        report_id=report_id,
        body_id=body_id,
        meant=meaning_of(word, quirks),
        unknown_word=_unknown(word, quirks),
        text=one.status_notes,
        is_standing=True,
        at=one.updated_at,
    )


def _unknown(word: str, quirks: Quirks) -> str:
    is_known = moves_nothing(word) or meaning_of(word, quirks) is not None
    return "" if is_known else word


def _reports(body_id: int, numbers: Iterable[str]) -> Mapping[str, int]:
    asked = {number for number in numbers if number}
    chosen = _handed_over(body_id).where(Delivery.external_id.in_(asked)).order_by(Delivery.id)
    return {row.external_id: row.report_id for row in session.scalars(chosen)}


def _own_numbers(body_id: int, numbers: Iterable[str]) -> set[str]:
    """Of updates that we posted: under the number that they got there, or under ours."""
    asked = {number for number in numbers if number}
    told = sa.select(Delivery).where(
        Delivery.body_id == body_id,
        Delivery.purpose.not_in((Purpose.REPORT, Purpose.COPY)),
        sa.or_(Delivery.external_id.in_(asked), Delivery.id.in_(_delivery_ids(asked))),
    )
    rows = session.scalars(told).all()
    known = {row.external_id for row in rows} | {update_id_of(row) for row in rows}
    return known - {""}  # who gives updates no numbers has not told us our own


def _delivery_ids(numbers: Iterable[str]) -> set[int]:
    ends = (number.rpartition("-")[2] for number in numbers if number.startswith("CR-"))
    return {int(end) for end in ends if end.isascii() and end.isdigit() and len(end) < 19}


def _by_our_number(body_id: int, one: RemoteUpdate) -> int | None:
    """Some tell our own number instead, or before their own has come to us: now it has."""
    found = _OUR_NUMBER.fullmatch(one.our_reference)
    if found is None:
        return None
    chosen = _handed_over(body_id).where(Delivery.report_id == int(found[1]))
    delivery = session.scalar(chosen.order_by(Delivery.id.desc()).limit(1))
    if delivery is None:
        return None
    delivery.external_id = delivery.external_id or one.service_request_id[:200]
    return delivery.report_id


def _handed_over(body_id: int) -> sa.Select[Delivery]:
    return sa.select(Delivery).where(
        Delivery.body_id == body_id,
        Delivery.method == Method.OPEN311,
        Delivery.purpose == Purpose.REPORT,
        Delivery.state == State.SENT,
    )


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def _short(number: str) -> str:
    return number if len(number) <= 200 else _digest(number)
