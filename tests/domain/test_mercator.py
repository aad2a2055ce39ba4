from __future__ import annotations

import pytest

from civicreport.domain.location import Point
from civicreport.domain.mercator import CLOSEST, TILE, view_at, view_of

OXFORD = Point(51.752, -1.2577)


def test_a_place_lies_in_the_middle_of_its_view() -> None:
    view = view_at(OXFORD, 14, width=400, height=300)

    assert view.pixel(OXFORD.longitude, OXFORD.latitude) == pytest.approx((200, 150))
    assert view.place(200, 150) == pytest.approx((OXFORD.longitude, OXFORD.latitude))


def test_the_world_is_a_square_of_one_tile() -> None:
    view = view_at(Point(0, 0), 0, width=TILE, height=TILE)

    assert view.box == pytest.approx((-180, -85.0511, 180, 85.0511), abs=1e-3)


@pytest.mark.parametrize(
    ("box", "sides"),
    [
        ((-1.3, 51.7, -1.2, 51.8), "height"),  # higher than wide, on the ground
        ((-1.5, 51.74, -1.0, 51.76), "width"),
    ],
)
def test_a_box_fits_whole_and_as_large_as_it_can(
    box: tuple[float, float, float, float], sides: str
) -> None:
    view = view_of(box, width=640, height=400)
    west, south, east, north = view.box

    assert west <= box[0] + 1e-9
    assert south <= box[1] + 1e-9
    assert east >= box[2] - 1e-9
    assert north >= box[3] - 1e-9
    if sides == "width":
        assert (west, east) == pytest.approx((box[0], box[2]))
    else:
        assert (south, north) == pytest.approx((box[1], box[3]))


@pytest.mark.parametrize(
    "box", [(-180, -90, 180, 90), (0, 0, 1e-9, 1e-9), (179.999, 89.99, 180, 90)]
)
def test_no_box_is_too_large_or_too_small(box: tuple[float, float, float, float]) -> None:
    view = view_of(box, width=640, height=400)

    assert 0 <= view.zoom <= CLOSEST
    assert all(-180 <= side <= 180 for side in view.box)
