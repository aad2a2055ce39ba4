"""A sample of what `script/fuzz` does for minutes: nothing anybody sends is a fault of ours."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from civicreport.db.engine import database
from civicreport.web.sign_in import COOKIE
from tests.factories import a_report
from tests.fuzz.known import known
from tests.fuzz.oracle import surprises
from tests.fuzz.probes import METHODS, READING, Prober
from tests.support.desk import html, sign_in, token
from tests.support.town import Town

SEED = 20261122
TIMES = 300
# Of a form that ends too early werkzeug leaves the spooled files to the collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture
def ground(app: Flask, town: Town, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Something to find, by its names, and faults that become pages as visitors meet them."""
    reports = [a_report(town, email="ada@example.org").id for _ in range(3)]
    monkeypatch.setattr(app, "testing", False)
    return known(reports=reports)


def found(app: Flask, prober: Prober, methods: Sequence[str]) -> list[str]:
    """What surprises among so many answers, each to a browser that keeps no cookies."""
    told = []
    for probe in islice(prober.probes(methods), TIMES):
        answer = app.test_client(use_cookies=False).open(
            probe.path, method=probe.method, headers=probe.headers, data=probe.body
        )
        why = surprises(probe, answer.status_code, answer.headers, answer.data)
        told += [f"{what}: {probe}" for what in why]
    return told


def rules(app: Flask, below: str = "/") -> list[Rule]:
    """All but `/readyz`, which has nothing to say of a database inside a test's transaction."""
    return [
        rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(below) and rule.rule != "/readyz"
    ]


def test_nothing_that_strangers_send_is_a_fault(app: Flask, ground: dict[str, list[str]]) -> None:
    assert not found(app, Prober(rules(app), ground, SEED), ("GET", "POST", "PUT"))


def test_nothing_that_strangers_read_changes_anything(
    app: Flask, client: FlaskClient, ground: dict[str, list[str]]
) -> None:
    client.get("/")  # commits what the town is
    connection = database._app_engines[app][None]
    connection.exec_driver_sql("set transaction read only")  # type: ignore[attr-defined]
    assert not found(app, Prober(rules(app), ground, SEED), READING)


def test_nothing_that_staff_send_is_a_fault(
    app: Flask, client: FlaskClient, town: Town, ground: dict[str, list[str]]
) -> None:
    desk = sign_in(client, town.dov)
    there = {**ground, "csrf_token": [token(html(desk.get("/officers/")))]}
    session = desk.get_cookie(COOKIE)
    assert session is not None
    cookie = f"{COOKIE}={session.value}"
    assert not found(app, Prober(rules(app, "/officers/"), there, SEED, cookie=cookie), METHODS)
