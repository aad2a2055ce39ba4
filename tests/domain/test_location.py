from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as some

from civicreport.domain.location import (
    EARTH_METRES,
    Point,
    box_in,
    coordinates_in,
    metres_between,
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
    ("text", "found"),
    [
        ("51.75, -1.25", (51.75, -1.25)),
        (" 51.75 -1.25 ", (51.75, -1.25)),
        ("51.75;-1.25", (51.75, -1.25)),
        ("51.75° N, 1.25° W", (51.75, -1.25)),
        ("33.9 s 18.4 e", (-33.9, 18.4)),
        ("+51,1", (51, 1)),
        ("0,0", (0, 0)),
    ],
)
def test_coordinates_as_people_write_them(text: str, found: tuple[float, float]) -> None:
    assert coordinates_in(text) == Point(*found)


@pytest.mark.parametrize(
    "text",
    ["", "Oxford", "51.75", "OX4 1RP", "91, 0", "0, 181", "12 High Street", "1,2,3", "nan,nan"],
)
def test_other_words_are_no_coordinates(text: str) -> None:
    assert coordinates_in(text) is None


@given(POINTS)
def test_coordinates_are_read_as_they_are_written(place: Point) -> None:
    assert coordinates_in(f"{place.latitude:.5f}, {place.longitude:.5f}") == place.rounded()


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
        ("OX4 1R", None),
        ("12345", None),
        ("", None),
        ("OX4 1RPX", None),
    ],
)
def test_postcodes_whole_and_in_part(text: str, compact: str | None) -> None:
    assert postcode_in(text) == compact


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
