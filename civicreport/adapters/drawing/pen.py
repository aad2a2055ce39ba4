"""A pen for small signs: it draws in the sign's own numbers, larger than asked, with soft edges."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from civicreport.adapters.drawing.fonts import font
from civicreport.adapters.drawing.looks import Colour

Spot = tuple[float, float]
FINER = 4  # Pillow's edges are hard


@dataclass(frozen=True, slots=True)
class Pen:
    image: Image.Image
    origin: Spot  # of the sign's numbers, from the corner
    scale: float  # pixels of the finished sign for one of its numbers

    @classmethod
    def on(cls, size: Spot, origin: Spot, scale: float) -> Pen:
        """Transparent ground of that size."""
        whole = tuple(round(side * scale) * FINER for side in size)
        return cls(Image.new("RGBA", (whole[0], whole[1])), origin, scale)

    def finished(self) -> Image.Image:
        return self.image.reduce(FINER)

    def polygon(self, spots: Iterable[Spot], *, fill: Colour, edge: Colour) -> None:
        points = [self._at(spot) for spot in spots]
        self._draw.polygon(points, fill=fill)
        self._draw.line([*points, points[0]], fill=edge, width=self._wide(2), joint="curve")

    def disc(
        self, middle: Spot, radius: float, *, fill: Colour, edge: Colour | None = None
    ) -> None:
        width = self._wide(2) if edge else 0
        self._draw.ellipse(self._round(middle, radius), fill=fill, outline=edge, width=width)

    def square(
        self, sides: tuple[float, float, float, float], radius: float, *, fill: Colour, edge: Colour
    ) -> None:
        corners = (*self._at(sides[:2]), *self._at(sides[2:]))
        self._draw.rounded_rectangle(
            corners, self._wide(radius), fill=fill, outline=edge, width=self._wide(2)
        )

    def line(self, spots: Sequence[Spot], colour: Colour, width: float) -> None:
        """With round ends."""
        points = [self._at(spot) for spot in spots]
        self._draw.line(points, fill=colour, width=self._wide(width), joint="curve")
        for spot in (spots[0], spots[-1]):
            self.disc(spot, width / 2, fill=colour)

    def arc(
        self,
        middle: Spot,
        radius: float,
        degrees: tuple[float, float],
        colour: Colour,
        width: float,
    ) -> None:
        """From and to, clockwise from three o'clock; the width lies inside the radius."""
        box = self._round(middle, radius)
        self._draw.arc(box, *degrees, fill=colour, width=self._wide(width))

    def pie(self, middle: Spot, radius: float, degrees: float, colour: Colour) -> None:
        """Clockwise from noon."""
        self._draw.pieslice(self._round(middle, radius), -90, -90 + degrees, fill=colour)

    def text(self, middle: Spot, words: str, size: float, colour: Colour) -> None:
        letters = font("sans", self._wide(size), 700)
        self._draw.text(self._at(middle), words, font=letters, fill=colour, anchor="mm")

    @property
    def _draw(self) -> ImageDraw.ImageDraw:
        return ImageDraw.Draw(self.image)

    def _at(self, spot: Sequence[float]) -> Spot:
        finer = self.scale * FINER
        return (spot[0] + self.origin[0]) * finer, (spot[1] + self.origin[1]) * finer

    def _round(self, middle: Spot, radius: float) -> tuple[float, float, float, float]:
        return (
            *self._at((middle[0] - radius, middle[1] - radius)),
            *self._at((middle[0] + radius, middle[1] + radius)),
        )

    def _wide(self, width: float) -> int:
        return max(1, round(width * self.scale * FINER))
