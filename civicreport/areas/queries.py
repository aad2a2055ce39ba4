"""Where a point lies. Look-ups read `area_piece` and nothing else; see models."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from civicreport import config
from civicreport.areas.models import Area, Generation
from civicreport.db import look_up, session
from civicreport.domain.errors import NotFound
from civicreport.domain.location import METRES_IN_A_DEGREE, Box, Point
from civicreport.domain.routing import CoveringArea, NearestArea

# Areas that cover the point; a point on a cut between two pieces of one area comes twice, hence
# distinct. Only where there are none: the nearest of each type within the tolerance. The registers
# above put this at the head of their own statements, so that routing stays one round trip.
PLACES = """
with inside as (
    select distinct type, code, name, square_metres, 0::float8 as metres_away
    from area_piece
    where ST_Covers(geom, ST_Point(%(longitude)s, %(latitude)s, 4326))
), near as (
    select distinct on (type) type, code, name, square_metres,
        ST_Distance(geom::geography, ST_Point(%(longitude)s, %(latitude)s, 4326)::geography)
            as metres_away
    from area_piece
    where not exists (select from inside)
        and ST_DWithin(
            geom::geography,
            ST_Point(%(longitude)s, %(latitude)s, 4326)::geography,
            %(near_metres)s
        )
    order by type, metres_away, code
), place as materialized (
    select * from inside union all select * from near
), places_as_json as (
    select json_agg(place order by square_metres, code) as areas from place
)
"""

_COVERING = f"{PLACES} select areas from places_as_json"

_NEAREST = """
select code, name,
    ST_Distance(geom::geography, ST_Point(%(longitude)s, %(latitude)s, 4326)::geography),
    ST_Y(touch), ST_X(touch)
from area_piece,
    ST_ClosestPoint(geom, ST_Point(%(longitude)s, %(latitude)s, 4326)) as touch
order by geom::geography <-> ST_Point(%(longitude)s, %(latitude)s, 4326)::geography
limit 1
"""

_IS_APPROXIMATE = "select is_approximate from area_generation where current_since is not null"

_BY_CODE = """
select area.name, ST_XMin(geom), ST_YMin(geom), ST_XMax(geom), ST_YMax(geom)
from area join area_generation on area_generation.id = generation_id
where current_since is not null and area.type = %(type)s and area.code = %(code)s
"""

# Lines, not polygons: cut to the box they show no edge where the cut is.
_BOUNDARIES = """
select json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(
    json_build_object(
        'type', 'Feature',
        'geometry', ST_AsGeoJSON(line, 5)::json,
        'properties', json_build_object('type', type, 'code', code, 'name', name)
    ) order by type, code
), '[]'))::text
from (
    select area.type, area.code, area.name, ST_ClipByBox2D(
        ST_Boundary(ST_Simplify(geom, %(degrees)s, true)), box
    ) as line
    from area join area_generation on area_generation.id = generation_id,
        ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326) as box
    where current_since is not null and geom && box
) as drawn
where not ST_IsEmpty(line)
"""

# An area is named where it is wide enough for its name; postcodes fill in as one comes nearer:
# districts, sectors, and in the street whole ones, one in each cell of a grid that all share.
_LABELS = """
select json_build_object('type', 'FeatureCollection', 'features', coalesce(json_agg(
    json_build_object(
        'type', 'Feature',
        'geometry', ST_AsGeoJSON(at, 5)::json,
        'properties', json_build_object('label', label, 'kind', kind)
    ) order by weight desc, label
), '[]'))::text
from (
    select area.name as label, type as kind, ST_PointOnSurface(geom) as at, square_metres as weight
    from area join area_generation on area_generation.id = generation_id
    where current_since is not null and square_metres > %(square_metres)s
        and geom && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326)
    union all
    select label, case when is_district then 'postcode_district' else 'postcode_sector' end,
        geom, postcodes
    from place
    where geom && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326)
        and %(zoom)s >= case when is_district then 9 else 13 end
    union all
    (
        select distinct on (floor(ST_X(geom) / %(cell)s), floor(ST_Y(geom) / %(cell)s * 2))
            left(code, -3) || ' ' || right(code, 3), 'postcode', geom, 0
        from postcode
        where %(zoom)s >= 14
            and geom && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326)
        order by floor(ST_X(geom) / %(cell)s), floor(ST_Y(geom) / %(cell)s * 2), code
    )
) as named
where ST_X(at) >= %(west)s and ST_X(at) < %(east)s
    and ST_Y(at) >= %(south)s and ST_Y(at) < %(north)s
"""
_TILE_PIXELS = 256
_LABEL_PIXELS = 70


def parameters_of(point: Point) -> dict[str, Any]:
    """What PLACES asks for."""
    return {
        "latitude": float(point.latitude),
        "longitude": float(point.longitude),
        "near_metres": float(config.current().routing.near_metres),
    }


def areas_from(rows: list[dict[str, Any]] | None) -> tuple[CoveringArea, ...]:
    return tuple(CoveringArea(**row) for row in rows or ())


def covering(point: Point) -> tuple[CoveringArea, ...]:
    """The areas that cover the point, smallest first; else the nearest within the tolerance."""
    [(rows,)] = look_up(_COVERING, parameters_of(point))
    return areas_from(rows)


def nearest(point: Point) -> NearestArea | None:
    """The covered place nearest to the point, in geodesic metres; None where nothing is covered."""
    rows = look_up(_NEAREST, parameters_of(point))
    return NearestArea(*rows[0]) if rows else None


@dataclass(frozen=True, slots=True)
class KnownArea:
    """An area in use; `box` holds it."""

    type: str
    code: str
    name: str
    box: Box


def by_code(type_: str, code: str) -> KnownArea:
    """Raises NotFound."""
    found = look_up(_BY_CODE, {"type": type_, "code": code})
    if not found:
        raise NotFound(area=code)
    [(name, *box)] = found
    return KnownArea(type_, code, name, (box[0], box[1], box[2], box[3]))


def generations() -> Sequence[Generation]:
    return session.scalars(sa.select(Generation).order_by(Generation.id)).all()


def counts_by_type(generation_id: int) -> list[tuple[str, int]]:
    counted = sa.select(Area.type, sa.func.count()).where(Area.generation_id == generation_id)
    rows = session.execute(counted.group_by(Area.type).order_by(Area.type))
    return [(type_, count) for type_, count in rows]


def current_is_approximate() -> bool:
    """Whether pages have to say that boundaries are drawn from postcodes only."""
    return any(is_approximate for (is_approximate,) in look_up(_IS_APPROXIMATE, {}))


def boundaries_geojson(bbox: Box, zoom: int) -> str:
    """Outlines of the areas in use within a box, no finer than a pixel of that zoom."""
    [(text,)] = look_up(_BOUNDARIES, {**_sides(bbox), "degrees": _degrees_in_a_pixel(zoom)})
    return str(text)


def places_geojson(bbox: Box, zoom: int) -> str:
    """Names to be drawn within a box, the weightiest first: areas, and postcodes from near by."""
    cell = _degrees_in_a_pixel(zoom) * _LABEL_PIXELS
    metres = cell * METRES_IN_A_DEGREE
    asked = {**_sides(bbox), "zoom": zoom, "square_metres": metres**2, "cell": cell}
    [(text,)] = look_up(_LABELS, asked)
    return str(text)


def _sides(bbox: Box) -> dict[str, float]:
    return dict(zip(("west", "south", "east", "north"), map(float, bbox), strict=True))


def _degrees_in_a_pixel(zoom: int) -> float:
    return 360.0 / _TILE_PIXELS / float(2**zoom)
