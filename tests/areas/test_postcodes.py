"""The package's postcodes: where they lie, and how people find them."""

import numpy as np
import pytest

from civicreport.areas import gazetteer, postcodes
from civicreport.domain import clock
from civicreport.domain.location import Point, metres_between


@pytest.fixture
def zetland(db: None) -> int:
    """The smallest letter: Shetland, 758 postcodes."""
    return postcodes.load("Z", at=clock.now())


def where(found: postcodes.Postcodes, code: str) -> Point:
    n = found.codes.index(code)
    return Point(float(found.latitudes[n]), float(found.longitudes[n]))


def test_great_britain_and_northern_ireland_are_on_different_grids() -> None:
    found = postcodes.read("B")
    belfast_city_hall = Point(54.5965, -5.9301)
    birmingham_new_street = Point(52.4778, -1.8990)
    assert metres_between(where(found, "BT15GS"), belfast_city_hall) < 200
    assert metres_between(where(found, "B24QA"), birmingham_new_street) < 250


def test_postcodes_without_a_grid_reference_are_left_out() -> None:
    assert postcodes.read("J").codes == []  # Jersey is on no grid of the package
    found = postcodes.read("G")  # Guernsey is not, Glasgow is
    assert not any(code.startswith("GY") for code in found.codes)
    assert np.isfinite(found.latitudes).all()


def test_every_letter_has_its_file() -> None:
    assert len(postcodes.letters()) == 23
    assert {"B", "O", "Z"} <= set(postcodes.letters())


def test_loading_again_changes_nothing(zetland: int) -> None:
    assert zetland == 758
    assert postcodes.is_loaded("Z")
    assert not postcodes.is_loaded("O")
    assert postcodes.load("Z", at=clock.now()) == 758


def test_a_whole_postcode_is_found_at_its_centre(zetland: int) -> None:
    lerwick = gazetteer.find_postcode("ZE10LL")
    assert lerwick is not None
    assert metres_between(lerwick, Point(60.155, -1.147)) < 3000
    assert gazetteer.find_postcode("ZE99ZZ") is None


def test_a_partial_postcode_offers_its_district_first(zetland: int) -> None:
    labels = [place.label for place in gazetteer.postcodes_like("ZE1", limit=4)]
    assert labels[0] == "ZE1"
    assert all(label.startswith("ZE1 ") for label in labels[1:])
    assert len(labels) == 4
    assert gazetteer.postcodes_like("ZE10", limit=2)[0].label == "ZE1 0"
    assert gazetteer.postcodes_like("OX4") == []


def test_a_partial_postcode_lies_amid_its_postcodes(zetland: int) -> None:
    district = gazetteer.postcodes_like("ZE1", limit=1)[0]
    assert metres_between(Point(district.latitude, district.longitude), Point(60.15, -1.15)) < 5000


def test_the_nearest_postcode_is_said_as_people_write_it(zetland: int) -> None:
    found = gazetteer.find_postcode("ZE10LL")
    assert found is not None
    near = gazetteer.nearest_postcode(Point(found.latitude + 0.00001, found.longitude))
    assert near is not None
    assert near.startswith("ZE1 0")
    assert gazetteer.nearest_postcode(Point(51.75, -1.25)) is None
