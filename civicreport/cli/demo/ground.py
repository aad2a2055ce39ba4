"""The demo's ground: boundaries drawn from postcodes, the bodies, and the postcodes themselves."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

import sqlalchemy as sa
from rich.progress import Progress

from civicreport.areas import approximate, operations, postcodes
from civicreport.areas.approximate import PostcodePoints
from civicreport.areas.boundary_files import Boundary
from civicreport.areas.models import AreaPiece, Generation
from civicreport.areas.postcodes import Postcodes
from civicreport.bodies import exchange
from civicreport.cli.demo.councils import Council, register_of
from civicreport.db import session


def lay(some: list[Council], progress: Progress, *, at: datetime) -> None:
    """Boundaries in use, bodies in the register, postcodes in the search box; again is harmless."""
    name = _generation_name(some)
    known = session.scalar(sa.select(Generation).where(Generation.name == name))
    if known is None:
        progress.console.print("Reading postcodes …")
        codes = {council.code for council in some}
        read = postcodes.read_around(codes, metres=approximate.FRAME)
        _draw(name, some, approximate.points_of(read), progress, at=at)
        _load_postcodes(some, read, progress)
    operations.switch(name, at=at)
    covered = set(session.scalars(sa.select(AreaPiece.code).distinct()))
    exchange.apply(register_of(council for council in some if council.code in covered))


def _generation_name(some: list[Council]) -> str:
    codes = " ".join(sorted(council.code for council in some))
    return f"demo of {len(some)} councils, {hashlib.sha256(codes.encode()).hexdigest()[:8]}"


def _draw(
    name: str, some: list[Council], points: PostcodePoints, progress: Progress, *, at: datetime
) -> None:
    generation = operations.generation_for(
        name, source=postcodes.PACKAGE, is_approximate=True, at=at
    )
    by_type: defaultdict[str, list[Boundary]] = defaultdict(list)
    groups = list(_groups(some))
    for group in progress.track(groups, description="Drawing boundaries"):
        for type_, boundary in _boundaries(group, points):
            by_type[type_].append(boundary)
    for type_, boundaries in by_type.items():
        operations.store(generation, type_, boundaries)


def _groups(some: list[Council]) -> Iterator[list[Council]]:
    """The districts of a county together, so that their seams fit; every other council alone."""
    by_county: defaultdict[str, list[Council]] = defaultdict(list)
    for council in some:
        by_county[council.county or council.code].append(council)
    yield from by_county.values()


def _boundaries(group: list[Council], points: PostcodePoints) -> Iterator[tuple[str, Boundary]]:
    drawn = approximate.outlines([council.code for council in group], points)
    for council in group:
        if council.code in drawn:
            type_ = "district" if council.county else "council"
            yield type_, Boundary(council.code, council.name, drawn[council.code])
    county = group[0].county
    if county and drawn:
        outline = approximate.together(drawn.values())
        yield "county", Boundary(county, group[0].county_name, outline)


def _load_postcodes(some: list[Council], read: list[Postcodes], progress: Progress) -> None:
    codes = {council.code for council in some}
    for found in progress.track(read, description="Loading postcodes"):
        postcodes.load_those_in(codes, found)
