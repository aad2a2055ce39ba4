"""Where the load falls: points spread over what the site covers, and who is asked for what."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

import sqlalchemy as sa

POINTS = 2000


@dataclass(frozen=True)
class Ground:
    points: tuple[tuple[float, float], ...]  # latitude, longitude
    categories: tuple[str, ...]

    def point(self, number: int) -> tuple[float, float]:
        return self.points[number % len(self.points)]

    def category(self, number: int) -> str:
        return self.categories[number % len(self.categories)]


_COVERED = sa.text(
    "select st_y(point.geom), st_x(point.geom) from ("
    "  select (st_dump(st_generatepoints(st_collect(geom), :points, 20261122))).geom"
    "  from area_piece) point"
)


def look_at(database_url: str) -> Ground:
    engine = sa.create_engine(database_url)
    with engine.connect() as connection:
        points = tuple(
            (round(latitude, 5), round(longitude, 5))
            for latitude, longitude in connection.execute(_COVERED, {"points": POINTS})
        )
        codes = connection.scalars(sa.text("select code from category order by position"))
        ground = Ground(points, tuple(codes))
    engine.dispose()
    return ground


_SETTLED = sa.text("""
    select id from report
    where visibility = 'public' and not exists (
        select from delivery
        where report_id = report.id and delivery.state in ('waiting', 'sending')
    )
    order by id limit 500
""")


def settled_reports(database_url: str) -> tuple[int, ...]:
    """Public reports whose pages stay as they are: no delivery is still on its way."""
    engine = sa.create_engine(database_url)
    with engine.connect() as connection:
        numbers = tuple(connection.scalars(_SETTLED))
    engine.dispose()
    return numbers


_KEY = sa.text("""
    with holder as (
        insert into account (fs_uniquifier, name) values (:name, 'bench') returning id
    )
    insert into api_key (name, key_hash, rights, account_id, per_hour)
    select :name, :hash, '["report"]', id, 1000000000 from holder
""")


def a_key(database_url: str) -> str:
    """With which a program reports as often as it likes."""
    secret = secrets.token_urlsafe(12)
    engine = sa.create_engine(database_url)
    with engine.begin() as connection:
        digest = hashlib.sha256(secret.encode()).digest()
        connection.execute(_KEY, {"name": f"bench {secret}", "hash": digest})
    engine.dispose()
    return secret
