"""Alembic's door: it is always handed a connection, by civicreport.db.migrations."""

from typing import Any

from alembic import context
from geoalchemy2 import alembic_helpers

import civicreport.app
from civicreport.db.engine import Base

assert civicreport.app  # imports every model
NOT_OURS = ("procrastinate_",)


def include_object(obj: Any, name: str, kind: str, reflected: bool, compare_to: Any) -> bool:
    if kind == "table" and (name.startswith(NOT_OURS) or name == "spatial_ref_sys"):
        return False
    return bool(alembic_helpers.include_object(obj, name, kind, reflected, compare_to))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    include_object=include_object,
    process_revision_directives=alembic_helpers.writer,
    render_item=alembic_helpers.render_item,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
