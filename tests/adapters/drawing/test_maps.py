from __future__ import annotations

import io
import math

import pytest
from PIL import Image

from civicreport.adapters.drawing import maps
from civicreport.adapters.drawing.ground import DENSITY, Ground, Label
from civicreport.adapters.drawing.looks import Colour, LookName, look
from civicreport.adapters.drawing.maps import Mark
from civicreport.adapters.drawing.pins import colour_of
from civicreport.domain.location import Point
from civicreport.domain.mercator import View, view_at
from civicreport.domain.status import Status

HERE = Point(51.752, -1.2577)
LIGHT = look("light")
# Inside each shape, in lengths of a page from the spot, where its body's colour is bare.
BODY = {"drop": (0, -14), "disc": (0, -4.5), "square": (-10, -24)}


def a_view(zoom: float = 14) -> View:
    return view_at(HERE, zoom, width=320, height=240)


def colour_at(image: Image.Image, view: View, dx: float, dy: float) -> Colour:
    x, y = view.pixel(HERE.longitude, HERE.latitude)
    found = image.getpixel((round((x + dx) * DENSITY), round((y + dy) * DENSITY)))
    assert isinstance(found, tuple)
    return found[0], found[1], found[2]


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("status", list(Status))
def test_a_pin_stands_on_its_spot_in_the_colour_of_its_status(
    status: Status, name: LookName
) -> None:
    view, tones = a_view(), look(name)
    image = maps.drawn(view, tones, Ground(), [Mark(HERE.longitude, HERE.latitude, status)])

    shape = "drop"
    if status in {Status.NO_ACTION, Status.NOT_RESPONSIBLE, Status.DUPLICATE, Status.WITHDRAWN}:
        shape = "square"
    if status is Status.FIXED:
        shape = "disc"
    assert colour_at(image, view, *BODY[shape]) == colour_of(status, tones)
    assert colour_at(image, view, 0, 12) == tones.land
    assert colour_at(image, view, 30, -14) == tones.land


def test_every_status_looks_different_without_its_colour() -> None:
    view = a_view()
    drawn = {
        maps.drawn(view, LIGHT, Ground(), [Mark(HERE.longitude, HERE.latitude, status)])
        .convert("L")
        .point(lambda level: 255 if level > 200 else 0)
        .tobytes()
        for status in Status
    }
    assert len(drawn) == len(Status)


def test_several_are_a_ring_with_their_shares() -> None:
    view = a_view()
    image = maps.drawn(view, LIGHT, Ground(), [Mark(HERE.longitude, HERE.latitude, (1, 1, 1, 1))])

    def along(quarter: int, radius: float = 17.5) -> list[Colour]:
        turns = [math.radians(90 * quarter + degrees) for degrees in range(6, 82, 2)]
        spots = [(radius * math.sin(turn), -radius * math.cos(turn)) for turn in turns]
        return [colour_at(image, view, dx, dy) for dx, dy in spots]

    waits, in_hand, fixed, ended = (along(quarter) for quarter in range(4))
    assert LIGHT.open in along(0, 19.3)
    assert LIGHT.surface_raised in waits  # the ring is empty
    assert {LIGHT.in_hand, LIGHT.surface_raised} <= set(in_hand)  # dashed
    assert set(fixed) == {LIGHT.fixed}
    assert {LIGHT.ended, LIGHT.surface_raised} <= set(ended)
    assert ended.count(LIGHT.ended) < in_hand.count(LIGHT.in_hand)  # dots are shorter


@pytest.mark.parametrize("shares", [(2, 0, 0, 0), (0, 0, 12_345, 0), (1, 0, 0, 199_999)])
def test_any_number_fits_into_its_ring(shares: tuple[int, int, int, int]) -> None:
    view = a_view()
    image = maps.drawn(view, LIGHT, Ground(), [Mark(HERE.longitude, HERE.latitude, shares)])
    assert colour_at(image, view, 0, -18) in {LIGHT.open, LIGHT.fixed, LIGHT.ended}
    assert colour_at(image, view, 26, 0) == LIGHT.land


def test_pins_apart_stay_apart_and_those_elsewhere_are_left_out() -> None:
    view = a_view()
    east = view.place(view.width / 2 + 60, view.height / 2)
    image = maps.drawn(
        view,
        LIGHT,
        Ground(),
        [
            Mark(HERE.longitude, HERE.latitude, Status.REPORTED),
            Mark(*east, Status.FIXED),
            Mark(120.0, -30.0, Status.REPORTED),
        ],
    )
    assert colour_at(image, view, *BODY["drop"]) == LIGHT.open
    assert colour_at(image, view, 60, -4.5) == LIGHT.fixed


def test_a_shared_border_is_dashed_once() -> None:
    view = a_view()
    border = [view.place(-50, 120), view.place(400, 120)]

    once = maps.drawn(view, LIGHT, Ground(lines=[border]))
    twice = maps.drawn(view, LIGHT, Ground(lines=[border, border[::-1]]))

    assert once.tobytes() == twice.tobytes()
    row = [once.getpixel((x, 120 * DENSITY)) for x in range(once.width)]
    bare = sum(colour == LIGHT.land for colour in row) / len(row)
    assert 0.3 < bare < 0.5, "six on, four off"


def test_a_border_that_begins_and_ends_far_away_costs_nothing_and_still_crosses() -> None:
    view = a_view(18)
    image = maps.drawn(view, LIGHT, Ground(lines=[[(-179.0, 51.752), (179.0, 51.752)]]))
    assert any(image.getpixel((x, 240)) != LIGHT.land for x in range(100))


def test_names_stand_where_they_belong_and_never_on_another_or_on_a_pin() -> None:
    view = a_view()
    free = view.place(80, 60)
    labels = [
        Label(*free, "Östra ŵy", "district"),
        Label(*free, "Under it", "district"),
        Label(HERE.longitude, HERE.latitude, "Beneath the pin", "postcode"),
        Label(*view.place(2, 2), "Over the edge", "postcode"),
    ]
    pin = [Mark(HERE.longitude, HERE.latitude, Status.REPORTED)]

    all_four = maps.drawn(view, LIGHT, Ground(labels=labels), pin)
    first = maps.drawn(view, LIGHT, Ground(labels=labels[:1]), pin)
    none = maps.drawn(view, LIGHT, Ground(), pin)

    assert all_four.tobytes() == first.tobytes()
    assert first.tobytes() != none.tobytes()


def test_a_picture_is_small_and_keeps_its_colours() -> None:
    view = a_view()
    image = maps.drawn(view, LIGHT, Ground(), [Mark(HERE.longitude, HERE.latitude, Status.FIXED)])
    content = maps.as_png(image)

    assert len(content) < 15_000
    with Image.open(io.BytesIO(content)) as read:
        assert (read.format, read.size) == ("PNG", (640, 480))
        kept = colour_at(read.convert("RGB"), view, *BODY["disc"])
    assert kept == pytest.approx(LIGHT.fixed, abs=8)
