"""Grid references of Great Britain and Ireland, held against a library that knows every grid."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pyproj import Transformer

from civicreport.domain.location import Point, metres_between
from civicreport.domain.national_grid import grid_reference_in

BRITISH = Transformer.from_crs("EPSG:27700", "EPSG:4326", always_xy=True)
IRISH = Transformer.from_crs("EPSG:29903", "EPSG:4326", always_xy=True)

# fmt: off
REFERENCES = [
    # as written              grid      east     north   of the middle of its square
    ("SP 513 061",            BRITISH, 451_350, 206_150),
    ("sp513061",              BRITISH, 451_350, 206_150),
    ("SP 51300 06100",        BRITISH, 451_300.5, 206_100.5),
    ("SP 5130 0610",          BRITISH, 451_305, 206_105),
    ("SP5106",                BRITISH, 451_500, 206_500),
    ("SP 51, 06",             BRITISH, 451_500, 206_500),
    ("TG 51409 13177",        BRITISH, 651_409.5, 313_177.5),
    ("SV 912 104",            BRITISH,  91_250,  10_450),
    ("HU 475 414",            BRITISH, 447_550, 1_141_450),
    ("451300, 206100",        BRITISH, 451_300, 206_100),
    ("E 451300 N 206100",     BRITISH, 451_300, 206_100),
    ("447500 1141400",        BRITISH, 447_500, 1_141_400),
    ("J 338 740",             IRISH,   333_850, 374_050),
    ("O 15904 34671",         IRISH,   315_904.5, 234_671.5),
]
OTHER_WORDS = [
    "", "SP", "SP 513 06", "SP51", "OX4 1RP", "ZZ 12 34", "AA 1234", "SI 12 34", "I 1234",
    "SP 513061 1", "999999, 206100", "451300, 1400000", "12 High Street", "SPQ 513 061",
]
# fmt: on


@pytest.mark.parametrize(("text", "grid", "east", "north"), REFERENCES)
def test_a_reference_is_the_middle_of_its_square(
    text: str, grid: Transformer, east: float, north: float
) -> None:
    longitude, latitude = grid.transform(east, north)
    found = grid_reference_in(text)
    assert found is not None
    assert metres_between(found, Point(latitude, longitude)) < 0.2


@pytest.mark.parametrize("text", OTHER_WORDS)
def test_other_words_are_no_reference(text: str) -> None:
    assert grid_reference_in(text) is None


# Over the sea the library goes other ways from datum to datum.
@given(some.integers(250_000, 500_000), some.integers(150_000, 850_000))
def test_the_land_is_where_the_library_has_it(east: int, north: int) -> None:
    longitude, latitude = BRITISH.transform(east, north)
    found = grid_reference_in(f"{east:06} {north:06}")
    assert found is not None
    assert metres_between(found, Point(latitude, longitude)) < 1
