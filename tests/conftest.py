"""One private cluster for the session, a template database with the schema, and for each test an
outer transaction with savepoints: the app commits as it likes, and nothing stays.
"""

from __future__ import annotations

import os
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, g, has_app_context
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from civicreport import config
from civicreport.adapters.mail import MemoryMail, replaced_by
from civicreport.app import create_app
from civicreport.config import Settings
from civicreport.db import migrations
from civicreport.db.cluster import Cluster
from civicreport.db.engine import database, session
from tests.support import unsaved
from tests.support.announcements import Heard, listening
from tests.support.clusters import session_cluster
from tests.support.dealing import deal
from tests.support.no_network import refuse_other_machines
from tests.support.town import Town, build_town

SHARED = Path(os.environ.get("CIVICREPORT_SHARED", "../shared")).absolute()
TEMPLATE = "civicreport_template"
TOWN = "town"  # the same, with the small county of most tests in it


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A test that did not run proves nothing: say so where nobody overlooks it."""
    skipped = len(terminalreporter.stats.get("skipped", []))
    if skipped:
        terminalreporter.write_sep(
            "!", f"{skipped} tests were SKIPPED; the reasons stand above", yellow=True, bold=True
        )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    deal(items)


@pytest.fixture(scope="session")
def shared() -> Path:
    """Real boundaries, photos and recorded answers; tests that need them are skipped without."""
    if not SHARED.is_dir():
        pytest.skip(f"{SHARED} is absent: set CIVICREPORT_SHARED to test on real data")
    return SHARED


class Browser(FlaskClient):
    """Each request begins as outside of tests: with an empty `g`, and with what the test has set
    up committed, so that a rollback takes back the request alone. It must commit what it writes.
    """

    def open(self, *args: Any, **options: Any) -> TestResponse:
        if not has_app_context():
            return super().open(*args, **options)
        vars(g._get_current_object()).clear()
        session.commit()
        unsaved.forget()
        response = super().open(*args, **options)
        unsaved.refuse(response.request.path)
        return response


unsaved.watch()


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    refuse_other_machines(monkeypatch)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    with session_cluster() as cluster:
        cluster.create_database(TEMPLATE)
        engine = sa.create_engine(cluster.url(TEMPLATE))
        migrations.upgrade(engine)
        engine.dispose()
        yield cluster


def settings_for(url: str, folder: Path, **sections: dict[str, Any]) -> Settings:
    """Settings of a test site; the environment and config.toml play no part."""
    values: dict[str, Any] = {
        "database_url": url,
        "secret_key": "test-secret-test-secret-test-secret",
        "var": str(folder),
        "site": {"url": "http://localhost", "mode": "demo", "languages": ["cy"]},
        "mail": {"transport": "mailbox"},
        "delivery": {"hold_seconds": 0, "update_hold_seconds": 0},
        "map": {"tiles": "none"},
    }
    for name, section in sections.items():
        values[name] = {**values.get(name, {}), **section}
    return Settings.model_validate(values)


@pytest.fixture
def reachable() -> Iterator[Path]:
    """A folder where the account that serves may come, too: pytest's own are private."""
    with tempfile.TemporaryDirectory(prefix="civicreport-test-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(autouse=True)
def _settings_stay() -> Iterator[None]:
    """A test that composes a house of its own leaves the others theirs."""
    before = list(config._current)
    yield
    if before:
        config.use(before[0])


@pytest.fixture(scope="session")
def app(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    cluster.create_database("test", template=TEMPLATE)
    settings = settings_for(cluster.url("test"), tmp_path_factory.mktemp("var"))
    app = create_app(settings)
    app.extensions["settings"] = settings
    app.testing = True
    app.test_client_class = Browser
    yield app
    with app.app_context():
        database.engine.dispose()


@pytest.fixture(scope="session")
def town_engine(cluster: Cluster, app: Flask) -> Iterator[sa.Engine]:
    """Of a database where the town stands already: building it for each test took a third of it."""
    cluster.create_database(TOWN, template=TEMPLATE)
    engine = sa.create_engine(cluster.url(TOWN))
    with app.app_context(), _all_connections_are(engine, app):
        build_town()
        session.commit()
        session.remove()
    yield engine
    engine.dispose()


@contextmanager
def _all_connections_are(engine: sa.Engine | sa.Connection, app: Flask) -> Iterator[None]:
    engines = database._app_engines[app]
    saved = dict(engines)
    engines[None] = engine  # type: ignore[assignment]
    yield
    engines.clear()
    engines.update(saved)


@pytest.fixture
def db(
    app: Flask, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """The app context, with every connection replaced by one inside an outer transaction.

    The database is empty, or has the town in it, for a test that asks for it.
    """
    config.use(app.extensions["settings"])  # whatever other houses this process has composed
    with app.app_context():
        engine = database.engine
        if "town" in request.fixturenames:
            engine = request.getfixturevalue("town_engine")
        connection = engine.connect()
        outer = connection.begin()
        engine_room = import_module("civicreport.db.engine")
        monkeypatch.setattr(
            engine_room,
            "_read",
            lambda *question: engine_room._fetch(connection.connection, *question),
        )
        factory = session.session_factory
        before = dict(factory.kw)
        factory.configure(join_transaction_mode="create_savepoint")
        with _all_connections_are(connection, app):
            yield
            session.remove()
        factory.kw.clear()
        factory.kw.update(before)
        outer.rollback()
        connection.close()


@pytest.fixture
def client(app: Flask, db: None) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def cloned(cluster: Cluster, tmp_path: Path) -> Iterator[Flask]:
    """An app with its own database, for tests of real commits and several connections."""
    with a_clone(cluster, tmp_path) as app:
        yield app


@contextmanager
def a_clone(cluster: Cluster, folder: Path) -> Iterator[Flask]:
    name = f"clone_{uuid.uuid4().hex[:8]}"
    cluster.create_database(name, template=TEMPLATE)
    app = create_app(settings_for(cluster.url(name), folder))
    app.testing = True
    app.test_client_class = Browser
    with app.app_context():
        yield app
        session.remove()
        database.engine.dispose()
    cluster.drop_database(name)


@pytest.fixture
def town(db: None) -> Town:
    return Town()


@pytest.fixture
def letters() -> Iterator[MemoryMail]:
    """What leaves by mail, kept in memory."""
    with replaced_by(MemoryMail()) as twin:
        yield twin


@pytest.fixture
def heard(db: None) -> Iterator[Heard]:
    """Every event of the test, in order."""
    with listening() as heard:
        yield heard
