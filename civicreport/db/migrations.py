"""Where the database stands against `migrations/`."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

FOLDER = Path(__file__).parents[2] / "migrations"


def _configuration(connection: sa.Connection | None = None) -> Config:
    configuration = Config()
    configuration.set_main_option("script_location", str(FOLDER))
    configuration.attributes["connection"] = connection
    return configuration


def upgrade(engine: sa.Engine, revision: str = "head") -> None:
    """Bring the schema up; two that start at once wait for each other."""
    with engine.begin() as connection:
        connection.exec_driver_sql("select pg_advisory_xact_lock(20261122)")
        command.upgrade(_configuration(connection), revision)


def downgrade(engine: sa.Engine, revision: str) -> None:
    with engine.begin() as connection:
        command.downgrade(_configuration(connection), revision)


def check(engine: sa.Engine) -> None:
    """Raise where the models hold something that no migration makes."""
    with engine.begin() as connection:
        command.check(_configuration(connection))


def new_revision(engine: sa.Engine, message: str) -> None:
    with engine.begin() as connection:
        command.revision(_configuration(connection), message, autogenerate=True)


def current(connection: sa.Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    return ScriptDirectory.from_config(_configuration()).get_current_head()
