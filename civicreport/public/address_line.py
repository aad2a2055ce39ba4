"""The address at the mark, carried by the form as the geocoder gave it.

Asked for by the page on its own, after the categories; the report takes it without asking again,
and only for the spot that it was given for.
"""

from __future__ import annotations

from civicreport.adapters import geocoder, tokens
from civicreport.domain.location import Point

_PURPOSE = "address-line"


def at(point: Point) -> str:
    """'12 Mill Lane, Oxford'; '' where nobody knows. It may take as long as the geocoder may."""
    try:
        return geocoder.address_at(point)
    except geocoder.Silence:
        return ""


def carried(point: Point) -> str:
    """The same as the form carries it: sealed for this spot."""
    line = at(point)
    return tokens.sign([line, *_key(point)], purpose=_PURPOSE) if line else ""


def opened(token: str | None, point: Point) -> str:
    """The address, where it was sealed by us for this spot; else ''."""
    held = tokens.read(token, purpose=_PURPOSE) if token else None
    return str(held[0]) if isinstance(held, list) and held[1:] == _key(point) else ""


def _key(point: Point) -> list[float]:
    rounded = point.rounded()
    return [rounded.latitude, rounded.longitude]
