"""Numbers on the map: they add up, whoever looks at them and from where."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as some

from civicreport.db import point_value, session
from civicreport.domain import clock
from civicreport.domain.location import Box, Point, halves_of, view_in
from civicreport.domain.status import Status
from civicreport.domain.visibility import Visibility
from civicreport.reports.clusters import MOST_FEATURES, Grid, overview
from civicreport.reports.filters import ReportFilter
from civicreport.reports.models import Report
from tests.factories import a_report
from tests.support.town import Town

WORLD = (-180.0, -90.0, 180.0, 90.0)
ALL = ReportFilter(with_long_ended=True)


def scattered(town: Town, *points: Point) -> list[int]:
    """Reports where nobody's areas are: an import brings such, too."""
    found = []
    for point in points:
        report = a_report(town)
        report.geom = point_value(point)
        found.append(report.id)
    session.flush()
    session.expire_all()
    return found


CORNERS = [
    Point(latitude, longitude)
    for latitude in (-90.0, -85.06, -12.5, 0.0, 51.5, 85.06, 90.0)
    for longitude in (-180.0, -179.99999, 0.0, 179.99999, 180.0)
]


@pytest.mark.parametrize("zoom", [0, 1, 5, 12, 19, None])
def test_every_report_counts_once_from_every_height(town: Town, zoom: int | None) -> None:
    scattered(town, *CORNERS, *CORNERS[:7])
    found = overview(WORLD, ALL, zoom=zoom)
    assert found.count == len(CORNERS) + 7
    assert len(found.pins) + len(found.clusters) <= MOST_FEATURES


def test_the_numbers_of_a_cluster_are_those_of_its_reports(town: Town) -> None:
    kinds = [
        Status.REPORTED,
        *(Status.ACKNOWLEDGED, Status.SCHEDULED, Status.IN_PROGRESS, Status.INVESTIGATING),
        *(Status.FIXED, Status.FIXED),
        *(Status.NO_ACTION, Status.DUPLICATE, Status.WITHDRAWN, Status.NOT_RESPONSIBLE),
    ]
    for status in kinds:
        a_report(town).status = status
    a_report(town, visibility=Visibility.PRIVATE)
    (cluster,) = overview((-1.0, 51.0, -0.9, 51.1), ALL, zoom=12).clusters
    numbers = cluster.count, cluster.reported, cluster.in_hand, cluster.fixed, cluster.ended
    assert numbers == (11, 1, 4, 2, 4)


def test_whoever_moves_the_map_meets_the_same_clusters(town: Town) -> None:
    scattered(town, *(Point(51.05 + n * 1e-4, -0.95 + n * 3e-4) for n in range(60)))
    views = [(-0.96 + step, 51.0, -0.90 + step, 51.1) for step in (0.0, 0.0031, 0.0077)]
    seen = [
        {cluster.key: cluster for cluster in overview(view, ALL, zoom=13).clusters}
        for view in views
    ]
    for before, after in pairwise(seen):
        both = before.keys() & after.keys()
        assert both
        assert {key: before[key] for key in both} == {key: after[key] for key in both}


def test_a_view_across_the_date_line_shows_both_sides(town: Town) -> None:
    east, west = scattered(town, Point(-17.0, 179.9), Point(-17.0, -179.9))
    scattered(town, Point(-17.0, 0.0))
    view = view_in("179,-18,-179,-16")
    assert view is not None
    assert {pin.id for pin in overview(view, ALL, zoom=8).pins} == {east, west}
    whole = view_in("10,-90,9,90")
    assert whole is not None
    assert overview(whole, ALL, zoom=2).count == 3


def test_clusters_hide_what_ended_long_ago_and_know_words(town: Town) -> None:
    for side in ("left", "right"):
        a_report(town, details=f"A tree has fallen on the {side} kerb.")
    ended = a_report(town, details="A tree stump.")
    ended.status, ended.closed_at = Status.FIXED, clock.now() - timedelta(days=31)
    session.flush()
    assert overview(WORLD, ReportFilter(words="tree")).count == 2
    assert overview(WORLD, ReportFilter(words="tree", with_long_ended=True)).count == 3
    assert overview(WORLD, ReportFilter(words="stump")).count == 0


@given(
    some.floats(-180, 179.9),
    some.floats(-89, 88),
    some.floats(0.0001, 350),
    some.floats(0.0001, 100),
    some.none() | some.integers(0, 22),
)
def test_a_view_has_few_squares_and_lies_inside_them(
    west: float, south: float, width: float, height: float, zoom: int | None
) -> None:
    east = west + width if west + width <= 180 else west + width - 360
    view: Box = (west, south, east, min(90.0, south + height))
    if east == west:
        return
    grid = Grid.over(view, zoom)
    widened = grid.widened(view)
    assert 1 <= grid.squares_in(view) <= MOST_FEATURES
    slack = 1e-6
    for half in halves_of(view):
        assert any(
            around[0] <= half[0] + slack
            and around[1] <= max(half[1], -90) + slack
            and around[2] >= half[2] - slack
            and around[3] >= half[3] - slack
            for around in halves_of(widened)
        )


def test_the_database_counts_the_squares_as_the_grid_does(town: Town) -> None:
    scattered(town, *CORNERS)
    grid = Grid(22)
    for report in session.query(Report):
        point = report.point
        assert abs((report.across >> 8) - grid.column(point.longitude)) <= 1
        assert abs((report.down >> 8) - grid.row(point.latitude)) <= 1
