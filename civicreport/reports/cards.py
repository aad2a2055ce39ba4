"""What lists show of a report: plain values, read without loading a single entity.

Geometry is the dearest column to load, so pins ask the database for two numbers instead.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from civicreport.bodies.models import Body
from civicreport.categories.models import Category
from civicreport.db import latitude_of, longitude_of
from civicreport.domain.deadline import is_overdue
from civicreport.domain.location import Point
from civicreport.domain.status import Status, is_open
from civicreport.domain.titles import excerpt, title_of
from civicreport.domain.visibility import Visibility
from civicreport.reports.models import Photo, Report

_OPENING = 400  # characters of the details, enough for a title and an excerpt
EXCERPT = 160
FOR_ALL = frozenset({Visibility.PUBLIC})
NEWEST_FIRST = (Report.reported_at.desc(), Report.id.desc())
_COARSER = 8  # levels of the map's grid from the place itself to ten metres

# The rows belong to participation, a floor above. Their number belongs on every list, in the
# list's own statement, and that is all that the record ever reads of them.
_upvote = sa.table("upvote", sa.column("report_id"))


@dataclass(frozen=True, slots=True)
class Pin:
    """A report on the map; coordinates as shown in public, 5 decimals."""

    id: int
    latitude: float
    longitude: float
    status: Status
    category_name: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listed:
    """What all lists show of a report."""

    id: int
    title: str
    excerpt: str
    category_code: str
    category_name: str
    status: Status
    visibility: Visibility
    place: str
    reported_at: datetime
    closed_at: datetime | None
    body_code: str | None
    body_name: str | None
    upvotes: int
    photo_key: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportCard(_Listed):
    """A report in a list for residents."""

    square: str = ""  # 'column/row' of some ten metres on the map: see clusters.Grid


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxRow(_Listed):
    """A report in a list for staff."""

    expected_at: datetime | None
    doubts: tuple[str, ...]
    is_overdue: bool
    version: int


_AS_THEY_ARE = [one.name for one in fields(_Listed) if one.name not in {"title", "excerpt"}]


@dataclass(frozen=True, slots=True)
class PendingPhoto:
    """A photo that the public does not see yet."""

    id: int
    key: str
    width: int
    height: int
    report_id: int
    title: str
    created_at: datetime


@cache
def pin_columns() -> sa.Select[*tuple[Any, ...]]:
    return sa.select(
        Report.id,
        latitude_of(Report.geom).label("latitude"),
        longitude_of(Report.geom).label("longitude"),
        Report.status,
        Category.name.label("category_name"),
        sa.func.left(Report.details, _OPENING).label("opening"),
    ).join(Category, Report.category_id == Category.id)


@cache  # put together once: that takes longer than asking
def card_columns(*, photos: frozenset[Visibility] = FOR_ALL) -> sa.Select[*tuple[Any, ...]]:
    """`photos`: of which visibility the first one may be shown."""
    return (
        sa.select(
            *(Report.id, Report.status, Report.visibility),
            Report.place_in_words.label("place"),
            *(Report.reported_at, Report.expected_at, Report.closed_at, Report.doubts),
            *(Report.version, Report.across, Report.down),
            sa.func.left(Report.details, _OPENING).label("opening"),
            Category.code.label("category_code"),
            Category.name.label("category_name"),
            Body.code.label("body_code"),
            Body.name.label("body_name"),
            _upvotes().label("upvotes"),
            _first_photo(photos).label("photo_key"),
        )
        .join(Category, Report.category_id == Category.id)
        .join(Body, Report.body_id == Body.id, isouter=True)
    )


def _upvotes() -> Any:
    counted = sa.select(sa.func.count()).select_from(_upvote)
    return counted.where(_upvote.c.report_id == Report.id).scalar_subquery()


def _first_photo(visibilities: frozenset[Visibility]) -> Any:
    return (
        sa.select(Photo.key)
        .where(Photo.report_id == Report.id, Photo.visibility.in_(visibilities))
        .order_by(Photo.position, Photo.id)
        .limit(1)
        .scalar_subquery()
    )


def pin(row: Any) -> Pin:
    shown = Point(row.latitude, row.longitude).rounded()
    return Pin(
        id=row.id,
        latitude=shown.latitude,
        longitude=shown.longitude,
        status=row.status,
        category_name=row.category_name,
        title=title_of(row.opening),
    )


def report_card(row: Any) -> ReportCard:
    square = f"{row.across >> _COARSER}/{row.down >> _COARSER}"
    return ReportCard(square=square, **_of_both(row))


def inbox_row(row: Any, *, now: datetime) -> InboxRow:
    return InboxRow(
        expected_at=row.expected_at,
        doubts=tuple(row.doubts),
        version=row.version,
        is_overdue=is_open(row.status) and is_overdue(row.expected_at, now=now),
        **_of_both(row),
    )


def _of_both(row: Any) -> dict[str, Any]:
    shown = {name: getattr(row, name) for name in _AS_THEY_ARE}
    return {**shown, "title": title_of(row.opening), "excerpt": excerpt(row.opening, EXCERPT)}
