"""Annotated column types, so that a model says what a column means and not how it is stored."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any

import sqlalchemy as sa
from geoalchemy2 import Geometry, WKTElement
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import mapped_column

from civicreport.domain.location import Point

LARGEST_ID = 2**63 - 1  # that a bigint holds
Id = Annotated[int, mapped_column(sa.BigInteger, sa.Identity(), primary_key=True)]
AtColumn = Annotated[datetime, mapped_column(sa.DateTime(timezone=True))]
OptionalAt = Annotated[datetime | None, mapped_column(sa.DateTime(timezone=True), nullable=True)]
CreatedAt = Annotated[
    datetime, mapped_column(sa.DateTime(timezone=True), server_default=sa.func.now())
]
JsonList = Annotated[
    list[Any], mapped_column(JSONB, default=list, server_default=sa.text("'[]'::jsonb"))
]
JsonObject = Annotated[
    dict[str, Any], mapped_column(JSONB, default=dict, server_default=sa.text("'{}'::jsonb"))
]

# Indexes on geometry are named by their models: each says what it is for.
PointColumn = Annotated[Any, mapped_column(Geometry("POINT", srid=4326, spatial_index=False))]
PolygonColumn = Annotated[Any, mapped_column(Geometry("POLYGON", srid=4326, spatial_index=False))]
MultiPolygonColumn = Annotated[
    Any, mapped_column(Geometry("MULTIPOLYGON", srid=4326, spatial_index=False))
]


def enum_column(kind: type[StrEnum]) -> sa.Enum:
    """Stored as its value in a varchar, without a type or check to migrate."""
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=32,
        values_callable=lambda members: [member.value for member in members],
    )


def point_value(point: Point) -> WKTElement:
    return WKTElement(f"POINT({point.longitude!r} {point.latitude!r})", srid=4326)


def latitude_of(column: Any) -> sa.Function[float]:
    return sa.func.ST_Y(column, type_=sa.Float)


def longitude_of(column: Any) -> sa.Function[float]:
    return sa.func.ST_X(column, type_=sa.Float)
