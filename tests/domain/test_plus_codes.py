"""Plus codes: examples of the specification, and of streets."""

from __future__ import annotations

import pytest

from civicreport.domain.location import Point, metres_between
from civicreport.domain.plus_codes import middle_of, plus_code_in

OXFORD = Point(51.752, -1.2577)

# fmt: off
FULL = [
    ("7FG49Q00+",    None),  # so few digits are a region, no spot
    ("8FVC2222+22",  (47.0000625, 8.0000625)),
    ("4VCPPQGP+Q9",  (-41.2730625, 174.7859375)),
    ("62H20000+",    None),
    ("22222222+22",  (-89.9999375, -179.9999375)),
    ("CFX3X2X2+X2",  (89.9999375, 1.0000625)),
    ("6FH56C22+22",  (1.2000625, 3.4000625)),
    ("8FVC2222+235", (47.0000125, 8.000234375)),  # a further digit: a fifth by a quarter
]
OTHER_WORDS = ["", "+", "9C3W", "QP2R+8", "Oxford + Cowley", "OX4 1RP", "AAAA+AA", "9C3WQP2+R8X"]
# fmt: on


@pytest.mark.parametrize(("text", "middle"), FULL)
def test_a_full_code_is_the_middle_of_its_cell(
    text: str, middle: tuple[float, float] | None
) -> None:
    code = plus_code_in(text)
    assert (code is None) == (middle is None)
    if code and middle:
        found = middle_of(code, OXFORD)
        assert metres_between(found, Point(*middle)) < 0.1


def test_a_short_code_is_the_nearest_cell_of_its_name() -> None:
    code = plus_code_in("qp2r+8x  Oxford")
    assert code is not None
    assert (code.is_short, code.near) == (True, "Oxford")
    full = plus_code_in("9C3WQP2R+8X")
    assert full is not None
    assert metres_between(middle_of(code, OXFORD), middle_of(full, OXFORD)) < 0.01


@pytest.mark.parametrize(
    "near",
    [
        Point(51.95, -1.95),
        Point(52.05, -1.95),
        Point(51.4, -1.05),
        Point(51.4, -2.9),
        Point(51.0, -0.9),
    ],
)
def test_the_same_digits_stand_in_every_square_degree_and_the_nearest_are_meant(
    near: Point,
) -> None:
    code = plus_code_in("QP2R+8X")
    assert code is not None
    found = middle_of(code, near)
    assert abs(found.latitude - near.latitude) <= 0.5
    assert abs(found.longitude - near.longitude) <= 0.5


def test_six_digits_leave_off_the_first_two() -> None:
    code = plus_code_in("3WQP2R+8X")
    assert code is not None
    assert code.missing == 2
    assert metres_between(middle_of(code, OXFORD), Point(51.7508125, -1.2575625)) < 1


@pytest.mark.parametrize("near", [Point(89.9, 0), Point(-89.9, 179.9), Point(90, -180)])
def test_a_short_code_stays_on_the_globe(near: Point) -> None:
    code = plus_code_in("XX2R+8X")
    assert code is not None
    middle_of(code, near)


@pytest.mark.parametrize("text", OTHER_WORDS)
def test_other_words_are_no_code(text: str) -> None:
    assert plus_code_in(text) is None
