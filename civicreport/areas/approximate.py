"""Boundaries where nobody has given us any: the Voronoi cells of postcodes, joined by council.

Everywhere belongs to its nearest postcode, and so to that postcode's council. Postcodes of the
neighbours shape the rim; where there are none (the sea), it ends a few kilometres off. Good to
about 2 % of a rural district's area, and marked as approximate wherever it is shown.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely

from civicreport.areas.postcodes import Postcodes
from civicreport.domain.location import METRES_IN_A_DEGREE

FRAME = 15_000.0  # metres: how far the neighbours' postcodes matter
_MARGIN = FRAME / METRES_IN_A_DEGREE
_REACH = 5_000 / METRES_IN_A_DEGREE  # how far beyond the last postcode a council goes


@dataclass(frozen=True, slots=True)
class PostcodePoints:
    """All postcodes with a council, as equal columns: distinct places only."""

    area_codes: Any  # numpy arrays
    longitudes: Any
    latitudes: Any


def points_of(read: list[Postcodes]) -> PostcodePoints:
    codes = np.concatenate([np.array(one.area_codes, dtype="U9") for one in read])
    longitudes = np.concatenate([one.longitudes for one in read])
    latitudes = np.concatenate([one.latitudes for one in read])
    # Of several postcodes at one spot the first speaks: Voronoi cells need distinct points.
    _, first = np.unique(longitudes + 1j * latitudes, return_index=True)
    kept = np.sort(first[codes[first] != ""])
    return PostcodePoints(codes[kept], longitudes[kept], latitudes[kept])


def outlines(wanted: Iterable[str], points: PostcodePoints) -> dict[str, Any]:
    """A WGS 84 multipolygon for each council code that has postcodes; seams between them fit."""
    codes = sorted(set(wanted))
    own = np.isin(points.area_codes, codes)
    if not own.any():
        return {}
    # A degree of longitude is made as long as one of latitude: near enough for who is nearest.
    narrowing = math.cos(math.radians(float(points.latitudes[own].mean())))
    x, y = points.longitudes * narrowing, points.latitudes
    near = _near(x, y, own)
    x, y, held = x[near], y[near], points.area_codes[near]
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(np.stack([x, y], axis=1)), ordered=True)
    )
    reach = _reach_of(x, y)
    joined = {code: shapely.coverage_union_all(cells[held == code]) for code in codes}
    return {
        code: _in_degrees(shapely.intersection(outline, reach), narrowing)
        for code, outline in joined.items()
        if not outline.is_empty
    }


def together(parts: Iterable[Any]) -> Any:
    """One outline of several that fit at their seams: a county of its districts."""
    return _many(shapely.coverage_union_all(list(parts)))


def _near(x: Any, y: Any, own: Any) -> Any:
    return (
        (x > x[own].min() - _MARGIN)
        & (x < x[own].max() + _MARGIN)
        & (y > y[own].min() - _MARGIN)
        & (y < y[own].max() + _MARGIN)
    )


def _reach_of(x: Any, y: Any) -> Any:
    """All that lies near some postcode; what it surrounds (a moor, a lake) lies within, too."""
    grid = np.unique(np.stack([x, y], axis=1).round(2), axis=0)  # about a kilometre
    around = shapely.union_all(shapely.buffer(shapely.points(grid), _REACH, quad_segs=4))
    return shapely.union_all([shapely.Polygon(part.exterior) for part in shapely.get_parts(around)])


def _in_degrees(outline: Any, narrowing: float) -> Any:
    return _many(shapely.transform(outline, lambda xy: xy / np.array([narrowing, 1.0])))


def _many(outline: Any) -> Any:
    parts = shapely.get_parts(outline)
    return shapely.MultiPolygon([part for part in parts if part.geom_type == "Polygon"])
