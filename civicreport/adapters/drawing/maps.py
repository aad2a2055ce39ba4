"""A map in one picture: the ground, and on it a pin for each report, or a ring for several."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PIL import Image

from civicreport.adapters.drawing import ground, pins
from civicreport.adapters.drawing.ground import DENSITY, Ground, Rectangle, Spot
from civicreport.adapters.drawing.looks import Look
from civicreport.domain.mercator import View
from civicreport.domain.status import Status

COLOURS = 64
APART = 44.0  # pins nearer than this go together, as in the browser
MARGIN = 24.0  # a pin beyond the edge may still reach in


@dataclass(frozen=True, slots=True)
class Mark:
    longitude: float
    latitude: float
    status: Status


def drawn(view: View, look: Look, known: Ground, marks: Iterable[Mark] = ()) -> Image.Image:
    """The view at DENSITY. Where several lie on one another, they go round the first."""
    signs = [_sign(place, statuses, look) for place, statuses in _together(view, marks)]
    image = ground.drawn(view, look, known, kept_free=[_frame(*sign) for sign in signs])
    for sign, corner in signs:
        image.paste(sign, corner, sign)
    return image


def _sign(
    place: Spot, statuses: Sequence[Status], look: Look
) -> tuple[Image.Image, tuple[int, int]]:
    """What stands for the reports of a place, and where its corner comes to lie."""
    scale = float(DENSITY)
    one = len(statuses) == 1
    sign, foot = pins.pin(statuses[0], look, scale) if one else pins.group(statuses, look, scale)
    return sign, (round(place[0] * DENSITY - foot[0]), round(place[1] * DENSITY - foot[1]))


def _frame(sign: Image.Image, corner: tuple[int, int]) -> Rectangle:
    return (*corner, corner[0] + sign.width, corner[1] + sign.height)


def _together(view: View, marks: Iterable[Mark]) -> list[tuple[Spot, list[Status]]]:
    """What would lie on one another, round the first of each group."""
    groups: list[tuple[Spot, list[Status]]] = []
    for mark in marks:
        x, y = view.pixel(mark.longitude, mark.latitude)
        if not (-MARGIN <= x <= view.width + MARGIN and 0 <= y <= view.height + 2 * MARGIN):
            continue
        near = next((g for g in groups if (g[0][0] - x) ** 2 + (g[0][1] - y) ** 2 < APART**2), None)
        if near:
            near[1].append(mark.status)
        else:
            groups.append(((x, y), [mark.status]))
    return sorted(groups, key=lambda group: group[0][1])  # the nearer one covers the farther


def as_png(image: Image.Image, *, colours: int = COLOURS) -> bytes:
    """A map has few colours, and few make a small file."""
    out = io.BytesIO()
    flat = image.quantize(colours, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    flat.save(out, "PNG", compress_level=6)
    return out.getvalue()
