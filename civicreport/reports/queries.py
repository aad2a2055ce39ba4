"""Which reports, and for whose eyes. Lists come as cards (see `cards`), one report as itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from civicreport.db import Page, page_of, session
from civicreport.domain import clock
from civicreport.domain.errors import ChangedMeanwhile, NotFound, NotPermitted
from civicreport.domain.location import Box
from civicreport.domain.permissions import Viewer
from civicreport.domain.status import Status
from civicreport.domain.visibility import Visibility, may_see
from civicreport.reports import cards
from civicreport.reports.cards import NEWEST_FIRST, ReportCard
from civicreport.reports.filters import ReportFilter
from civicreport.reports.inbox import key_in
from civicreport.reports.models import HistoryRow, Photo, Report
from civicreport.reports.narrowing import for_residents, in_view

_FOR_GIVER = frozenset({Visibility.PUBLIC, Visibility.PRIVATE, Visibility.PENDING})
_NAMED = (joinedload(Report.category), joinedload(Report.body))
_WITH_PEOPLE = (joinedload(Report.contact), joinedload(Report.reporter))
_OF_REPORT = (
    sa.select(Photo)
    .where(Photo.report_id == sa.bindparam("report_id"))
    .order_by(Photo.position, Photo.id)
)
_IS_PUBLIC = Report.visibility == Visibility.PUBLIC


def visible(report_id: int, viewer: Viewer) -> Report:
    """The report, for whoever may see it. Raises NotFound, also where it is not theirs to see."""
    report = session.get(Report, report_id, options=_NAMED)  # asked anew, no statement
    if report is None or not is_visible(report, viewer):
        raise NotFound(report=report_id)
    return report


def is_visible(report: Report, viewer: Viewer) -> bool:
    return _may_see(report.visibility, report, viewer)


def for_change(report_id: int, *, viewer: Viewer, version: int) -> Report:
    """The report, locked, for its body's staff.

    Raises NotFound, NotPermitted, or ChangedMeanwhile where `version` is not the latest.
    """
    locked = sa.select(Report).options(*_NAMED, *_WITH_PEOPLE).where(Report.id == report_id)
    locked = locked.with_for_update(of=Report)
    report = session.scalar(locked.execution_options(populate_existing=True))
    if report is None or not is_visible(report, viewer):
        raise NotFound(report=report_id)
    if not viewer.serves(report.body_id):
        raise NotPermitted(report=report_id)
    if report.version != version:
        raise ChangedMeanwhile(version=report.version, changes=changes_since(report_id, version))
    return report


def changes_since(report_id: int, version: int) -> list[HistoryRow]:
    """What happened after somebody had read this version, oldest first."""
    chosen = sa.select(HistoryRow).where(
        HistoryRow.report_id == report_id, HistoryRow.version > version
    )
    whole = joinedload(HistoryRow.by), joinedload(HistoryRow.text)
    return list(session.scalars(chosen.options(*whole).order_by(HistoryRow.id)))


def newest_in(
    view: Box | None,
    filters: ReportFilter,
    cursor: str | None = None,
    *,
    now: datetime | None = None,
    size: int = 30,
) -> Page[ReportCard]:
    """What everybody may see of a box, or of everywhere, newest first, a page at a time.

    What ended long ago is left out unless the filter asks for it.
    """
    chosen = _for_residents(
        sa.select(Report.id, Report.reported_at), view, filters, now or clock.now()
    )
    if filters.words:
        # Found first, then put in order: where few hold the words, the walk down from the newest
        # would look into nearly all.
        chosen = chosen.offset(0)
    found = chosen.subquery()
    after = key_in(cursor)
    ids = sa.select(found.c.id)
    if after and after[0]:
        ids = ids.where(sa.tuple_(found.c.reported_at, found.c.id) < after)
    ids = ids.order_by(found.c.reported_at.desc(), found.c.id.desc()).limit(size + 1)
    listed = cards.card_columns().where(Report.id.in_(ids))
    newest = listed.order_by(*NEWEST_FIRST)
    return page_of(_cards(newest), size, lambda card: [card.reported_at, card.id])


def count_in(view: Box | None, filters: ReportFilter, *, most: int) -> int:
    """How many `newest_in` would list in all; `most` + 1 where there are more than that."""
    chosen = _for_residents(sa.select(Report.id), view, filters, clock.now())
    counted = sa.select(sa.func.count()).select_from(chosen.limit(most + 1).subquery())
    return session.scalar(counted) or 0


def _for_residents(chosen: Any, view: Box | None, filters: ReportFilter, now: datetime) -> Any:
    chosen = for_residents(chosen, filters, now=now)
    return in_view(chosen, view) if view else chosen


def public_cards(report_ids: Sequence[int]) -> list[ReportCard]:
    """Those of these reports that everybody sees, newest first."""
    chosen = cards.card_columns().where(_IS_PUBLIC, Report.id.in_(report_ids))
    return _cards(chosen.order_by(*NEWEST_FIRST))


def latest(limit: int) -> list[ReportCard]:
    chosen = cards.card_columns().where(_IS_PUBLIC)
    return _cards(chosen.order_by(*NEWEST_FIRST).limit(limit))


def latest_fixes(limit: int) -> list[ReportCard]:
    chosen = cards.card_columns().where(_IS_PUBLIC, Report.status == Status.FIXED)
    return _cards(chosen.order_by(Report.closed_at.desc()).limit(limit))


def mine(account_id: int, size: int, cursor: str | None = None) -> Page[ReportCard]:
    """What this account reported, newest first, as its giver may see it, a page at a time."""
    chosen = cards.card_columns(photos=_FOR_GIVER).where(
        Report.reporter_id == account_id, Report.visibility.in_(_FOR_GIVER)
    )
    after = key_in(cursor)
    if after and after[0]:
        chosen = chosen.where(sa.tuple_(Report.reported_at, Report.id) < after)
    found = _cards(chosen.order_by(*NEWEST_FIRST).limit(size + 1))
    return page_of(found, size, lambda card: [card.reported_at, card.id])


def given_among(report_ids: Sequence[int], account_id: int) -> set[int]:
    """Those of these reports that this account sent."""
    own = sa.select(Report.id).where(Report.id.in_(report_ids), Report.reporter_id == account_id)
    return set(session.scalars(own))


def photos_of(report_id: int, viewer: Viewer) -> list[Photo]:
    """A report's photos, in order, as far as this person may see them."""
    report = session.get(Report, report_id)
    if report is None:
        return []
    photos = session.scalars(_OF_REPORT, {"report_id": report_id})
    return [photo for photo in photos if _photo_is_visible(photo, report, viewer)]


def photo_by_key(key: str, viewer: Viewer) -> Photo:
    """Raises NotFound, also where the photo or its report is not theirs to see."""
    found = session.execute(_photos().where(Photo.key == key)).first()
    if found is None or not _photo_is_visible(found[0], found[1], viewer):
        raise NotFound(photo=key)
    photo: Photo = found[0]
    return photo


def photo_for_bodies(key: str) -> Photo:
    """All but what a moderator has taken away. Raises NotFound."""
    found = session.execute(_photos().where(Photo.key == key)).first()
    if found is None or Visibility.HIDDEN in (found[0].visibility, found[1].visibility):
        raise NotFound(photo=key)
    photo: Photo = found[0]
    return photo


def photo_for_change(photo_id: int, *, viewer: Viewer) -> tuple[Photo, Report]:
    """A photo and its report, both locked, for the staff. Raises NotFound or NotPermitted."""
    found = session.execute(
        _photos().where(Photo.id == photo_id).with_for_update(of=(Photo, Report))
    ).first()
    if found is None or not _photo_is_visible(found[0], found[1], viewer):
        raise NotFound(photo=photo_id)
    if not viewer.serves(found[1].body_id):
        raise NotPermitted(photo=photo_id)
    return found[0], found[1]


def _photos() -> sa.Select[Photo, Report]:
    chosen = sa.select(Photo, Report).join(Report, Photo.report_id == Report.id)
    return chosen.order_by(Photo.position, Photo.id)


def _photo_is_visible(photo: Photo, report: Report, viewer: Viewer) -> bool:
    return is_visible(report, viewer) and _may_see(photo.visibility, report, viewer)


def _may_see(visibility: Visibility, report: Report, viewer: Viewer) -> bool:
    is_giver, is_staff = viewer.gave(report.reporter_id), viewer.serves(report.body_id)
    return may_see(visibility, is_giver=is_giver, is_staff=is_staff)


def _cards(chosen: sa.Select[*tuple[Any, ...]]) -> list[ReportCard]:
    return [cards.report_card(row) for row in session.execute(chosen)]
