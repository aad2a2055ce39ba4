"""Boundaries come in beside the set in use, and are switched in one step."""

from __future__ import annotations

import pytest
import shapely
import sqlalchemy as sa
from pyproj import Geod

from civicreport.areas import operations, queries
from civicreport.areas.boundary_files import Boundary
from civicreport.areas.models import Area, AreaPiece
from civicreport.db import session
from civicreport.domain import clock
from civicreport.domain.errors import ImportRefused, NotFound
from civicreport.domain.location import Point
from tests.support.town import Town


def store(generation: str, type_: str, **areas: shapely.Geometry) -> None:
    into = operations.generation_for(generation, at=clock.now())
    boundaries = [
        Boundary(code, code.lower(), shapely.multipolygons([shape]))
        for code, shape in areas.items()
    ]
    operations.store(into, type_, boundaries)


def codes(point: Point) -> list[str]:
    return [area.code for area in queries.covering(point)]


def test_a_new_generation_waits_until_it_is_switched_on(town: Town) -> None:
    store("2027", "district", N=shapely.box(-1, 51, -0.8, 51.1))
    assert codes(town.west) == ["W", "C"]
    operations.switch("2027", at=clock.now())
    assert codes(town.west) == ["N"]
    operations.switch("2026", at=clock.now())
    assert codes(town.west) == ["W", "C"]
    assert [g.name for g in queries.generations() if g.current_since] == ["2026"]


def test_pieces_are_small_and_make_up_the_whole(db: None) -> None:
    circle = shapely.Point(0, 51).buffer(1, quad_segs=500)
    store("round", "district", O=circle)
    operations.switch("round", at=clock.now())
    counted = sa.select(
        sa.func.count(),
        sa.func.max(sa.func.ST_NPoints(AreaPiece.geom)),
        sa.func.sum(sa.func.ST_Area(AreaPiece.geom)),
    )
    pieces, vertices, area = session.execute(counted).one()
    assert pieces > 20
    assert vertices <= operations.VERTICES_IN_A_PIECE
    assert area == pytest.approx(circle.area)
    assert codes(Point(51, 0)) == ["O"]  # a corner of four pieces, and one area


def test_the_area_is_geodesic(db: None) -> None:
    squares = {"S": shapely.box(0, 0, 1, 1), "N": shapely.box(0, 60, 1, 61)}
    store("squares", "district", **squares)
    for code, square in squares.items():
        stored = session.scalar(sa.select(Area.square_metres).where(Area.code == code))
        geodesic, _perimeter = Geod(ellps="WGS84").geometry_area_perimeter(square)
        assert stored == pytest.approx(abs(geodesic), rel=1e-9)


def test_a_type_comes_once_into_a_generation(db: None) -> None:
    store("2027", "district", A=shapely.box(0, 0, 1, 1))
    store("2027", "county", C=shapely.box(0, 0, 1, 1))
    with pytest.raises(ImportRefused) as refused:
        store("2027", "district", B=shapely.box(1, 0, 2, 1))
    assert refused.value.problems == ["generation 2027 has areas of type district already"]


def test_only_what_has_areas_can_be_switched_on(db: None) -> None:
    with pytest.raises(NotFound):
        operations.switch("nowhere", at=clock.now())
    operations.generation_for("empty", at=clock.now())
    with pytest.raises(ImportRefused):
        operations.switch("empty", at=clock.now())
