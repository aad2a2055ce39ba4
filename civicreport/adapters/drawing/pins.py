"""Pins as the sprite draws them (`static/icons/sprite.svg`, pin-…): the shape tells how it ended,
the ring inside how far along it is. Numbers are those of the sprite; the pin's tip is at (0, 0).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache

from PIL import Image

from civicreport.adapters.drawing.looks import Colour, Look
from civicreport.adapters.drawing.pen import Pen, Spot
from civicreport.domain.status import IN_HAND, Status

LEFT, TOP, RIGHT, BOTTOM = -22, -44, 22, 8  # the sprite's view box
RING = 24  # a group's outer radius
_FILLED = {Status.ACKNOWLEDGED: 90, Status.SCHEDULED: 180, Status.IN_PROGRESS: 270}  # degrees
_MARKS: dict[Status, tuple[tuple[Spot, ...], ...]] = {
    Status.FIXED: (((-6, -14), (-1.5, -9.5), (6.5, -18.5)),),
    Status.NO_ACTION: (((-3.5, -14), (3.5, -14)),),
    Status.NOT_RESPONSIBLE: (((-4, -14), (3.5, -14)), ((0.9, -16.6), (3.5, -14), (0.9, -11.4))),
    Status.DUPLICATE: (((-3.5, -15.8), (3.5, -15.8)), ((-3.5, -12.2), (3.5, -12.2))),
    Status.WITHDRAWN: (((-2.6, -16.6), (2.6, -11.4)), ((2.6, -16.6), (-2.6, -11.4))),
}
Shares = tuple[int, int, int, int]  # how many are reported, in hand, fixed, ended otherwise
Sign = tuple[Image.Image, Spot]  # and where in it the place is that it stands for


def colour_of(status: Status, look: Look) -> Colour:
    if status is Status.REPORTED:
        return look.open
    if status in IN_HAND:
        return look.in_hand
    return look.fixed if status is Status.FIXED else look.ended


# What of a ring is in hand is dashed, what ended without a fix is dotted: dash and gap, in degrees.
# What waits is empty, and what is fixed is full, as everywhere.
_DASHES = {"in_hand": (22.0, 9.0), "ended": (5.0, 7.0)}
_GAP = 7.0  # between two shares


@lru_cache(maxsize=128)
def pin(status: Status, look: Look, scale: float) -> Sign:
    """One report; `scale` is pixels of the picture for one of the sprite."""
    pen = Pen.on((RIGHT - LEFT, BOTTOM - TOP), (-LEFT, -TOP), scale)
    colour, edge = colour_of(status, look), look.surface_raised
    if status is Status.FIXED:
        pen.disc((0, -14), 14, fill=colour, edge=edge)
    elif status is Status.REPORTED or status in IN_HAND:
        pen.polygon(_drop(), fill=colour, edge=edge)
        ring(pen, status, (0, -24.5), 0.8, look.on_status)
    else:
        pen.square((-13, -27, 13, -1), 4, fill=colour, edge=edge)
    for line in _MARKS.get(status, ()):
        pen.line(line, look.on_status, 3 if status is Status.FIXED else 2.2)
    return pen.finished(), (-LEFT * scale, -TOP * scale)


def group(shares: Shares, look: Look, scale: float) -> Sign:
    """Several that would cover each other: a ring with the shares of each kind, and how many."""
    pen = Pen.on((2 * RING, 2 * RING), (RING, RING), scale)
    pen.disc((0, 0), 21, fill=look.surface_raised, edge=look.text)
    begins, all_of_them = -90.0, sum(shares)
    for kind, count in zip(("open", "in_hand", "fixed", "ended"), shares, strict=True):
        ends = begins + 360 * count / all_of_them
        gap = min(_GAP, (ends - begins) / 2) if count < all_of_them else 0
        for dash in _dashed(begins, ends - gap, *_DASHES.get(kind, (360.0, 0.0))):
            pen.arc((0, 0), 20, dash, getattr(look, kind), 5)
        if kind == "open" and ends - gap - begins > 2 * _GAP:
            pen.arc((0, 0), 18.5, (begins + 4, ends - gap - 4), look.surface_raised, 2)
        begins = ends
    number = str(all_of_them)
    pen.text((0, 0), number, 15 if len(number) < 4 else 11, look.text)
    return pen.finished(), (RING * scale, RING * scale)


def _dashed(begins: float, ends: float, dash: float, gap: float) -> Iterator[tuple[float, float]]:
    at = begins
    while at < ends:
        yield at, min(at + dash, ends)
        at += dash + gap


def ring(pen: Pen, status: Status, middle: Spot, size: float, colour: Colour) -> None:
    """The ring that fills; `size` 1 is that of the sprite's status-… (24 by 24)."""
    pen.arc(middle, 9.75 * size, (0, 360), colour, 2.5 * size)
    if status is Status.INVESTIGATING:
        pen.disc(middle, 3 * size, fill=colour)
    if status in _FILLED:
        pen.pie(middle, 6 * size, _FILLED[status], colour)


def _drop() -> list[Spot]:
    """'M0 0C-4-8-15.5-14-15.5-24.5a15.5 15.5 0 0 1 31 0C15.5-14 4-8 0 0z' as points."""
    steps = [n / 24 for n in range(25)]
    side = [_cubic(t) for t in steps]
    turns = [math.pi * (1 + t) for t in steps]
    head = [(15.5 * math.cos(turn), -24.5 + 15.5 * math.sin(turn)) for turn in turns]
    return side + head + [(-x, y) for x, y in reversed(side)]


def _cubic(t: float) -> Spot:
    """The drop's left side, from the tip (t = 0) to the head (t = 1)."""
    weights = ((1 - t) ** 3, 3 * (1 - t) ** 2 * t, 3 * (1 - t) * t**2, t**3)
    x = sum(w * at for w, at in zip(weights, (0, -4, -15.5, -15.5), strict=True))
    y = sum(w * at for w, at in zip(weights, (0, -8, -14, -24.5), strict=True))
    return x, y
