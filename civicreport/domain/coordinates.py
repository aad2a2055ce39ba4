"""Coordinates in the ways in which people write them, and in links that they copy off maps."""

from __future__ import annotations

import re
from collections.abc import Callable

from civicreport.domain.location import Point

# Degrees with a point or a comma, or degrees, minutes and seconds, as signs or with blanks.
_SIGNED = r"[-+\u2212]?\d{1,3}"
_PLAIN = rf"{_SIGNED}(?:\.\d+)?"
_WITH_COMMA = rf"{_SIGNED},\d+"
_PARTS = (
    rf"{_SIGNED}\s*[°ºd:\s]\s*\d{{1,2}}(?:[.,]\d+)?\s*(?:['′’:m\s]\s*)?"
    r"(?:\d{1,2}(?:[.,]\d+)?\s*(?:[\"″”s]|''|′′|’’)?)?"
)
_DEGREE = r"\s*[°º]?\s*"


def _pairs(number: str, between: str) -> tuple[re.Pattern[str], ...]:
    """Two numbers with the letters of their directions behind them, before them, or without."""
    north, east = (f"(?P<{side}>{number}){_DEGREE}" for side in ("first", "second"))
    behind = rf"\s*{north}(?P<of_first>[NSEW])?{between}{east}(?P<of_second>[NSEW])?\s*"
    before = rf"\s*(?P<of_first>[NSEW])\s*{north}{between}(?P<of_second>[NSEW])\s*{east}\s*"
    return re.compile(behind, re.IGNORECASE), re.compile(before, re.IGNORECASE)


_DECIMAL = (
    *_pairs(_PLAIN, r"\s*[,;\s/]\s*"),
    *_pairs(_WITH_COMMA, r"(?:\s*;\s*|\s*,\s+|\s+|\s*/\s*)"),
)
_SEXAGESIMAL = _pairs(_PARTS, r"\s*[,;/]?\s*")
_NORTHWARD, _EASTWARD = frozenset("NS"), frozenset("EW")
_NUMBERS = re.compile(r"\d+(?:[.,]\d+)?")
_IN_A_LINK = re.compile(
    r"(?:^geo:|[@?&]|/@|[?&](?:q|ll|query|center)=|#map=\d+(?:\.\d+)?/)"
    r"(-?\d{1,2}\.\d+)(?:,|%2C|/)\s*(-?\d{1,3}\.\d+)",
    re.IGNORECASE,
)
_MARKED = re.compile(r"[?&]mlat=(-?\d{1,2}\.\d+)&mlon=(-?\d{1,3}\.\d+)")
LONGEST = 500  # as long as links off maps get


def coordinates_in(text: str) -> Point | None:
    """'51.75, -1.25', '51°45′07″N 1°15′28″W' and the like; None where it is something else."""
    text = " ".join(text[:LONGEST].split())  # a long row of blanks is read in too many ways
    linked = _MARKED.search(text) or _IN_A_LINK.search(text)
    if linked:
        return _point(float(linked[1]), float(linked[2]))
    for written in _DECIMAL:
        if found := written.fullmatch(text):
            return _of_the_globe(found, _decimal)
    for written in _SEXAGESIMAL:
        found = written.fullmatch(text)
        if found and (found["of_first"] or re.search(r"[°º]", text)):  # bare, it may be anything
            return _of_the_globe(found, _degrees)
    return None


def _of_the_globe(found: re.Match[str], read: Callable[[str], float]) -> Point | None:
    """The two numbers, in the order that their letters say."""
    first = (found["of_first"] or "").upper(), read(found["first"])
    second = (found["of_second"] or "").upper(), read(found["second"])
    if first[0] in _EASTWARD or second[0] in _NORTHWARD:
        first, second = second, first
    if first[0] in _EASTWARD or second[0] in _NORTHWARD:
        return None
    return _point(
        -first[1] if first[0] == "S" else first[1], -second[1] if second[0] == "W" else second[1]
    )


def _decimal(number: str) -> float:
    return float(number.replace(",", ".").replace("\u2212", "-"))


def _degrees(number: str) -> float:
    parts = [float(part.replace(",", ".")) for part in _NUMBERS.findall(number)]
    if any(part >= 60 for part in parts[1:]):
        return float("nan")
    degrees: float = sum(part / 60**place for place, part in enumerate(parts))
    return -degrees if number.lstrip()[0] in "-\u2212" else degrees


def _point(latitude: float, longitude: float) -> Point | None:
    try:
        return Point(latitude, longitude)
    except ValueError:
        return None
