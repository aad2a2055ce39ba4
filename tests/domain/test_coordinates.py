"""Coordinates as people write them, copy them, and dictate them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as some

from civicreport.domain.coordinates import coordinates_in
from civicreport.domain.location import Point

POINTS = some.builds(
    Point,
    some.floats(min_value=-90, max_value=90),
    some.floats(min_value=-180, max_value=180),
)

# fmt: off
WRITTEN = [
    ("51.75, -1.25",                        (51.75, -1.25)),
    (" 51.75 -1.25 ",                       (51.75, -1.25)),
    ("51.75;-1.25",                         (51.75, -1.25)),
    ("51.75 / -1.25",                       (51.75, -1.25)),
    ("51.75, \u22121.25",                   (51.75, -1.25)),
    ("+51,1",                               (51, 1)),
    ("0,0",                                 (0, 0)),
    # letters, behind or before, in either order
    ("51.75° N, 1.25° W",                   (51.75, -1.25)),
    ("33.9 s 18.4 e",                       (-33.9, 18.4)),
    ("N 51.75 W 1.25",                      (51.75, -1.25)),
    ("1.25 W, 51.75 N",                     (51.75, -1.25)),
    # decimal commas
    ("51,75 -1,25",                         (51.75, -1.25)),
    ("51,75, -1,25",                        (51.75, -1.25)),
    ("51,75; -1,25",                        (51.75, -1.25)),
    ("51,75° N, 1,25° W",                   (51.75, -1.25)),
    # minutes and seconds
    ("51°45'09\"N 1°15'18\"W",              (51.7525, -1.255)),
    ("51° 45′ 09″ N, 1° 15′ 18″ W",         (51.7525, -1.255)),
    ("51°45’09”N 1°15’18”W",                (51.7525, -1.255)),
    ("N51°45′09″ W1°15′18″",                (51.7525, -1.255)),
    ("51 45 09 N, 1 15 18 W",               (51.7525, -1.255)),
    ("51° 45.15' N 1° 15.3' W",             (51.7525, -1.255)),
    ("51°45,15'N 1°15,3'W",                 (51.7525, -1.255)),
    ("51°45'N 1°15'W",                      (51.75, -1.25)),
    ("-33°54'00\" 18°24'00\"",              (-33.9, 18.4)),
    # links off a map
    ("geo:51.75,-1.25?z=19",                (51.75, -1.25)),
    ("https://www.openstreetmap.org/#map=17/51.75/-1.25",                     (51.75, -1.25)),
    ("https://www.openstreetmap.org/?mlat=51.75&mlon=-1.25#map=5/52.0/3.0",   (51.75, -1.25)),
    ("https://www.google.com/maps/@51.75,-1.25,17z",                          (51.75, -1.25)),
    ("https://maps.google.com/?q=51.75,-1.25",                                (51.75, -1.25)),
]
NOT_WRITTEN = [
    "", "Oxford", "51.75", "OX4 1RP", "91, 0", "0, 181", "12 High Street", "1,2,3", "nan,nan",
    "51.75N 1.25N", "1.25W 51.75E", "51 45 09 1 15 18", "51°75'00\"N 1°0'0\"W",
    "51°45'75\"N 1°0'0\"W", "451300, 206100", "https://www.google.com/maps/place/Oxford",
]
# fmt: on


@pytest.mark.parametrize(("text", "found"), WRITTEN)
def test_coordinates_as_people_write_them(text: str, found: tuple[float, float]) -> None:
    point = coordinates_in(text)
    assert point is not None
    assert (point.latitude, point.longitude) == pytest.approx(found)


@pytest.mark.parametrize("text", NOT_WRITTEN)
def test_other_words_are_no_coordinates(text: str) -> None:
    assert coordinates_in(text) is None


@given(POINTS)
def test_coordinates_are_read_as_they_are_written(place: Point) -> None:
    assert coordinates_in(f"{place.latitude:.5f}, {place.longitude:.5f}") == place.rounded()


@given(some.text(max_size=60))
def test_no_text_is_too_strange(text: str) -> None:
    coordinates_in(text)


@pytest.mark.parametrize(
    "text",
    [
        f"1 {' ' * 50}1{' ' * 50}x",
        f"N{' ' * 60}1{' ' * 60}1{' ' * 60}x",
        f"1°{' ' * 9000}x",
        f"51.{'7' * 100_000}, x",
        "1 " * 50_000,
        "@1." * 50_000,
    ],
)
def test_whoever_means_no_coordinates_keeps_nobody_waiting(text: str) -> None:
    begun = time.process_time()
    coordinates_in(text)
    assert time.process_time() - begun < 0.1
