"""Web Mercator, the flat map that browsers draw: where a place lies in a picture of the ground."""

from __future__ import annotations

import math
from dataclasses import dataclass

from civicreport.domain.location import Box, Point

TILE = 256  # pixels of the whole world at zoom 0
NORTHERNMOST = 85.0511287  # where the square world ends
CLOSEST = 19.0


@dataclass(frozen=True, slots=True)
class View:
    """A window of so many pixels; `left` and `top` are its corner in pixels of the whole world."""

    left: float
    top: float
    zoom: float
    width: int
    height: int

    def pixel(self, longitude: float, latitude: float) -> tuple[float, float]:
        """From the window's corner, rightwards and down."""
        x, y = _of_world(longitude, latitude, self.zoom)
        return x - self.left, y - self.top

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Longitude and latitude at a pixel of the window."""
        world = TILE * 2**self.zoom
        longitude = (self.left + x) / world * 360 - 180
        return max(-180.0, min(180.0, longitude)), latitude_at((self.top + y) / world)

    @property
    def box(self) -> Box:
        west, north = self.place(0, 0)
        east, south = self.place(self.width, self.height)
        return (west, south, east, north)


def view_at(point: Point, zoom: float, *, width: int, height: int) -> View:
    """With the point in its middle."""
    x, y = _of_world(point.longitude, point.latitude, zoom)
    return View(x - width / 2, y - height / 2, zoom, width, height)


def view_of(box: Box, *, width: int, height: int) -> View:
    """As near as the whole box allows, the box in the middle."""
    west, south, east, north = box
    left, top = _of_world(west, north, 0)
    right, bottom = _of_world(east, south, 0)
    fits = min(width / max(right - left, 1e-9), height / max(bottom - top, 1e-9))
    zoom = max(0.0, min(CLOSEST, math.log2(fits)))
    scale = 2**zoom
    middle = (left + right) / 2 * scale, (top + bottom) / 2 * scale
    return View(middle[0] - width / 2, middle[1] - height / 2, zoom, width, height)


def _of_world(longitude: float, latitude: float, zoom: float) -> tuple[float, float]:
    world = TILE * 2**zoom
    return (longitude + 180) / 360 * world, down_at(latitude) * world


def down_at(latitude: float) -> float:
    """How far down the square world: 0 at its northern edge, 1 at its southern."""
    clamped = math.radians(max(-NORTHERNMOST, min(NORTHERNMOST, latitude)))
    return (1 - math.asinh(math.tan(clamped)) / math.pi) / 2


def latitude_at(down: float) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * down))))
