"""Great Britain's and Ireland's grid references ('SP 513 061', 'J 338 740') as points on the globe.

A reference names a square by its south-west corner; what is meant lies in it, so that its middle
is taken. From the grid's plane to the globe: the inverse transverse Mercator projection, then a
Helmert shift from the old datum to WGS 84, both after the Ordnance Survey's "A guide to coordinate
systems in Great Britain". The shift is good to about five metres; a squared reference of six
figures is good to fifty.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from civicreport.domain.location import Point

_SQUARE = 100_000  # metres
_LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"  # no I
_LETTERED = re.compile(r"([A-HJ-Z]{1,2})((?:\d\d){2,5})")
_IN_FIGURES = re.compile(r"(?:E\s*)?(\d{6})(?:\.\d+)?\s*[,;\s]\s*(?:N\s*)?(\d{6,7})(?:\.\d+)?")
_MOST_EAST, _MOST_NORTH = 700_000, 1_300_000
_ENOUGH = 1e-5  # metres


@dataclass(frozen=True, slots=True)
class _Grid:
    """An ellipsoid, where its plane touches it, and the way from its datum to WGS 84."""

    a: float
    b: float
    scale: float
    latitude: float
    longitude: float
    east: float
    north: float
    shift: tuple[float, float, float]  # metres
    turn: tuple[float, float, float]  # seconds of arc
    stretch: float  # parts in a million


_BRITISH = _Grid(
    a=6_377_563.396,
    b=6_356_256.909,
    scale=0.9996012717,
    latitude=49.0,
    longitude=-2.0,
    east=400_000.0,
    north=-100_000.0,
    shift=(446.448, -125.157, 542.060),
    turn=(0.1502, 0.2470, 0.8421),
    stretch=-20.4894,
)
_IRISH = _Grid(
    a=6_377_340.189,
    b=6_356_034.447,
    scale=1.000035,
    latitude=53.5,
    longitude=-8.0,
    east=200_000.0,
    north=250_000.0,
    shift=(482.530, -130.596, 564.557),
    turn=(-1.042, -0.214, -0.631),
    stretch=8.15,
)


def grid_reference_in(text: str) -> Point | None:
    """The middle of the square that a reference names; None where the text is something else."""
    figures = _IN_FIGURES.fullmatch(text.strip().upper())
    if figures:
        return _on_the_british_plane(float(figures[1]), float(figures[2]))
    found = _LETTERED.fullmatch(re.sub(r"[\s,]", "", text).upper())
    if found is None:
        return None
    letters, digits = found[1], found[2]
    corner = _british_corner(letters) if len(letters) == 2 else _irish_corner(letters)
    if corner is None:
        return None
    half = len(digits) // 2
    metres = 10 ** (5 - half)
    east = corner[0] + (int(digits[:half]) + 0.5) * metres
    north = corner[1] + (int(digits[half:]) + 0.5) * metres
    return _on_the_globe(_BRITISH if len(letters) == 2 else _IRISH, east, north)


def _on_the_british_plane(east: float, north: float) -> Point | None:
    if east > _MOST_EAST or north > _MOST_NORTH:
        return None
    return _on_the_globe(_BRITISH, east, north)


def _british_corner(letters: str) -> tuple[int, int] | None:
    """'SP' in metres: S is one of 25 great squares, P one of the 25 squares within it."""
    great, small = (_LETTERS.index(letter) for letter in letters)
    east = ((great - 2) % 5) * 5 + small % 5
    north = 19 - great // 5 * 5 - small // 5
    inside = 0 <= east * _SQUARE < _MOST_EAST and 0 <= north * _SQUARE < _MOST_NORTH
    return (east * _SQUARE, north * _SQUARE) if inside else None


def _irish_corner(letter: str) -> tuple[int, int]:
    place = _LETTERS.index(letter)
    return place % 5 * _SQUARE, (4 - place // 5) * _SQUARE


def _on_the_globe(grid: _Grid, east: float, north: float) -> Point:
    return _shifted(grid, *_unprojected(grid, east, north))


def _unprojected(grid: _Grid, east: float, north: float) -> tuple[float, float]:
    """Latitude and longitude in radians on the grid's own ellipsoid."""
    e2 = 1 - (grid.b / grid.a) ** 2
    phi = _foot(grid, north)
    sine, tangent, secant = math.sin(phi), math.tan(phi), 1 / math.cos(phi)
    nu = grid.a * grid.scale / math.sqrt(1 - e2 * sine**2)
    rho = nu * (1 - e2) / (1 - e2 * sine**2)
    eta2, t2 = nu / rho - 1, tangent**2
    d = (east - grid.east) / nu
    latitude = phi - tangent * nu / rho * (
        d**2 / 2
        - d**4 / 24 * (5 + 3 * t2 + eta2 - 9 * t2 * eta2)
        + d**6 / 720 * (61 + 90 * t2 + 45 * t2**2)
    )
    longitude = math.radians(grid.longitude) + secant * (
        d
        - d**3 / 6 * (nu / rho + 2 * t2)
        + d**5 / 120 * (5 + 28 * t2 + 24 * t2**2)
        - d**7 / 5040 * (61 + 662 * t2 + 1320 * t2**2 + 720 * t2**3)
    )
    return latitude, longitude


def _foot(grid: _Grid, north: float) -> float:
    """The latitude on the central meridian that lies as far north."""
    begin = math.radians(grid.latitude)
    phi = begin + (north - grid.north) / (grid.a * grid.scale)
    while abs(missing := north - grid.north - _arc(grid, begin, phi)) > _ENOUGH:
        phi += missing / (grid.a * grid.scale)
    return phi


def _arc(grid: _Grid, begin: float, end: float) -> float:
    """Metres along the central meridian."""
    n = (grid.a - grid.b) / (grid.a + grid.b)
    way, middle = end - begin, end + begin
    return (
        grid.b
        * grid.scale
        * (
            (1 + n + 1.25 * n**2 + 1.25 * n**3) * way
            - (3 * n + 3 * n**2 + 2.625 * n**3) * math.sin(way) * math.cos(middle)
            + 1.875 * (n**2 + n**3) * math.sin(2 * way) * math.cos(2 * middle)
            - 35 / 24 * n**3 * math.sin(3 * way) * math.cos(3 * middle)
        )
    )


def _shifted(grid: _Grid, phi: float, lamda: float) -> Point:
    """From the old datum to WGS 84, by way of the Earth's centre."""
    e2 = 1 - (grid.b / grid.a) ** 2
    nu = grid.a / math.sqrt(1 - e2 * math.sin(phi) ** 2)
    x = nu * math.cos(phi) * math.cos(lamda)
    y = nu * math.cos(phi) * math.sin(lamda)
    z = nu * (1 - e2) * math.sin(phi)
    rx, ry, rz = (math.radians(second / 3600) for second in grid.turn)
    s = 1 + grid.stretch / 1e6
    return _seen_from_the_centre(
        grid.shift[0] + s * x - rz * y + ry * z,
        grid.shift[1] + rz * x + s * y - rx * z,
        grid.shift[2] - ry * x + rx * y + s * z,
    )


def _seen_from_the_centre(x: float, y: float, z: float) -> Point:
    """WGS 84 degrees of a point at the ellipsoid's surface."""
    a, b = 6_378_137.0, 6_356_752.314245
    e2 = 1 - (b / a) ** 2
    p = math.hypot(x, y)
    phi = math.atan2(z, p * (1 - e2))
    for _ in range(3):  # each gains four figures
        nu = a / math.sqrt(1 - e2 * math.sin(phi) ** 2)
        phi = math.atan2(z + e2 * nu * math.sin(phi), p)
    return Point(math.degrees(phi), math.degrees(math.atan2(y, x)))
