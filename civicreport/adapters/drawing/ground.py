"""The ground of a map without tiles: outlines of areas and names of places, as the browser's own
base draws them (`static/js/lib/own-base.js`, `.map__boundary`, `.map__label`). Lengths are those of
a page; the picture has DENSITY pixels for each.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw
from PIL.ImageFont import FreeTypeFont

from civicreport.adapters.drawing.fonts import font
from civicreport.adapters.drawing.looks import Look
from civicreport.domain.mercator import View

DENSITY = 2
Spot = tuple[float, float]
Rectangle = tuple[float, float, float, float]  # left, top, right, bottom
_FINER = 2  # Pillow's lines have hard edges: drawn larger, then made smaller
_DASH, _GAP, _LINE = 6.0, 4.0, 1.5
_LINE_STRENGTH = 0.65
_HALO = 2


@dataclass(frozen=True, slots=True)
class Label:
    longitude: float
    latitude: float
    text: str
    kind: str  # postcode, postcode_sector, postcode_district, or an area's type


@dataclass(frozen=True, slots=True)
class Ground:
    """What the site knows of a piece of the earth; labels the weightiest first."""

    lines: Sequence[Sequence[Spot]] = ()  # longitude, latitude
    labels: Sequence[Label] = ()


def drawn(view: View, look: Look, ground: Ground, kept_free: Iterable[Rectangle]) -> Image.Image:
    """`kept_free`: where no name shall stand, in pixels of the picture."""
    image = Image.new("RGB", (view.width * DENSITY, view.height * DENSITY), look.land)
    _draw_lines(image, view, look, ground.lines)
    _draw_labels(image, view, look, ground.labels, [*kept_free])
    return image


def _draw_lines(
    image: Image.Image, view: View, look: Look, lines: Iterable[Sequence[Spot]]
) -> None:
    scale = DENSITY * _FINER
    mask = Image.new("L", (image.width * _FINER, image.height * _FINER))
    draw = ImageDraw.Draw(mask)
    for line in _each_once(lines):
        for a, b in _dashes([view.pixel(*spot) for spot in line], view):
            ends = [(a[0] * scale, a[1] * scale), (b[0] * scale, b[1] * scale)]
            draw.line(ends, fill=round(255 * _LINE_STRENGTH), width=round(_LINE * scale))
    image.paste(look.map_text, mask=mask.reduce(_FINER))


def _each_once(lines: Iterable[Sequence[Spot]]) -> Iterator[list[Spot]]:
    """Neighbours share a border, and a county its districts': dashes upon dashes make no dashes."""
    seen: set[tuple[Spot, Spot]] = set()
    for line in lines:
        run: list[Spot] = []
        for a, b in itertools.pairwise((lon, lat) for lon, lat in line):
            piece = (a, b) if a < b else (b, a)
            if piece in seen:
                if run:
                    yield run
                run = []
                continue
            seen.add(piece)
            run.extend((b,) if run else (a, b))
        if run:
            yield run


def _dashes(spots: Sequence[Spot], view: View) -> Iterator[tuple[Spot, Spot]]:
    """The drawn parts of a line; they run on round its corners."""
    gone = 0.0
    for a, b in itertools.pairwise(spots):
        length = math.dist(a, b)
        inside = _inside(a, b, view) if length else None
        if inside:
            yield from _dashes_of(a, b, (length, gone), inside)
        gone = (gone + length) % (_DASH + _GAP)


def _dashes_of(
    a: Spot, b: Spot, lengths: tuple[float, float], inside: Spot
) -> Iterator[tuple[Spot, Spot]]:
    """`lengths`: of this piece, and what is gone of the dash before it."""
    length, gone = lengths
    first = math.floor((inside[0] * length + gone) / (_DASH + _GAP))
    start = first * (_DASH + _GAP) - gone
    while start < inside[1] * length:
        end = min(start + _DASH, length)
        if end > 0:
            yield _between(a, b, max(start, 0.0) / length), _between(a, b, end / length)
        start += _DASH + _GAP


def _between(a: Spot, b: Spot, share: float) -> Spot:
    return a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share


def _inside(a: Spot, b: Spot, view: View) -> Spot | None:
    """Which share of a line lies in the view (Liang and Barsky); a far end costs nothing."""
    enters, leaves = 0.0, 1.0
    for start, run, side in ((a[0], b[0] - a[0], view.width), (a[1], b[1] - a[1], view.height)):
        if run == 0:
            if not 0 <= start <= side:
                return None
            continue
        near, far = sorted((-start / run, (side - start) / run))
        enters, leaves = max(enters, near), min(leaves, far)
    return (enters, leaves) if enters < leaves else None


def _draw_labels(
    image: Image.Image, view: View, look: Look, labels: Iterable[Label], taken: list[Rectangle]
) -> None:
    """What would cover a name that stands, a pin or the picture's edge is left out."""
    draw = ImageDraw.Draw(image)
    whole = (0.0, 0.0, float(image.width), float(image.height))
    halo = _HALO * DENSITY
    for label in labels:
        x, y = view.pixel(label.longitude, label.latitude)
        at, letters = (x * DENSITY, y * DENSITY), _letters(label.kind)
        box = draw.textbbox(at, label.text, font=letters, anchor="mm", stroke_width=halo)
        if not _holds(whole, box) or any(_overlap(box, other) for other in taken):
            continue
        taken.append(box)
        draw.text(
            at, label.text, look.map_text, letters, "mm", stroke_width=halo, stroke_fill=look.land
        )


def _letters(kind: str) -> FreeTypeFont:
    if kind == "postcode":
        return font("sans", 12 * DENSITY)
    return font("serif-italic", 14 * DENSITY, 600 if kind == "postcode_sector" else 500)


def _holds(outer: Rectangle, inner: Rectangle) -> bool:
    begins = outer[0] <= inner[0] and outer[1] <= inner[1]
    return begins and inner[2] <= outer[2] and inner[3] <= outer[3]


def _overlap(a: Rectangle, b: Rectangle) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
