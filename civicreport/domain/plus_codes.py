"""Plus codes ('9C3WQP2R+8X', or 'QP2R+8X Oxford') as points: the open location code.

A code names a cell; what is meant lies in it, so that its middle is taken. A short code leaves off
the first digits and means the cell of that name nearest to a place that both sides know.
https://github.com/google/open-location-code/blob/main/Documentation/Specification/specification.md
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from civicreport.domain.location import Point

_DIGITS = "23456789CFGHJMPQRVWX"
_BASE = len(_DIGITS)
_PAIRED = 10  # digits; each further one cuts the cell into 5 rows of 4
_ROWS, _COLUMNS = 5, 4
_BEFORE_PLUS = 8
_FIRST_DEGREES = 20.0
_CODE = re.compile(
    rf"([{_DIGITS}]{{4}}|[{_DIGITS}]{{6}}|[{_DIGITS}]{{8}})\+([{_DIGITS}]{{2,7}})(?:[\s,]+(\S.*))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class PlusCode:
    digits: str  # of a full code, ten or more; of a short one fewer before the plus
    missing: int  # leading digits that a short one leaves off
    near: str = ""  # the place in words that stands behind a short one

    @property
    def is_short(self) -> bool:
        return self.missing > 0


def plus_code_in(text: str) -> PlusCode | None:
    """The code that a text is, with the place named behind it; None where it is something else."""
    found = _CODE.fullmatch(text.strip())
    if found is None:
        return None
    before, after = found[1].upper(), found[2].upper()
    code = PlusCode(before + after, _BEFORE_PLUS - len(before), (found[3] or "").strip())
    return code if code.is_short or _is_on_the_globe(code.digits) else None


def middle_of(code: PlusCode, near: Point) -> Point:
    """The point that a code means; a short one is read as near to `near` as it can be."""
    if not code.is_short:
        return _middle(code.digits)
    prefix = _digits_of(near)[: code.missing]
    cell = _middle(prefix + code.digits)
    degrees = _FIRST_DEGREES / _BASE ** (code.missing // 2 - 1)
    latitude = _nearest(cell.latitude, near.latitude, degrees)
    longitude = _nearest(cell.longitude, near.longitude, degrees)
    return Point(latitude if abs(latitude) <= 90 else cell.latitude, (longitude + 180) % 360 - 180)


def _is_on_the_globe(digits: str) -> bool:
    return _DIGITS.index(digits[0]) < 9 and _DIGITS.index(digits[1]) < 18


def _nearest(value: float, to: float, step: float) -> float:
    """The same cell of a neighbouring square, where that is nearer."""
    if value - to > step / 2:
        return value - step
    return value + step if to - value > step / 2 else value


def _middle(digits: str) -> Point:
    south, west = -90.0, -180.0
    high = wide = _FIRST_DEGREES * _BASE
    for position, digit in enumerate(digits):
        value = _DIGITS.index(digit)
        if position >= _PAIRED:
            high, wide = high / _ROWS, wide / _COLUMNS
            south += value // _COLUMNS * high
            west += value % _COLUMNS * wide
        elif position % 2 == 0:
            high /= _BASE
            south += value * high
        else:
            wide /= _BASE
            west += value * wide
    return Point(south + high / 2, west + wide / 2)


def _digits_of(point: Point) -> str:
    """The first eight digits of a point's code."""
    north = min(point.latitude + 90, 180 - 1e-9)
    east = (point.longitude + 180) % 360
    digits, degrees = "", _FIRST_DEGREES
    for _ in range(_BEFORE_PLUS // 2):
        row, column = math.floor(north / degrees), math.floor(east / degrees)
        digits += _DIGITS[row % _BASE] + _DIGITS[column % _BASE]
        degrees /= _BASE
    return digits
