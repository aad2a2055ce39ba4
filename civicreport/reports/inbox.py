"""The staff's lists: what is to do, and what waits to be looked at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from civicreport.db import LARGEST_ID, Page, page_of, session
from civicreport.db.paging import decode_cursor
from civicreport.domain import clock
from civicreport.domain.permissions import Viewer
from civicreport.domain.status import CLOSED, OPEN, Status
from civicreport.domain.titles import title_of
from civicreport.domain.visibility import Visibility
from civicreport.reports import cards
from civicreport.reports.cards import InboxRow, PendingPhoto
from civicreport.reports.filters import ReportFilter
from civicreport.reports.models import Photo, Report
from civicreport.reports.narrowing import filtered

PAGE = 50
# As the indexes of the inbox have it, word for word: what is kept elsewhere is answered there.
_IS_TO_ANSWER = Report.source != sa.literal_column("'import'")


@dataclass(frozen=True, slots=True)
class InboxCounts:
    open: int
    overdue: int
    pending: int


def inbox(
    viewer: Viewer,
    filters: ReportFilter,
    cursor: str | None = None,
    *,
    now: datetime | None = None,
    size: int = PAGE,
) -> Page[InboxRow]:
    """The staff's reports: open ones unless asked otherwise, and then overdue first.

    Once closed ones are asked for, the newest stand first.
    """
    now = now or clock.now()
    chosen = filtered(_staffed(viewer).where(_IS_TO_ANSWER), filters, now=now)
    if filters.statuses & CLOSED:
        return _newest_first(chosen, cursor, now, size)
    if not filters.statuses:
        chosen = chosen.where(Report.status.in_(OPEN))
    return _due_first(chosen.where(Report.closed_at.is_(None)), cursor, now, size)


def inbox_counts(viewer: Viewer, *, now: datetime) -> InboxCounts:
    """Each figure from an index that holds only what it counts."""
    is_theirs = sa.true() if viewer.is_operator else Report.body_id.in_(viewer.bodies)
    is_unfinished = sa.and_(is_theirs, Report.closed_at.is_(None), _IS_TO_ANSWER)
    figures = (
        is_unfinished,
        sa.and_(is_unfinished, Report.expected_at < now),
        sa.and_(is_theirs, Report.visibility == Visibility.PENDING),
    )
    counted = [
        sa.select(sa.func.count()).select_from(Report).where(which).scalar_subquery()
        for which in figures
    ]
    return InboxCounts(*session.execute(sa.select(*counted)).one())


def pending(
    viewer: Viewer, cursor: str | None = None, *, now: datetime | None = None, size: int = PAGE
) -> Page[InboxRow]:
    """What the light checks hold back, for those who may release it; the oldest waits longest."""
    chosen = _staffed(viewer).where(Report.visibility == Visibility.PENDING)
    after = key_in(cursor)
    if after:
        chosen = chosen.where(sa.tuple_(Report.reported_at, Report.id) > after)
    rows = session.execute(chosen.order_by(Report.reported_at, Report.id).limit(size + 1))
    return page_of(_rows(rows, now or clock.now()), size, lambda row: [row.reported_at, row.id])


def pending_photos(viewer: Viewer, cursor: str | None = None) -> Page[PendingPhoto]:
    """Photos of unconfirmed reporters on reports that are neither held back nor taken back."""
    chosen = (
        sa.select(Photo, Report.details)
        .join(Report, Photo.report_id == Report.id)
        .where(
            Photo.visibility == Visibility.PENDING,
            Report.visibility.in_((Visibility.PUBLIC, Visibility.PRIVATE)),
            Report.status != Status.WITHDRAWN,
        )
    )
    if not viewer.is_operator:
        chosen = chosen.where(Report.body_id.in_(viewer.bodies))
    after = key_in(cursor)
    if after:
        chosen = chosen.where(sa.tuple_(Photo.created_at, Photo.id) > after)
    rows = session.execute(chosen.order_by(Photo.created_at, Photo.id).limit(PAGE + 1))
    return page_of(
        [_pending_photo(photo, details) for photo, details in rows],
        PAGE,
        lambda row: [row.created_at, row.id],
    )


def _pending_photo(photo: Photo, details: str) -> PendingPhoto:
    return PendingPhoto(
        id=photo.id,
        key=photo.key,
        width=photo.width,
        height=photo.height,
        report_id=photo.report_id,
        title=title_of(details),
        created_at=photo.created_at,
    )


def _staffed(viewer: Viewer) -> sa.Select[*tuple[Any, ...]]:
    chosen = cards.card_columns(photos=frozenset(Visibility))
    return chosen if viewer.is_operator else chosen.where(Report.body_id.in_(viewer.bodies))


def _due_first(
    chosen: sa.Select[*tuple[Any, ...]], cursor: str | None, now: datetime, size: int
) -> Page[InboxRow]:
    """By the day an answer is due, which puts the overdue at the top; without a day, last."""
    after = key_in(cursor)
    if after:
        chosen = chosen.where(_is_due_after(*after))
    rows = session.execute(chosen.order_by(Report.expected_at, Report.id).limit(size + 1))
    return page_of(_rows(rows, now), size, lambda row: [row.expected_at, row.id])


def _is_due_after(expected_at: datetime | None, report_id: int) -> sa.ColumnElement[bool]:
    if expected_at is None:
        return sa.and_(Report.expected_at.is_(None), Report.id > report_id)
    later = sa.tuple_(Report.expected_at, Report.id) > (expected_at, report_id)
    return sa.or_(later, Report.expected_at.is_(None))


def _newest_first(
    chosen: sa.Select[*tuple[Any, ...]], cursor: str | None, now: datetime, size: int
) -> Page[InboxRow]:
    before = key_in(cursor)
    if before:
        chosen = chosen.where(sa.tuple_(Report.reported_at, Report.id) < before)
    newest = chosen.order_by(*cards.NEWEST_FIRST)
    rows = session.execute(newest.limit(size + 1))
    return page_of(_rows(rows, now), size, lambda row: [row.reported_at, row.id])


def _rows(found: Any, now: datetime) -> list[InboxRow]:
    return [cards.inbox_row(row, now=now) for row in found]


def key_in(cursor: str | None) -> tuple[datetime | None, int] | None:
    """An instant and a number; None (the top) where the cursor is no such thing."""
    match decode_cursor(cursor) if cursor else None:
        case [str(instant), int(number)] if _is_an_id(number):
            try:
                return datetime.fromisoformat(instant), number
            except ValueError:
                return None
        case [None, int(number)] if _is_an_id(number):
            return None, number
        case _:
            return None


def _is_an_id(number: int) -> bool:
    """True is a number, too, and a number may be too large for the column."""
    return not isinstance(number, bool) and 0 <= number <= LARGEST_ID
