"""The newest public reports of a piece of the earth, with what feeds say of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from civicreport.areas.models import AreaPiece
from civicreport.db import Page, latitude_of, longitude_of, page_of, session
from civicreport.domain import clock
from civicreport.domain.location import Box, Point, box_around
from civicreport.domain.visibility import Visibility
from civicreport.reports import cards
from civicreport.reports.cards import NEWEST_FIRST, ReportCard
from civicreport.reports.filters import ReportFilter
from civicreport.reports.inbox import key_in
from civicreport.reports.models import Report
from civicreport.reports.narrowing import Statement, for_residents, in_view


@dataclass(frozen=True, slots=True)
class Somewhere:
    """Where reports lie; what is None bounds nothing."""

    box: Box | None = None
    area: tuple[str, str] | None = None  # type and code
    circle: tuple[Point, float] | None = None  # metres


@dataclass(frozen=True, slots=True)
class NewReport:
    """Coordinates as shown in public, 5 decimals."""

    card: ReportCard
    details: str
    point: Point
    changed_at: datetime


EVERYWHERE = Somewhere()


def newest(
    filters: ReportFilter, where: Somewhere = EVERYWHERE, cursor: str | None = None, *, size: int
) -> Page[NewReport]:
    """What everybody may see; what ended long ago only where the filter asks for it."""
    chosen = _within(cards.card_columns(), where)
    chosen = for_residents(chosen, filters, now=clock.now()).add_columns(
        Report.details,
        Report.changed_at,
        latitude_of(Report.geom).label("latitude"),
        longitude_of(Report.geom).label("longitude"),
    )
    after = key_in(cursor)
    if after and after[0]:
        chosen = chosen.where(sa.tuple_(Report.reported_at, Report.id) < after)
    rows = session.execute(chosen.order_by(*NEWEST_FIRST).limit(size + 1))
    return page_of(
        [_new_report(row) for row in rows], size, lambda one: [one.card.reported_at, one.card.id]
    )


def _within(chosen: Statement, where: Somewhere) -> Statement:
    if where.box:
        chosen = in_view(chosen, where.box)
    if where.circle:
        point, metres = where.circle
        here = sa.func.geography(sa.func.ST_Point(point.longitude, point.latitude, 4326))
        is_near = sa.func.ST_DWithin(sa.func.geography(Report.geom), here, metres)
        chosen = in_view(chosen, box_around(point, metres)).where(is_near)  # by the index first
    if where.area:
        is_piece = AreaPiece.type == where.area[0], AreaPiece.code == where.area[1]
        covers = sa.func.ST_Covers(AreaPiece.geom, Report.geom)
        chosen = chosen.where(sa.exists().where(*is_piece, covers))
    return chosen


def _new_report(row: Any) -> NewReport:
    point = Point(row.latitude, row.longitude).rounded()
    return NewReport(cards.report_card(row), row.details, point, row.changed_at)


def greatest_number() -> int:
    """Of any report, public or not; 0 where there is none."""
    return session.scalar(sa.select(sa.func.max(Report.id))) or 0


def numbers(first: int, end: int) -> list[tuple[int, datetime]]:
    """The public reports from one number to before another, and when each changed last."""
    chosen = sa.select(Report.id, Report.changed_at).where(
        Report.id >= first, Report.id < end, Report.visibility == Visibility.PUBLIC
    )
    return [(id_, at) for id_, at in session.execute(chosen.order_by(Report.id))]
