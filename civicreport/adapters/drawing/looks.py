"""The colours of a picture are those of the pages: read from `static/css/tokens.css`."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Literal

TOKENS = Path(__file__).parents[3] / "static/css/tokens.css"
LookName = Literal["light", "dark"]
Colour = tuple[int, int, int]

_VALUE = re.compile(r"--([\w-]+):\s*([^;]+);")
_OKLCH = re.compile(r"oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)")
_NAMED = re.compile(r"var\(--([\w-]+)\)")
_DARK = "prefers-color-scheme: dark"


@dataclass(frozen=True, slots=True)
class Look:
    """The meanings that pictures use, named as in the style sheet."""

    land: Colour
    map_text: Colour
    surface_raised: Colour
    line: Colour
    text: Colour
    text_soft: Colour
    accent: Colour
    on_status: Colour
    open: Colour
    in_hand: Colour
    fixed: Colour
    ended: Colour


@cache
def look(name: LookName) -> Look:
    light, dark = TOKENS.read_text(encoding="utf-8").split(_DARK)
    values = dict(_VALUE.findall(light))
    if name == "dark":
        values |= dict(_VALUE.findall(dark))
    return Look(**{field.name: _colour(field.name, values) for field in fields(Look)})


def _colour(name: str, values: dict[str, str]) -> Colour:
    value = values[name.replace("_", "-")]
    named = _NAMED.fullmatch(value)
    if named:
        return _colour(named[1], values)
    found = _OKLCH.fullmatch(value)
    if found is None:
        raise ValueError(f"--{name} is no plain colour: {value}")
    return from_oklch(*map(float, found.groups()))


def from_oklch(lightness: float, chroma: float, hue: float) -> Colour:
    """In sRGB, by Björn Ottosson's definition of OKLab."""
    a = chroma * math.cos(math.radians(hue))
    b = chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _level(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
        _level(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
        _level(-0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short),
    )


def _level(linear: float) -> int:
    """0 to 255, with sRGB's gamma."""
    bounded = min(1.0, max(0.0, linear))
    curved = 12.92 * bounded if bounded <= 0.0031308 else 1.055 * bounded ** (1 / 2.4) - 0.055
    return round(curved * 255)
