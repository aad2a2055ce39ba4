"""What a map shows of a view: single pins where few lie, else how many lie together, and how far
along they are.

Reports are grouped by the squares of a grid that is the world's, not the view's, and a view is
widened to whole squares: whoever moves the map meets the same groups with the same numbers. One
statement counts live over the index of places; where a whole country is in view it reads every
row that the filter leaves (200,000 in about a fifth of a second). Sums kept by square, category and
status may one day answer `_counted` alone: nothing else here knows where the numbers come from.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from civicreport.db import session
from civicreport.domain import clock
from civicreport.domain.location import Box, Point
from civicreport.domain.mercator import down_at, latitude_at
from civicreport.domain.status import Status
from civicreport.reports import cards
from civicreport.reports.cards import Pin
from civicreport.reports.filters import CLASSES, ReportFilter
from civicreport.reports.models import Report
from civicreport.reports.narrowing import Statement, for_residents, in_view

MOST_FEATURES = 300
FINER = 2  # a tile of the map has 4 × 4 squares, of 64 pixels each
DEEPEST = 22  # where a square is about two metres wide: what is closer lies on one spot
_EDGE = 0.35  # of a square's side


@dataclass(frozen=True, slots=True)
class Cluster:
    """Reports of one square. `key` is the same for all who look at it from the same height."""

    key: str
    at: Point
    bounds: Box  # of its reports, not of the square
    count: int
    reported: int
    in_hand: int
    fixed: int

    @property
    def ended(self) -> int:
        return self.count - self.reported - self.in_hand - self.fixed


@dataclass(frozen=True, slots=True)
class Overview:
    pins: list[Pin]
    clusters: list[Cluster]

    @property
    def count(self) -> int:
        return len(self.pins) + sum(cluster.count for cluster in self.clusters)


@dataclass(frozen=True, slots=True)
class Grid:
    """Squares of the world in web Mercator: 2 to the power of `level` each way."""

    level: int

    @classmethod
    def over(cls, view: Box, zoom: int | None = None) -> Grid:
        """As fine as the zoom asks for, and as few squares in view as are features allowed."""
        level = DEEPEST if zoom is None else min(zoom + FINER, DEEPEST)
        while level > 0 and Grid(level).squares_in(view) > MOST_FEATURES:
            level -= 1
        return cls(level)

    @property
    def side(self) -> int:
        """How many squares stand side by side round the world."""
        return 1 << self.level

    def squares_in(self, view: Box) -> int:
        west, south, east, north = view
        columns = self.column(east) - self.column(west) + 1
        rows = self.row(south) - self.row(north) + 1
        return (columns if west < east else columns + self.side) * rows

    def widened(self, view: Box) -> Box:
        """The view in whole squares; from the date line to itself where they go all the way."""
        west, south, east, north = view
        first, last = self.column(west), self.column(east)
        goes_round = west > east and first <= last + 1
        return (
            -180.0 if goes_round else self.west_of(first),
            self.north_of(self.row(south) + 1),
            180.0 if goes_round else self.west_of(last + 1),
            self.north_of(self.row(north)),
        )

    def inside(self, column: int, row: int, at: Point) -> Point:
        """The point, kept away from the square's edges: so no two groups cover each other."""
        top_left = self.corner(column + _EDGE, row + _EDGE)
        bottom_right = self.corner(column + 1 - _EDGE, row + 1 - _EDGE)
        return Point(
            min(max(at.latitude, bottom_right.latitude), top_left.latitude),
            min(max(at.longitude, top_left.longitude), bottom_right.longitude),
        )

    def corner(self, across: float, down: float) -> Point:
        """The point that lies so many squares from the north west."""
        return Point(self.north_of(down), self.west_of(across))

    def square_of(self, position: Any) -> Any:
        """The column or row in which a report's `across` or `down` lies, as SQL."""
        return position.op(">>")(FINEST.level - self.level)

    def column(self, longitude: float) -> int:
        return self._inside((longitude + 180) / 360)

    def row(self, latitude: float) -> int:
        """From the north; beyond where the square world ends, the last one."""
        return self._inside(down_at(latitude))

    def _inside(self, share: float) -> int:
        return max(0, min(self.side - 1, math.floor(share * self.side)))

    def west_of(self, column: float) -> float:
        return column / self.side * 360 - 180

    def north_of(self, row: float) -> float:
        """The poles belong to the first and the last row."""
        if row in (0, self.side):
            return 90.0 if row == 0 else -90.0
        return latitude_at(row / self.side)


FINEST = Grid(30)  # the steps in which reports.models counts ACROSS and DOWN


def overview(
    view: Box, filters: ReportFilter, *, zoom: int | None = None, now: datetime | None = None
) -> Overview:
    """What lies in the view, every report once, and a little around it."""
    grid = Grid.over(view, zoom)
    rows = _counted(grid, grid.widened(view), filters, now or clock.now())
    alone = [row.newest for row in rows if row.count == 1]
    together = [_cluster(grid, row) for row in rows if row.count > 1]
    return Overview(_pins(alone), together)


def _counted(grid: Grid, view: Box, filters: ReportFilter, now: datetime) -> list[Any]:
    chosen: Statement = sa.select(
        grid.square_of(Report.across).label("column"),
        grid.square_of(Report.down).label("row"),
        sa.func.count().label("count"),
        _how_many(Report.status == Status.REPORTED).label("reported"),
        _how_many(Report.status.in_(CLASSES["in_hand"])).label("in_hand"),
        _how_many(Report.status == Status.FIXED).label("fixed"),
        sa.func.max(Report.id).label("newest"),
        *(sa.func.min(Report.across).label("west"), sa.func.min(Report.down).label("north")),
        *(sa.func.max(Report.across).label("east"), sa.func.max(Report.down).label("south")),
        *(sa.func.avg(Report.across).label("across"), sa.func.avg(Report.down).label("down")),
    )
    counted = in_view(for_residents(chosen, filters, now=now), view)
    return list(session.execute(counted.group_by("column", "row").order_by("row", "column")))


def _how_many(which: Any) -> Any:
    return sa.func.count().filter(which)


def _cluster(grid: Grid, row: Any) -> Cluster:
    at = grid.inside(row.column, row.row, FINEST.corner(float(row.across), float(row.down)))
    north_west = FINEST.corner(row.west, row.north)
    south_east = FINEST.corner(row.east + 1, row.south + 1)
    return Cluster(
        key=f"{grid.level}/{row.column}/{row.row}",
        at=at.rounded(),
        bounds=_outward(north_west, south_east),
        count=row.count,
        reported=row.reported,
        in_hand=row.in_hand,
        fixed=row.fixed,
    )


def _outward(north_west: Point, south_east: Point) -> Box:
    """To 5 decimals, with all of it inside."""
    return (
        max(math.floor(north_west.longitude * 1e5) / 1e5, -180.0),
        max(math.floor(south_east.latitude * 1e5) / 1e5, -90.0),
        min(math.ceil(south_east.longitude * 1e5) / 1e5, 180.0),
        min(math.ceil(north_west.latitude * 1e5) / 1e5, 90.0),
    )


def _pins(report_ids: list[int]) -> list[Pin]:
    if not report_ids:
        return []
    chosen = cards.pin_columns().where(Report.id.in_(report_ids))
    newest = chosen.order_by(*cards.NEWEST_FIRST)
    return [cards.pin(row) for row in session.execute(newest)]
