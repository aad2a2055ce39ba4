"""Where a point lies. Look-ups read `area_piece` and nothing else; see models."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from civicreport import config
from civicreport.areas.models import Generation
from civicreport.db import look_up, session
from civicreport.domain.location import Point
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


def current_generation() -> Generation | None:
    return session.scalar(sa.select(Generation).where(Generation.current_since.is_not(None)))


def current_is_approximate() -> bool:
    """Whether pages have to say that boundaries are drawn from postcodes only."""
    generation = current_generation()
    return generation is not None and generation.is_approximate
