"""From what somebody typed to places: coordinates, a postcode or a part of one, then a name."""

from __future__ import annotations

import re

from civicreport.adapters import geocoder
from civicreport.areas import queries as areas
from civicreport.domain.location import (
    Place,
    Point,
    coordinates_in,
    postcode_in,
    spaced_postcode,
)

_REFERENCE = re.compile(r"\s*CR[-\s]?([0-9]{1,18})\s*", re.IGNORECASE)
MAX_TEXT = 200


def reference_in(text: str) -> int | None:
    """'CR-123' names report 123."""
    found = _REFERENCE.fullmatch(text[:MAX_TEXT])
    return int(found[1]) if found else None


def find(text: str) -> list[Place]:
    """The places that a text may mean, the likeliest first."""
    text = " ".join(text.replace("\x00", " ").split())[:MAX_TEXT]
    if not text:
        return []
    point = coordinates_in(text)
    if point is not None:
        return [_at(point, f"{point.latitude:.5f}, {point.longitude:.5f}")]
    postcode = postcode_in(text)
    found = _by_postcode(postcode) if postcode else []
    return found or [Place(p.label, p.latitude, p.longitude) for p in geocoder.search(text)]


def _at(point: Point, label: str) -> Place:
    """With the name of the smallest area that covers it."""
    names = [area.name for area in areas.covering(point)[:1]]
    return Place(", ".join((label, *names)), point.latitude, point.longitude)


def _by_postcode(compact: str) -> list[Place]:
    point = areas.find_postcode(compact)
    return [_at(point, spaced_postcode(compact))] if point else areas.postcodes_like(compact)
