"""Open reports of one kind round a place: whoever reports there may mean one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from civicreport.categories.models import Category
from civicreport.db import latitude_of, longitude_of, session
from civicreport.domain.location import Point
from civicreport.domain.visibility import Visibility
from civicreport.reports import cards
from civicreport.reports.cards import ReportCard
from civicreport.reports.models import Report


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A report near a place, and where it lies as shown in public."""

    card: ReportCard
    point: Point
    metres: float
    reporter_id: int


def open_near(
    point: Point, category_code: str, limit: int, *, metres: float | None = None
) -> list[Neighbour]:
    """Within so many metres, else the category's own radius; nearest first, and none of what is
    nobody else's business.
    """
    within = Category.radius_metres if metres is None else sa.literal(metres)
    here = sa.func.geography(sa.func.ST_Point(point.longitude, point.latitude, 4326))
    place = sa.func.geography(Report.geom)  # as ix_report_open_place has it
    chosen = cards.card_columns().add_columns(
        latitude_of(Report.geom).label("latitude"),
        longitude_of(Report.geom).label("longitude"),
        sa.func.ST_Distance(place, here).label("metres"),
        Report.reporter_id,
    )
    chosen = chosen.where(
        Report.visibility == Visibility.PUBLIC,
        Report.closed_at.is_(None),
        Category.code == category_code,
        Category.is_private.is_(False),
        within > 0,
        sa.func.ST_DWithin(place, here, within),
    )
    nearest = chosen.order_by(place.op("<->")(here)).limit(limit)
    return [_neighbour(row) for row in session.execute(nearest)]


def _neighbour(row: Any) -> Neighbour:
    shown = Point(row.latitude, row.longitude).rounded()
    return Neighbour(cards.report_card(row), shown, row.metres, row.reporter_id)
