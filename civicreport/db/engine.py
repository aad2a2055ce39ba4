"""One engine, one scoped session, one way to commit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase, Session

if TYPE_CHECKING:
    from flask import Flask

    from civicreport.config import Settings


class Base(DeclarativeBase):
    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


database = SQLAlchemy(model_class=Base)
session = database.session

if TYPE_CHECKING:

    class Model(DeclarativeBase):
        """For the type checker: what flask_sqlalchemy makes of Base."""

else:
    Model = database.Model


def init_app(app: Flask, settings: Settings, url: str) -> None:
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {
        "pool_size": settings.database.pool_size,
        "max_overflow": 2,
        "pool_pre_ping": True,
        "connect_args": {"options": "-c timezone=UTC", "connect_timeout": 10},
    }
    database.init_app(app)


def engine() -> sa.Engine:
    return database.engine


def look_up(statement: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Read by one prepared statement, in one round trip; inside a transaction, on its connection.

    `statement` is psycopg's, with `%(name)s` parameters. Where no transaction is open none is
    begun: BEGIN and ROLLBACK would cost two more round trips than a routing question itself.
    """
    if session().in_transaction():
        session.flush()
        return _fetch(session.connection(), statement, parameters)
    with _autocommitting() as connection:
        return _fetch(connection, statement, parameters)


@contextmanager
def _autocommitting() -> Iterator[sa.Connection]:
    with engine().execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        yield connection


def _fetch(
    connection: sa.Connection, statement: str, parameters: Mapping[str, Any]
) -> list[tuple[Any, ...]]:
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor:
        cursor.execute(statement, parameters, prepare=True)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def copy_in(statement: str, chunks: Iterable[str]) -> None:
    """Feed a COPY … FROM STDIN inside the session's transaction."""
    session.flush()
    driver: Any = session.connection().connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(statement) as copy:
        for chunk in chunks:
            copy.write(chunk)


@contextmanager
def transaction() -> Iterator[Any]:
    """Everything inside commits together, or nothing does. Doors and views open it, acts never."""
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise


@contextmanager
def own_transaction() -> Iterator[Session]:
    """A short transaction apart from the request's: it stands whatever becomes of the other.

    It takes a connection of its own and gives it back. Inside somebody's open connection (a
    test's) it is a savepoint.
    """
    with Session(engine(), join_transaction_mode="create_savepoint") as own, own.begin():
        yield own


def is_away(error: BaseException | None) -> bool:
    """Whether the database could not be reached or let go of us, so that later may be better."""
    away = (sa.exc.OperationalError, sa.exc.InterfaceError, sa.exc.TimeoutError)
    return isinstance(error, away)
