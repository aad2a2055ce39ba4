"""From what somebody typed to places: what can be read as one, then a postcode, then names."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from flask import Flask

from civicreport import config
from civicreport.adapters import geocoder
from civicreport.areas import gazetteer
from civicreport.areas import queries as areas
from civicreport.domain.coordinates import coordinates_in
from civicreport.domain.location import (
    Place,
    Point,
    postcode_among,
    postcode_in,
    spaced_postcode,
)
from civicreport.domain.national_grid import grid_reference_in
from civicreport.domain.plus_codes import PlusCode, middle_of, plus_code_in

_REFERENCE = re.compile(r"\s*CR[-\s]?([0-9]{1,18})\s*", re.IGNORECASE)
_MOST_PLACES = 8
_SHORTEST_NAME = 2
MAX_TEXT = 200


@dataclass(frozen=True, slots=True)
class Findings:
    """The places that a text may mean, the likeliest first."""

    places: tuple[Place, ...] = ()
    is_complete: bool = True  # False: the geocoder was asked and did not answer
    is_exact: bool = False  # one, and what was typed says all of it

    @property
    def meant(self) -> Point | None:
        """The one that nobody has to choose first."""
        return Point(self.places[0].latitude, self.places[0].longitude) if self.is_exact else None


def reference_in(text: str) -> int | None:
    """'CR-123' names report 123; so does 'CR1', unless Croydon's postcodes are known here."""
    found = _REFERENCE.fullmatch(text[:MAX_TEXT])
    if found is None:
        return None
    postcode = postcode_in(text)
    return None if postcode and gazetteer.postcodes_like(postcode, 1) else int(found[1])


def init_app(app: Flask) -> None:
    app.jinja_env.globals["finds_streets"] = finds_streets


def finds_streets() -> bool:
    """Not by name without a geocoder: then no page shall promise it."""
    return geocoder.is_configured()


def find(text: str, *, while_typing: bool = False) -> Findings:
    text = _as_typed(text)
    if not text:
        return Findings()
    read = _read_as_a_point(text, while_typing=while_typing)
    if read is not None:
        return Findings((read,), is_exact=True)
    postcode = postcode_in(text)
    if postcode and (point := gazetteer.find_postcode(postcode)):
        return Findings((_at(point, spaced_postcode(postcode)),), is_exact=True)
    if postcode and (begun := gazetteer.postcodes_like(text)):
        return Findings(tuple(begun))
    named = _by_name(text, while_typing=while_typing)
    return named if named.places else replace(named, places=_by_the_postcode_in(text))


def _as_typed(text: str) -> str:
    """What is copied out of messages brings marks of direction that nobody sees."""
    typed = text[: 2 * MAX_TEXT].replace("\x00", " ")
    seen = "".join(c for c in typed if unicodedata.category(c) != "Cf")
    return " ".join(seen.split())[:MAX_TEXT]


def _read_as_a_point(text: str, *, while_typing: bool) -> Place | None:
    """Coordinates, a grid reference or a plus code: for a short one its town is looked up."""
    if point := coordinates_in(text):
        point = _not_swapped(point)
        return _at(point, f"{point.latitude:.5f}, {point.longitude:.5f}")
    if point := grid_reference_in(text):
        return _at(point, text.upper())
    code = plus_code_in(text)
    near = _known_to_both(code, while_typing=while_typing) if code else None
    return _at(middle_of(code, near), text) if code and near else None


def _not_swapped(point: Point) -> Point:
    """The other way round where only that is ours: many programs write the longitude first."""
    if abs(point.longitude) > 90 or areas.covering(point):
        return point
    swapped = Point(point.longitude, point.latitude)
    return swapped if areas.covering(swapped) else point


def _known_to_both(code: PlusCode, *, while_typing: bool) -> Point | None:
    """The place that a short code is near to: the one it names, else the middle of the site."""
    if code.is_short and code.near:
        town, _comma, _country = code.near.partition(",")  # as maps write it: "Oxford, UK"
        named = find(town, while_typing=while_typing).places
        return Point(named[0].latitude, named[0].longitude) if named else None
    ground = config.current().map
    return Point(ground.latitude, ground.longitude)


def _at(point: Point, label: str) -> Place:
    """With the name of the smallest area that covers it."""
    names = [area.name for area in areas.covering(point)[:1]]
    return Place(", ".join((label, *names)), point.latitude, point.longitude)


def _by_the_postcode_in(text: str) -> tuple[Place, ...]:
    """Of an address that nobody knows, the part that is known here."""
    postcode = postcode_among(text)
    point = gazetteer.find_postcode(postcode) if postcode else None
    return (_at(point, spaced_postcode(postcode)),) if postcode and point else ()


def _by_name(text: str, *, while_typing: bool) -> Findings:
    """Our own areas, and what the geocoder knows besides."""
    ours = gazetteer.named(text) if len(text) >= _SHORTEST_NAME else []
    if while_typing and not config.current().geocoder.suggests:
        return Findings(tuple(ours))
    try:
        theirs = geocoder.search(text)
    except geocoder.Silence:
        return Findings(tuple(ours), is_complete=False)
    return Findings((*ours, *theirs)[:_MOST_PLACES])
