"""One engine, one scoped session, one way to commit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import psycopg
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import DeclarativeBase, Session

from civicreport import config

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


_CONNECT = {"options": "-c timezone=UTC", "connect_timeout": 10}


def init_app(app: Flask, settings: Settings, url: str) -> None:
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {
        "pool_size": settings.database.pool_size,
        "max_overflow": 2,
        "pool_pre_ping": True,
        "hide_parameters": True,  # what people typed is in no log, not even of a fault
        "connect_args": _CONNECT,
    }
    database.init_app(app)


def engine() -> sa.Engine:
    return database.engine


def look_up(statement: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Read by one prepared statement, in one round trip; inside a transaction, on its connection.

    `statement` is psycopg's, with `%(name)s` parameters. Where no transaction is open none is
    begun: BEGIN, ROLLBACK and a ping would cost more than a routing question itself.
    """
    if session.registry.has() and session().in_transaction():
        session.flush()
        return _fetch(session.connection().connection, statement, parameters)
    try:
        return _read(statement, parameters)
    except sa.exc.OperationalError:  # unpinged, it may be a connection to a server of yesterday
        _reader().dispose()
        return _read(statement, parameters)


def _read(statement: str, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    connection = _reader().raw_connection()
    try:
        return _fetch(connection, statement, parameters)
    finally:
        connection.close()


_readers: WeakKeyDictionary[sa.Engine, sa.Engine] = WeakKeyDictionary()


def _reader() -> sa.Engine:
    """The same database by connections that commit by themselves, and end with the engine's."""
    main = engine()
    if main not in _readers:
        reader = _readers[main] = sa.create_engine(
            main.url,
            connect_args=_CONNECT,
            pool_size=config.current().server.threads,  # each look-up is one statement long
            pool_reset_on_return=None,
            isolation_level="AUTOCOMMIT",
        )
        sa.event.listen(main, "engine_disposed", lambda _: reader.dispose())
    return _readers[main]


def _fetch(
    connection: sa.PoolProxiedConnection, statement: str, parameters: Mapping[str, Any]
) -> list[tuple[Any, ...]]:
    driver: Any = connection.driver_connection
    try:
        with driver.cursor() as cursor:
            cursor.execute(statement, parameters, prepare=True)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
            return rows
    except psycopg.OperationalError as error:
        raise sa.exc.OperationalError(statement, None, error) from error


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
