"""The official districts of Great Britain against the official district of each postcode."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
import sqlalchemy as sa

from civicreport.areas import approximate, boundary_files, operations, postcodes
from civicreport.areas.boundary_files import Boundary
from civicreport.areas.models import AreaPiece
from civicreport.db import session
from civicreport.domain import clock

SAMPLE = 20_000
OXFORDSHIRE = {
    "E07000177": 0.02,  # Cherwell
    "E07000178": 0.10,  # Oxford
    "E07000179": 0.02,  # South Oxfordshire
    "E07000180": 0.02,  # Vale of White Horse
    "E07000181": 0.02,  # West Oxfordshire
}


@pytest.fixture
def official(shared: Path) -> list[Boundary]:
    path = shared / "data/boundaries/gb_lad_2017_bgc.geojson.gz"
    return boundary_files.read(path, code_field="areacd", name_field="areanm").boundaries


def test_postcodes_lie_in_the_council_that_is_theirs(official: list[Boundary], db: None) -> None:
    into = operations.generation_for("2017", at=clock.now())
    operations.store(into, "district", official)
    operations.switch("2017", at=clock.now())
    sample = _sample({boundary.code for boundary in official})
    found = session.execute(
        sa.text("""
            select count(distinct n), count(distinct n) filter (where code = official)
            from unnest(cast(:x as float8[]), cast(:y as float8[]), cast(:official as text[]))
                with ordinality as asked(x, y, official, n)
            join area_piece on ST_Covers(geom, ST_Point(x, y, 4326))
        """),
        dict(zip(("x", "y", "official"), map(list, zip(*sample, strict=True)), strict=True)),
    )
    covered, right = found.one()
    assert covered > 0.99 * SAMPLE  # the rest: beaches, piers, and boundaries drawn 20 m coarse
    assert right >= 0.999 * covered


def _sample(known: set[str]) -> list[tuple[float, float, str]]:
    """Postcodes of councils that 2017 and today know by the same code."""
    everywhere = [
        place
        for letter in postcodes.letters()
        for place in _places(postcodes.read(letter))
        if place[2] in known
    ]
    return random.Random(2026).sample(everywhere, SAMPLE)


def _places(read: postcodes.Postcodes) -> list[tuple[float, float, str]]:
    return list(
        zip(read.longitudes.tolist(), read.latitudes.tolist(), read.area_codes, strict=True)
    )


def test_boundaries_from_postcodes_come_near_the_true_ones(
    official: list[Boundary], db: None
) -> None:
    true = [boundary for boundary in official if boundary.code in OXFORDSHIRE]
    read = postcodes.read_around(OXFORDSHIRE, metres=approximate.FRAME)
    drawn = approximate.outlines(OXFORDSHIRE, approximate.points_of(read))
    into = operations.generation_for("both", at=clock.now())
    operations.store(into, "true", true)
    operations.store(into, "drawn", [Boundary(code, code, drawn[code]) for code in OXFORDSHIRE])
    operations.switch("both", at=clock.now())
    areas = sa.select(AreaPiece.type, AreaPiece.code, AreaPiece.square_metres).distinct()
    metres = {(type_, code): area for type_, code, area in session.execute(areas)}
    for code, tolerance in OXFORDSHIRE.items():
        assert metres["drawn", code] == pytest.approx(metres["true", code], rel=tolerance), code
