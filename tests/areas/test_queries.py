"""Where a point lies, on the toy town and at the ends of the globe."""

import json

import pytest
import sqlalchemy as sa
from geoalchemy2 import WKTElement

from civicreport.areas import queries
from civicreport.areas.models import Area, AreaPiece, Generation, PlaceLabel, Postcode
from civicreport.db import session
from civicreport.domain import clock
from civicreport.domain.location import Point
from tests.support.town import Town


def codes(point: Point) -> list[str]:
    return [area.code for area in queries.covering(point)]


def test_a_seam_belongs_to_both_sides(town: Town) -> None:
    assert codes(town.seam) == ["E", "W", "C"]


@pytest.mark.parametrize(
    ("latitude", "longitude", "expected"),
    [
        (51.0, -1.0, ["W", "C"]),  # the very corner
        (51.1, -0.9, ["E", "W", "C"]),  # where the seam meets the edge
        (51.05, -0.8, ["E", "C"]),
        (-0.95, 51.05, []),  # swapped
    ],
)
def test_edges_count(town: Town, latitude: float, longitude: float, expected: list[str]) -> None:
    assert codes(Point(latitude, longitude)) == expected


@pytest.mark.parametrize(
    ("metres", "expected"),
    [(0.01, ["E", "C"]), (20, ["E", "C"]), (49, ["E", "C"]), (52, []), (500, [])],
)
def test_the_coast_reaches_fifty_metres(town: Town, metres: float, expected: list[str]) -> None:
    assert codes(Point(51.05, -0.8 + metres / 70_080)) == expected


def piece_of(code: str, ring: str, type_: str = "district") -> None:
    """One more piece of an area of the current generation."""
    generation = session.scalars(sa.select(Generation)).first()
    if generation is None:
        generation = Generation(name="test", current_since=clock.now())
        session.add(generation)
        session.flush()
    area = session.scalar(sa.select(Area).where(Area.code == code))
    if area is None:
        area = Area(
            generation_id=generation.id,
            type=type_,
            code=code,
            name=code,
            square_metres=1e8,
            geom=WKTElement(f"MULTIPOLYGON((({ring})))", srid=4326),
        )
        session.add(area)
        session.flush()
    session.add(
        AreaPiece(
            area_id=area.id,
            type=type_,
            code=code,
            name=code,
            square_metres=1e8,
            geom=WKTElement(f"POLYGON(({ring}))", srid=4326),
        )
    )
    session.flush()


def test_a_cut_line_counts_once(db: None) -> None:
    piece_of("X", "0 0, 1 0, 1 1, 0 1, 0 0")
    piece_of("X", "1 0, 2 0, 2 1, 1 1, 1 0")
    assert codes(Point(0.5, 1.0)) == ["X"]


def test_near_the_nearest_wins_and_not_the_smaller(db: None) -> None:
    piece_of("A", "0 0, 1 0, 1 1, 0 1, 0 0")
    piece_of("B", "1.0004 0, 2 0, 2 1, 1.0004 1, 1.0004 0")
    assert codes(Point(0.5, 1.0001)) == ["A"]
    assert codes(Point(0.5, 1.0003)) == ["B"]


def test_across_the_antimeridian_and_at_the_pole(db: None) -> None:
    piece_of("FIJI", "-180 -17, -179 -17, -179 -16, -180 -16, -180 -17")
    parallel = ", ".join(f"{degrees} 89" for degrees in range(-180, 181))
    piece_of("NORTH", f"{parallel}, 180 90, -180 90, -180 89")
    assert codes(Point(-16.5, 179.9999)) == ["FIJI"]  # 11 m away, on the other side
    assert codes(Point(-16.5, 179.99)) == []
    assert codes(Point(90, 0)) == ["NORTH"]
    assert codes(Point(90, 180)) == ["NORTH"]
    assert codes(Point(88.9997, 77)) == ["NORTH"]  # 33 m short of it, where degrees are narrow


def test_degrees_are_narrow_in_the_north(db: None) -> None:
    piece_of("X", "20 79, 21 79, 21 80, 20 80, 20 79")
    assert codes(Point(79.5, 21.002)) == ["X"]  # 41 m
    assert codes(Point(79.5, 21.003)) == []  # 61 m


def test_the_nearest_covered_place_has_its_distance(town: Town) -> None:
    found = queries.nearest(town.outside)
    assert found is not None
    assert found.code in {"E", "W", "C"}
    assert found.metres_away == pytest.approx(155_800, rel=0.01)
    assert found.latitude == pytest.approx(51.1)


def test_nothing_is_near_where_nothing_is_covered(db: None) -> None:
    assert queries.nearest(Point(51, 0)) is None
    assert queries.covering(Point(51, 0)) == ()


def test_outlines_are_lines_cut_to_the_box(town: Town) -> None:
    drawn = json.loads(queries.boundaries_geojson((-0.95, 51.02, -0.85, 51.2), 12))
    assert [f["properties"]["name"] for f in drawn["features"]] == [
        "Countyshire",
        "Eastham",
        "Westham",
    ]
    assert {f["geometry"]["type"] for f in drawn["features"]} <= {"LineString", "MultiLineString"}
    assert json.loads(queries.boundaries_geojson((10, 10, 11, 11), 12))["features"] == []


def test_names_appear_where_there_is_room_for_them(town: Town) -> None:
    session.add(
        PlaceLabel(
            label="TW1", is_district=True, postcodes=9, geom=WKTElement("POINT(-0.95 51.05)", 4326)
        )
    )
    session.flush()

    def names(zoom: int) -> set[str]:
        drawn = json.loads(queries.places_geojson((-1.5, 50.5, -0.5, 51.5), zoom))
        return {feature["properties"]["label"] for feature in drawn["features"]}

    assert names(5) == set()
    assert names(12) == {"Countyshire", "Westham", "Eastham", "TW1"}


def test_at_street_level_whole_postcodes_say_where_one_is(town: Town) -> None:
    for code, longitude in (("TW11AA", -0.95), ("TW11AB", -0.9495), ("TW12ZZ", -0.93)):
        point = WKTElement(f"POINT({longitude} 51.05)", 4326)
        session.add(Postcode(code=code, area_code="E", geom=point))
    session.flush()

    def names(zoom: int) -> set[str]:
        drawn = json.loads(queries.places_geojson((-0.96, 51.04, -0.92, 51.06), zoom))
        kinds = (feature["properties"] for feature in drawn["features"])
        return {each["label"] for each in kinds if each["kind"] == "postcode"}

    assert names(13) == set()
    assert names(14) == {"TW1 1AA", "TW1 2ZZ"}  # one of the two that would cover each other
    assert names(18) == {"TW1 1AA", "TW1 1AB", "TW1 2ZZ"}


def test_pages_say_when_boundaries_are_approximate(town: Town) -> None:
    assert queries.current_is_approximate() is False
    session.execute(sa.update(Generation).values(is_approximate=True))
    assert queries.current_is_approximate() is True
