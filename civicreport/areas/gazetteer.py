"""Places by their names, and names by their places: postcodes, and the areas themselves."""

from __future__ import annotations

import re
from dataclasses import asdict

from civicreport.db import look_up
from civicreport.domain.location import Place, Point

_POSTCODE = "select ST_Y(geom), ST_X(geom) from postcode where code = %(code)s"

# Without its space 'OX11' is the district OX11 and the sector OX1 1: both are offered. With it
# somebody means the sector. Whoever has typed 'OX1' goes on to one of its sectors, or to OX10.
_POSTCODES_LIKE = """
select * from (
    select label, ST_Y(geom), ST_X(geom), true from place
    where replace(label, ' ', '') = %(prefix)s or starts_with(label, %(written)s || ' ')
        or (is_district and starts_with(label, %(written)s))
    order by label = %(written)s desc, replace(label, ' ', '') = %(prefix)s desc, is_district, label
    limit %(limit)s
) as districts_and_sectors
union all
select * from (
    select left(code, -3) || ' ' || right(code, 3), ST_Y(geom), ST_X(geom), false from postcode
    where code ~>=~ %(prefix)s and code ~<~ (%(prefix)s || '~')
        and starts_with(left(code, -3) || ' ' || right(code, 3), %(sector)s)
    order by code using ~<~ limit %(limit)s
) as whole
limit %(limit)s
"""

# By the beginning of any word of the name; the name itself first, then the smaller area.
_NAMED = """
select called, ST_Y(inside), ST_X(inside), true
from (
    select distinct on (lower(area.name)) area.name as called, geom, square_metres
    from area join area_generation on area_generation.id = generation_id
    where current_since is not null
        and (area.name ilike %(begins)s or area.name ilike %(has_a_word)s)
    order by lower(area.name), square_metres
) as named, ST_PointOnSurface(geom) as inside
order by called not ilike %(whole)s, called not ilike %(begins)s, square_metres, called
limit %(limit)s
"""

# The index sorts by degrees, which are narrower eastward: its forty nearest hold the nearest.
_NEAREST_POSTCODES = """
with here as materialized (
    select ST_Point(%(longitude)s, %(latitude)s, 4326)::geography as point
), close as materialized (
    select code, geom from postcode
    order by geom <-> ST_Point(%(longitude)s, %(latitude)s, 4326) limit 40
)
select left(code, -3) || ' ' || right(code, 3), ST_Y(geom), ST_X(geom) from close, here
where ST_DWithin(geom::geography, point, %(within)s)
order by ST_Distance(geom::geography, point), code limit %(limit)s
"""
_MOST_NAMED = 5
_SECTOR = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]? [0-9][A-Z]{0,2}")
_POSTCODE_WITHIN = 3000.0  # metres: a farther one would name another place


def find_postcode(compact: str) -> Point | None:
    """The centre of a whole postcode in compact form ('OX41RP')."""
    rows = look_up(_POSTCODE, {"code": compact})
    return Point(*rows[0]) if rows else None


def postcodes_like(written: str, limit: int = 8) -> list[Place]:
    """Districts and sectors that begin so ('OX1 1', 'OX11'), then postcodes that do."""
    written = " ".join(written.upper().split())
    sector = written if _SECTOR.fullmatch(written) else ""
    asked = {"prefix": written.replace(" ", ""), "written": written, "sector": sector}
    return [Place(*row) for row in look_up(_POSTCODES_LIKE, {**asked, "limit": limit})]


def named(text: str) -> list[Place]:
    """Areas one of whose words begins like the text."""
    whole = re.sub(r"([\\%_])", r"\\\1", text)
    asked = {
        "whole": whole,
        "begins": f"{whole}%",
        "has_a_word": f"% {whole}%",
        "limit": _MOST_NAMED,
    }
    return [Place(*row) for row in look_up(_NAMED, asked)]


def postcodes_near(point: Point, limit: int) -> list[Place]:
    """As people write them ('OX4 1RP'), the nearest first; [] where none is near."""
    asked = {**asdict(point), "within": _POSTCODE_WITHIN, "limit": limit}
    return [Place(*row) for row in look_up(_NEAREST_POSTCODES, asked)]


def nearest_postcode(point: Point) -> str | None:
    """None where none is near."""
    return next((place.label for place in postcodes_near(point, 1)), None)
