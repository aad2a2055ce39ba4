"""A place on earth, and the ways in which people write one down."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

EARTH_METRES = 6_371_008.8  # mean radius, IUGG
METRES_IN_A_DEGREE = math.radians(EARTH_METRES)  # of latitude


@dataclass(frozen=True, slots=True)
class Point:
    """WGS 84 degrees. Raises ValueError off the globe, for NaN and infinities."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.latitude) and math.isfinite(self.longitude)):
            raise ValueError("coordinates must be numbers")
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):
            raise ValueError("coordinates lie off the globe")

    def rounded(self) -> Point:
        """As shown in public: 5 decimals are about a metre."""
        return Point(round(self.latitude, 5), round(self.longitude, 5))


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere that a search found: what to call it, and where it is."""

    label: str
    latitude: float
    longitude: float
    is_wide: bool = False  # a town or a district: the spot is somewhere in it
    is_street: bool = False  # the middle of one: the spot is somewhere along it


# West, south, east, north, as in every bbox of the web.
Box = tuple[float, float, float, float]


def box_in(text: str) -> Box | None:
    """'W,S,E,N' as a box; None where it is none, lies off the globe or is turned inside out."""
    box = view_in(text)
    return box if box and box[0] < box[2] else None


def view_in(text: str) -> Box | None:
    """As `box_in`, but one may look across the date line: then west is the larger number."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
        Point(south, west), Point(north, east)
    except ValueError:
        return None
    return (west, south, east, north) if west != east and south < north else None


def halves_of(view: Box) -> tuple[Box, ...]:
    """The box, or the two on either side of the date line."""
    west, south, east, north = view
    if west < east:
        return (view,)
    return ((west, south, 180.0, north), (-180.0, south, east, north))


def metres_between(a: Point, b: Point) -> float:
    """Great-circle distance (haversine)."""
    phi_a, phi_b = math.radians(a.latitude), math.radians(b.latitude)
    half_phi = (phi_b - phi_a) / 2
    half_lambda = math.radians(b.longitude - a.longitude) / 2
    h = math.sin(half_phi) ** 2 + math.cos(phi_a) * math.cos(phi_b) * math.sin(half_lambda) ** 2
    return 2 * EARTH_METRES * math.asin(math.sqrt(min(1.0, h)))


def direction(a: Point, b: Point) -> int:
    """Which way b lies from a, in eighths of the compass: 0 north, 1 north-east, 7 north-west."""
    phi_a, phi_b = math.radians(a.latitude), math.radians(b.latitude)
    east = math.radians(b.longitude - a.longitude)
    x = math.sin(east) * math.cos(phi_b)
    y = math.cos(phi_a) * math.sin(phi_b) - math.sin(phi_a) * math.cos(phi_b) * math.cos(east)
    return round(math.degrees(math.atan2(x, y)) / 45) % 8


def box_around(point: Point, metres: float) -> Box:
    """Holds the circle of that radius; it ends at the poles and at 180°."""
    up = metres / METRES_IN_A_DEGREE
    aside = up / max(0.01, math.cos(math.radians(min(89.0, abs(point.latitude) + up))))
    west, east = max(-180.0, point.longitude - aside), min(180.0, point.longitude + aside)
    return (west, max(-90.0, point.latitude - up), east, min(90.0, point.latitude + up))


def beyond(a: Point, b: Point, metres: float) -> Point:
    """A little past b on the way there from a: inside, where b lies on an edge. For short ways."""
    way = metres_between(a, b)
    if way == 0:
        return b
    share = 1 + metres / way
    latitude = a.latitude + (b.latitude - a.latitude) * share
    east = (b.longitude - a.longitude + 180) % 360 - 180
    longitude = (a.longitude + east * share + 180) % 360 - 180
    return Point(max(-90.0, min(90.0, latitude)), longitude)


_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)(?:([0-9])([A-Z]{1,2})?)?")
_AMONG_WORDS = re.compile(r"\b[A-Z]{1,2}[0-9][A-Z0-9]?\s*[0-9][A-Z]{2}\b", re.IGNORECASE)


def postcode_in(text: str) -> str | None:
    """A whole or partial UK postcode in its compact form ('OX41RP', 'OX4'), or None."""
    compact = re.sub(r"\s+", "", text).upper()
    return compact if 2 <= len(compact) <= 7 and _POSTCODE.fullmatch(compact) else None


def postcode_among(text: str) -> str | None:
    """The whole postcode in an address ('12 Mill Lane, Oxford OX4 1RP'), compact; None without."""
    found = _AMONG_WORDS.findall(text)
    return postcode_in(found[-1]) if found else None


def spaced_postcode(compact: str) -> str:
    """'OX41RP' as people write it: 'OX4 1RP'."""
    return f"{compact[:-3]} {compact[-3:]}"
