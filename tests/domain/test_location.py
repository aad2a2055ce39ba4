from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as some

from civicreport.domain.location import (
    EARTH_METRES,
    Point,
    beyond,
    box_in,
    direction,
    metres_between,
    postcode_among,
    postcode_in,
    spaced_postcode,
)

POINTS = some.builds(
    Point,
    some.floats(min_value=-90, max_value=90),
    some.floats(min_value=-180, max_value=180),
)
HALF_ROUND = math.pi * EARTH_METRES


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(90, 0), (-90, 180), (0, -180), (0, 0), (-0.0, 180.0)]
)
def test_poles_and_the_far_meridian_are_on_the_globe(latitude: float, longitude: float) -> None:
    assert Point(latitude, longitude).latitude == latitude


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        (90.000001, 0),
        (0, 180.000001),
        (-1.2577, 251.752),
        (math.nan, 0),
        (0, math.nan),
        (math.inf, 0),
        (0, -math.inf),
    ],
)
def test_what_is_off_the_globe_is_refused(latitude: float, longitude: float) -> None:
    with pytest.raises(ValueError, match="coordinates"):
        Point(latitude, longitude)


@given(POINTS, POINTS)
def test_a_distance_is_the_same_both_ways_and_never_more_than_half_round(
    a: Point, b: Point
) -> None:
    assert metres_between(a, b) == pytest.approx(metres_between(b, a), abs=1e-3)
    assert 0 <= metres_between(a, b) <= HALF_ROUND + 1
    assert metres_between(a, a) == 0


@given(POINTS)
def test_what_the_public_sees_is_within_a_metre(place: Point) -> None:
    assert metres_between(place, place.rounded()) < 1


@pytest.mark.parametrize(
    ("a", "b", "metres"),
    [
        (Point(0, 0), Point(0, 1), 111_195),
        (Point(51.752, -1.2577), Point(51.5074, -0.1278), 82_500),
        (Point(90, 0), Point(90, 120), 0),  # every meridian meets at the pole
        (Point(0, 180), Point(0, -180), 0),
        (Point(90, 0), Point(-90, 0), HALF_ROUND),
        (Point(0, 0), Point(0, 180), HALF_ROUND),
    ],
)
def test_known_distances(a: Point, b: Point, metres: float) -> None:
    assert metres_between(a, b) == pytest.approx(metres, rel=0.005, abs=0.01)


@pytest.mark.parametrize(
    ("to", "eighth"),
    [
        (Point(51.1, -1), 0),
        (Point(51.05, -0.92), 1),
        (Point(51, -0.9), 2),
        (Point(50.95, -0.92), 3),
        (Point(50.9, -1), 4),
        (Point(51.05, -1.08), 7),
        (Point(51.1, -1.001), 0),  # a little west of north is north
    ],
)
def test_the_way_to_a_place_in_eighths_of_the_compass(to: Point, eighth: int) -> None:
    assert direction(Point(51, -1), to) == eighth


def test_the_shortest_way_crosses_the_far_meridian() -> None:
    assert direction(Point(0, 179.9), Point(0, -179.9)) == 2


@pytest.mark.parametrize("edge", [Point(51.1, -1), Point(51, -0.9), Point(50.99, -1.02)])
def test_a_step_beyond_an_edge_goes_on_in_the_same_direction(edge: Point) -> None:
    here = Point(51, -1)
    inside = beyond(here, edge, 3)
    assert metres_between(edge, inside) == pytest.approx(3, rel=0.01)
    assert metres_between(here, inside) > metres_between(here, edge)


def test_no_way_has_no_beyond() -> None:
    assert beyond(Point(51, -1), Point(51, -1), 3) == Point(51, -1)


@pytest.mark.parametrize(
    ("text", "compact"),
    [
        ("OX4 1RP", "OX41RP"),
        ("ox41rp", "OX41RP"),
        (" ox4  1 ", "OX41"),
        ("OX4", "OX4"),
        ("W1A 1AA", "W1A1AA"),
        ("E1", "E1"),
        ("EC1A 1BB", "EC1A1BB"),
        ("OX", None),
        ("Oxford", None),
        ("OX4 1R", "OX41R"),
        ("12345", None),
        ("", None),
        ("OX4 1RPX", None),
    ],
)
def test_postcodes_whole_and_in_part(text: str, compact: str | None) -> None:
    assert postcode_in(text) == compact


@pytest.mark.parametrize(
    ("text", "compact"),
    [
        ("12 Mill Lane, Oxford OX4 1RP", "OX41RP"),
        ("ox41rp, near the bridge", "OX41RP"),
        ("Flat A1, 1AA Court, OX4 1RP", "OX41RP"),
        ("High Street, Oxford", None),
        ("Mill Lane OX4", None),  # nearly nowhere
    ],
)
def test_the_postcode_in_an_address(text: str, compact: str | None) -> None:
    assert postcode_among(text) == compact


def test_a_postcode_as_people_write_it() -> None:
    assert spaced_postcode("OX41RP") == "OX4 1RP"


@pytest.mark.parametrize(
    ("text", "box"),
    [
        ("-1.3,51.7,-1.2,51.8", (-1.3, 51.7, -1.2, 51.8)),
        ("-180,-90,180,90", (-180, -90, 180, 90)),
        ("-1.2,51.7,-1.3,51.8", None),  # east before west
        ("-1.3,51.8,-1.2,51.7", None),
        ("51.7,-1.3,51.8", None),
        ("1,2,3,4,5", None),
        ("a,b,c,d", None),
        ("", None),
        ("nan,0,1,1", None),
        ("-1,0,1,91", None),
        ("-181,0,1,1", None),
    ],
)
def test_a_box_in_an_address(text: str, box: tuple[float, ...] | None) -> None:
    assert box_in(text) == box
