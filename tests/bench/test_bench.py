"""That the bench runs and prints every row. How fast it is depends on the machine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from civicreport.app import create_app
from civicreport.db import session, transaction
from civicreport.db.cluster import Cluster
from civicreport.db.engine import database
from tests.bench.__main__ import run
from tests.bench.rows import ROWS
from tests.conftest import TEMPLATE, settings_for
from tests.support.town import build_town


@pytest.fixture
def town_url(cluster: Cluster, tmp_path: Path) -> str:
    """A database with the toy county, committed."""
    cluster.create_database("bench", template=TEMPLATE)
    app = create_app(settings_for(cluster.url("bench"), tmp_path))
    with app.app_context():
        with transaction():
            build_town()
        session.remove()
        database.engine.dispose()
    return cluster.url("bench")


def test_every_row_is_measured_and_nothing_fails(
    town_url: str, reachable: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    environment = {
        "CIVICREPORT_DATABASE_URL": town_url,
        "CIVICREPORT_SECRET_KEY": "bench-secret-bench-secret",
        "CIVICREPORT_SITE__MODE": "staging",
        "CIVICREPORT_MAIL__TRANSPORT": "mailbox",
        "CIVICREPORT_DELIVERY__HOLD_SECONDS": "0",  # the pages of what has left are asked for
        "CIVICREPORT_VAR": str(reachable / "var"),
    }
    lines = run(ROWS, environment, reachable, seconds=0.1, rounds=1)
    assert {line.row for line in lines} == set(ROWS)
    assert [line for line in lines if line.failed] == []
    printed = capsys.readouterr().out
    assert all(line.what in printed for line in lines)
    json.dumps([line.row for line in lines])
