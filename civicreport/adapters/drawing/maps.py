"""A map in one picture: the ground, and on it a pin for each report, or a ring for several."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass

from PIL import Image

from civicreport.adapters.drawing import ground, pins
from civicreport.adapters.drawing.ground import DENSITY, Ground, Rectangle, Spot
from civicreport.adapters.drawing.looks import Look
from civicreport.adapters.drawing.pins import Shares
from civicreport.domain.mercator import View
from civicreport.domain.status import Status

COLOURS = 64


@dataclass(frozen=True, slots=True)
class Mark:
    """A report, or by their shares several round one spot."""

    longitude: float
    latitude: float
    what: Status | Shares


def drawn(view: View, look: Look, known: Ground, marks: Iterable[Mark] = ()) -> Image.Image:
    """The view at DENSITY; the nearer mark covers the farther."""
    places = [(view.pixel(mark.longitude, mark.latitude), mark.what) for mark in marks]
    signs = [_sign(at, what, look) for at, what in sorted(places, key=lambda each: each[0][1])]
    image = ground.drawn(view, look, known, kept_free=[_frame(*sign) for sign in signs])
    for sign, corner in signs:
        image.paste(sign, corner, sign)
    return image


def _sign(at: Spot, what: Status | Shares, look: Look) -> tuple[Image.Image, tuple[int, int]]:
    """What stands there, and where its corner comes to lie."""
    scale = float(DENSITY)
    if isinstance(what, Status):
        sign, foot = pins.pin(what, look, scale)
    else:
        sign, foot = pins.group(what, look, scale)
    return sign, (round(at[0] * DENSITY - foot[0]), round(at[1] * DENSITY - foot[1]))


def _frame(sign: Image.Image, corner: tuple[int, int]) -> Rectangle:
    return (*corner, corner[0] + sign.width, corner[1] + sign.height)


def as_png(image: Image.Image) -> bytes:
    """A map has few colours, and few make a small file."""
    out = io.BytesIO()
    flat = image.quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    flat.save(out, "PNG", compress_level=6)
    return out.getvalue()
