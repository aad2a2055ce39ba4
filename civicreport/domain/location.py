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

    def rounded(self, decimals: int = 5) -> Point:
        """As shown in public: 5 decimals are about a metre."""
        return Point(round(self.latitude, decimals), round(self.longitude, decimals))


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere that a search found: what to call it, and where it is."""

    label: str
    latitude: float
    longitude: float


# West, south, east, north, as in every bbox of the web.
Box = tuple[float, float, float, float]


def box_in(text: str) -> Box | None:
    """'W,S,E,N' as a box; None where it is none, lies off the globe or is turned inside out."""
    try:
        west, south, east, north = (float(part) for part in text.split(","))
        Point(south, west), Point(north, east)
    except ValueError:
        return None
    return (west, south, east, north) if west < east and south < north else None


def metres_between(a: Point, b: Point) -> float:
    """Great-circle distance (haversine)."""
    phi_a, phi_b = math.radians(a.latitude), math.radians(b.latitude)
    half_phi = (phi_b - phi_a) / 2
    half_lambda = math.radians(b.longitude - a.longitude) / 2
    h = math.sin(half_phi) ** 2 + math.cos(phi_a) * math.cos(phi_b) * math.sin(half_lambda) ** 2
    return 2 * EARTH_METRES * math.asin(math.sqrt(min(1.0, h)))


_NUMBER = r"[-+]?\d{1,3}(?:\.\d+)?"
_PAIR = re.compile(rf"\s*({_NUMBER})\s*°?\s*([NSns])?\s*[,;\s]\s*({_NUMBER})\s*°?\s*([EWew])?\s*")


def coordinates_in(text: str) -> Point | None:
    """'51.75, -1.25' or '51.75 N 1.25 W' as a point; None where the text is something else."""
    found = _PAIR.fullmatch(text)
    if found is None:
        return None
    latitude, longitude = float(found[1]), float(found[3])
    if (found[2] or "").upper() == "S":
        latitude = -latitude
    if (found[4] or "").upper() == "W":
        longitude = -longitude
    try:
        return Point(latitude, longitude)
    except ValueError:
        return None


_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)(?:([0-9])([A-Z]{2})?)?")


def postcode_in(text: str) -> str | None:
    """A whole or partial UK postcode in its compact form ('OX41RP', 'OX4'), or None."""
    compact = re.sub(r"\s+", "", text).upper()
    return compact if 2 <= len(compact) <= 7 and _POSTCODE.fullmatch(compact) else None


def spaced_postcode(compact: str) -> str:
    """'OX41RP' as people write it: 'OX4 1RP'."""
    return f"{compact[:-3]} {compact[-3:]}"
