from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from civicreport.accounts.operations import new_device
from civicreport.db import session
from civicreport.web.headers import DEVICE_COOKIE
from civicreport.web.requests_log import JsonLines
from tests.factories import a_report
from tests.support.town import Town


def test_the_process_says_that_it_lives(client: FlaskClient) -> None:
    assert client.get("/healthz").get_json() == {"status": "ok"}


def test_ready_with_the_database_and_its_schema(client: FlaskClient) -> None:
    answer = client.get("/readyz")

    assert answer.status_code == 200
    told = answer.get_json()
    assert (told["database"], told["migrations"]) == ("ok", "ok")
    assert told["oldest_waiting_job_seconds"] == 0
    assert answer.headers["Cache-Control"] == "no-store"


def test_not_ready_with_an_older_schema(client: FlaskClient) -> None:
    session.execute(sa.text("update alembic_version set version_num = '0001'"))
    session.flush()

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.get_json()["migrations"] == "at 0001"


def test_not_ready_without_a_database_but_alive(cloned: Flask) -> None:
    from civicreport.db.engine import database

    engines = database._app_engines[cloned]
    there = engines[None]
    engines[None] = sa.create_engine("postgresql+psycopg://nobody@/none?host=/nowhere")
    try:
        away = cloned.test_client().get("/readyz")
        alive = cloned.test_client().get("/healthz")
    finally:
        engines[None] = there

    assert (away.status_code, away.get_json()["database"]) == (503, "away")
    assert alive.status_code == 200


def test_a_request_keeps_its_callers_id_where_it_is_one(client: FlaskClient) -> None:
    given = client.get("/healthz", headers={"X-Request-Id": "trace-4711-abc"})
    forged = client.get("/healthz", headers={"X-Request-Id": "x y\t<script>"})

    assert given.headers["X-Request-Id"] == "trace-4711-abc"
    assert len(forged.headers["X-Request-Id"]) == 32


def test_the_log_knows_no_token_address_or_query(
    client: FlaskClient, town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    report = a_report(town)
    logging.getLogger("civicreport").propagate = True
    with caplog.at_level(logging.INFO, "civicreport.requests"):
        client.get(f"/reports/{report.id}?from=ada@example.org")
        client.get("/confirm/SECRET-TOKEN", environ_base={"REMOTE_ADDR": "192.0.2.77"})
        client.get("/nothing/SECRET-TOKEN")

    lines = [
        JsonLines().format(record) for record in caplog.records if record.name.endswith("requests")
    ]

    assert json.loads(lines[0])["path"] == f"/reports/{report.id}"
    assert {"at", "request_id", "method", "status", "ms"} <= json.loads(lines[0]).keys()
    for secret in ("SECRET-TOKEN", "ada@example.org", "192.0.2.77"):
        assert secret not in "".join(lines)


def test_a_device_is_known_again_by_its_cookie_alone(client: FlaskClient, town: Town) -> None:
    report = a_report(town)
    first = client.post(f"/reports/{report.id}/upvote")
    cookie = first.headers["Set-Cookie"]

    assert cookie.startswith(f"{DEVICE_COOKIE}=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    second = client.post(f"/reports/{report.id}/upvote", headers={"Accept": "application/json"})
    assert second.get_json() == {"upvotes": 0, "has_upvoted": False}
    assert "Set-Cookie" not in second.headers


def test_a_cookie_of_no_device_is_a_strangers(client: FlaskClient, town: Town) -> None:
    new_device(at=datetime(2026, 1, 1, tzinfo=UTC))
    for value in ("made-up", "x" * 300, "%00"):
        client.set_cookie(DEVICE_COOKIE, value)
        assert client.get("/reports/mine").status_code == 200
