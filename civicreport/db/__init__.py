"""The plant room of the database: the only place that knows flask_sqlalchemy.

It hands out `Model`, `session` and `transaction()`; nobody else commits.
"""

from civicreport.db.columns import (
    LARGEST_ID,
    AtColumn,
    CreatedAt,
    Id,
    JsonList,
    JsonObject,
    MultiPolygonColumn,
    OptionalAt,
    PointColumn,
    PolygonColumn,
    enum_column,
    latitude_of,
    longitude_of,
    point_value,
)
from civicreport.db.engine import (
    Model,
    copy_in,
    engine,
    init_app,
    is_away,
    look_up,
    own_transaction,
    session,
    transaction,
)
from civicreport.db.paging import Page, page_of
from civicreport.db.turns import take_turns

__all__ = [
    "LARGEST_ID",
    "AtColumn",
    "CreatedAt",
    "Id",
    "JsonList",
    "JsonObject",
    "Model",
    "MultiPolygonColumn",
    "OptionalAt",
    "Page",
    "PointColumn",
    "PolygonColumn",
    "copy_in",
    "engine",
    "enum_column",
    "init_app",
    "is_away",
    "latitude_of",
    "longitude_of",
    "look_up",
    "own_transaction",
    "page_of",
    "point_value",
    "session",
    "take_turns",
    "transaction",
]
