"""How boundaries come in and are put to use: beside the set in use, then switched in one step."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

import sqlalchemy as sa

from civicreport.areas.boundary_files import Boundary
from civicreport.areas.models import Area, Generation
from civicreport.db import session
from civicreport.domain.errors import ImportRefused, NotFound

# Small enough that a look-up tests few vertices, large enough that the index stays shallow.
VERTICES_IN_A_PIECE = 64

_STORE = sa.text("""
    insert into area (generation_id, type, code, name, square_metres, geom)
    select :generation_id, :type, :code, :name, ST_Area(outline::geography), outline
    from (select ST_SetSRID(ST_GeomFromWKB(:wkb), 4326) as outline) as given
""")

_CUT = sa.text("""
    insert into area_piece (area_id, type, code, name, square_metres, geom)
    select id, type, code, name, square_metres, piece
    from area, lateral ST_Subdivide(geom, :vertices) as piece
    where generation_id = :generation_id
""")


def generation_for(
    name: str, *, source: str = "", is_approximate: bool = False, at: datetime
) -> Generation:
    """The generation of that name, made now where there is none yet."""
    generation = session.scalar(sa.select(Generation).where(Generation.name == name))
    if generation is None:
        generation = Generation(
            name=name, source=source, is_approximate=is_approximate, created_at=at
        )
        session.add(generation)
        session.flush()
    return generation


def store(
    generation: Generation,
    type_: str,
    boundaries: Iterable[Boundary],
    *,
    stored: Callable[[], None] = lambda: None,
) -> None:
    """Add areas of one type to a generation; calls `stored` after each. Raises ImportRefused."""
    taken = sa.select(Area.id).where(Area.generation_id == generation.id, Area.type == type_)
    if session.scalar(taken.limit(1)) is not None:
        problem = f"generation {generation.name} has areas of type {type_} already"
        raise ImportRefused(problems=[problem])
    for boundary in boundaries:
        session.execute(
            _STORE,
            {
                "generation_id": generation.id,
                "type": type_,
                "code": boundary.code,
                "name": boundary.name,
                "wkb": boundary.outline.wkb,
            },
        )
        stored()


def switch(name: str, *, at: datetime) -> Generation:
    """Put a generation to use in place of the one before. Raises NotFound, ImportRefused.

    Look-ups see the old pieces until the caller commits, and the new ones after.
    """
    generation = session.scalar(sa.select(Generation).where(Generation.name == name))
    if generation is None:
        raise NotFound(generation=name)
    if session.scalar(sa.select(Area.id).where(Area.generation_id == generation.id)) is None:
        raise ImportRefused(problems=[f"generation {name} has no areas"])
    session.execute(sa.text("select pg_advisory_xact_lock(20261123)"))  # one switch at a time
    session.execute(sa.update(Generation).values(current_since=None))
    session.execute(
        sa.update(Generation).where(Generation.id == generation.id).values(current_since=at)
    )
    session.execute(sa.text("delete from area_piece"))
    session.execute(_CUT, {"generation_id": generation.id, "vertices": VERTICES_IN_A_PIECE})
    session.expire_all()
    return generation
