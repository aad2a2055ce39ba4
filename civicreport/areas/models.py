"""Areas belong to a generation: a dated set of boundaries, imported beside the set in use and
switched on in one step. Bodies name areas by type and code, which outlive generations.

Look-ups never touch `area`: they read `area_piece`, the current generations' areas cut into small
pieces (ST_Subdivide), rebuilt at each switch.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from civicreport.db import (
    AtColumn,
    CreatedAt,
    Id,
    Model,
    MultiPolygonColumn,
    OptionalAt,
    PointColumn,
    PolygonColumn,
)


class Generation(Model):
    """One dated set; `current_since` is empty while it waits or after it was replaced."""

    __tablename__ = "area_generation"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(sa.String(100), unique=True)
    source: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    is_approximate: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    created_at: Mapped[CreatedAt]
    current_since: Mapped[OptionalAt]


class Area(Model):
    __tablename__ = "area"
    __table_args__ = (sa.UniqueConstraint("generation_id", "type", "code"),)

    id: Mapped[Id]
    generation_id: Mapped[int] = mapped_column(sa.ForeignKey("area_generation.id"))
    type: Mapped[str] = mapped_column(sa.String(50))
    code: Mapped[str] = mapped_column(sa.String(50))
    name: Mapped[str] = mapped_column(sa.String(200))
    square_metres: Mapped[float]  # geodesic
    geom: Mapped[MultiPolygonColumn]


class AreaPiece(Model):
    """What routing reads: small polygons that carry their area's facts along."""

    __tablename__ = "area_piece"
    __table_args__ = (
        sa.Index("ix_area_piece_geom", "geom", postgresql_using="gist"),
        # Metres are true everywhere only on the globe: at the poles and across 180° too.
        sa.Index("ix_area_piece_geography", sa.text("(geom::geography)"), postgresql_using="gist"),
        sa.Index("ix_area_piece_area_id", "area_id"),
    )

    id: Mapped[Id]
    area_id: Mapped[int] = mapped_column(sa.ForeignKey("area.id", ondelete="CASCADE"))
    type: Mapped[str] = mapped_column(sa.String(50))
    code: Mapped[str] = mapped_column(sa.String(50))
    name: Mapped[str] = mapped_column(sa.String(200))
    square_metres: Mapped[float]
    geom: Mapped[PolygonColumn]


class Postcode(Model):
    """A UK postcode in compact form ('OX41RP') and its centre."""

    __tablename__ = "postcode"
    __table_args__ = (
        sa.Index("ix_postcode_geom", "geom", postgresql_using="gist"),
        # Partial postcodes are prefixes, whatever the database's collation.
        sa.Index("ix_postcode_prefix", "code", postgresql_ops={"code": "text_pattern_ops"}),
    )

    code: Mapped[str] = mapped_column(sa.String(7), primary_key=True)
    area_code: Mapped[str] = mapped_column(sa.String(50))
    geom: Mapped[PointColumn]


class PlaceLabel(Model):
    """A postcode district ('OX4') or sector ('OX4 1'), a label amidst its postcodes."""

    __tablename__ = "place"
    __table_args__ = (sa.Index("ix_place_geom", "geom", postgresql_using="gist"),)

    label: Mapped[str] = mapped_column(sa.String(10), primary_key=True)
    is_district: Mapped[bool]
    postcodes: Mapped[int]  # how many: the larger of two that collide is drawn
    geom: Mapped[PointColumn]


class LoadedSet(Model):
    """What a long load has finished, so that it is done once and can be told apart from half."""

    __tablename__ = "loaded_set"

    name: Mapped[str] = mapped_column(sa.String(100), primary_key=True)
    rows: Mapped[int]
    loaded_at: Mapped[AtColumn]
    facts: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict, server_default="{}")
