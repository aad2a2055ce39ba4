"""The site's sign as the picture that a phone puts on its home screen: our own drawing, in pixels.

The shapes are those of `static/icons/favicon.svg`, in its own units (a sheet of 30 × 30); drawn
larger and made smaller, because Pillow draws without soft edges.
"""

from __future__ import annotations

import io
from functools import cache

from PIL import Image, ImageDraw

INK, PAPER = "#1f5a41", "#fbfaf5"
_SHEET, _FINER = 30, 4
# A system cuts its own shape out of a maskable icon: what matters stands within four fifths.
_IN_FULL, _WITHIN_A_MASK = 0.8, 0.62


@cache
def icon(size: int, *, maskable: bool = False) -> bytes:
    """As PNG, `size` pixels wide and high; a maskable one is paper to its edges."""
    pixels = size * _FINER
    picture = Image.new("RGBA", (pixels, pixels), PAPER if maskable else "#00000000")
    pen = ImageDraw.Draw(picture)
    if not maskable:
        pen.rounded_rectangle((0, 0, pixels - 1, pixels - 1), pixels / 6, fill=PAPER)
    _draw_sign(pen, pixels / _SHEET, _WITHIN_A_MASK if maskable else _IN_FULL)
    out = io.BytesIO()
    picture.resize((size, size), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _draw_sign(pen: ImageDraw.ImageDraw, unit: float, share: float) -> None:
    """A pin that is a dial; the middle of the drawing is the middle of the sheet."""

    def at(x: float, y: float) -> tuple[float, float]:
        return ((x - 12) * share + 15) * unit, ((y - 14.75) * share + 15) * unit

    line = 3 * share * unit
    circle = (*at(1.5, 1), *at(22.5, 22))  # the outer edge: radius 9, and half of the line
    pen.arc(circle, 123, 57, fill=INK, width=round(line))
    ends = [at(7, 19.2), at(12, 27), at(17, 19.2)]
    pen.line(ends, fill=INK, width=round(line), joint="curve")
    for x, y in ends:
        pen.ellipse((x - line / 2, y - line / 2, x + line / 2, y + line / 2), fill=INK)
    # From twelve by way of three and six to nine: three quarters of the dial.
    pen.pieslice((*at(7, 6.5), *at(17, 16.5)), 270, 180, fill=INK)
