"""Numbers for whoever watches the site, and for nobody else."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civicreport import config, jobs
from civicreport.adapters.mail import MemoryMail
from civicreport.db.engine import database
from civicreport.delivery import alarms
from civicreport.domain import clock
from civicreport.domain.sending import Outcome, Result
from tests.factories import a_report
from tests.support.town import Town

LINE = re.compile(r"(?:# (?:HELP|TYPE) \w+ .+|\w+(?:\{\w+=\"\w+\"\})? \d[\d.e+]*)")


def numbers(client: FlaskClient) -> dict[str, str]:
    lines = [line for line in client.get("/metrics").text.splitlines() if not line.startswith("#")]
    return dict(line.rsplit(" ", 1) for line in lines)


def test_what_waits_and_what_is_wrong(client: FlaskClient, town: Town, letters: MemoryMail) -> None:
    letters.outcomes = [Outcome(Result.NEVER, "550 no such mailbox")]
    a_report(town, at=clock.now())
    jobs.drain()
    a_report(town, at=clock.now())
    alarms.watch_contacts()
    found = numbers(client)
    assert found["civicreport_up"] == "1"
    assert found["civicreport_deliveries_waiting"] == "1"
    assert float(found["civicreport_deliveries_oldest_due_seconds"]) > 0
    assert found["civicreport_deliveries_dead"] == "1"
    assert found['civicreport_contact_alarms{kind="failing"}'] == "1"
    assert found['civicreport_contact_alarms{kind="silent"}'] == "0"
    assert found["civicreport_contacts_failing"] == "1"
    assert client.get("/readyz").get_json()["contact_alarms"] == 1


def test_every_line_is_one_that_prometheus_reads(client: FlaskClient) -> None:
    answer = client.get("/metrics")
    assert answer.content_type == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.text.endswith("\n")
    for line in answer.text.splitlines():
        assert LINE.fullmatch(line), line


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("192.0.2.7", {}, 404),
        ("", {}, 404),
        ("127.0.0.1", {"X-Forwarded-For": "127.0.0.1"}, 404),
        ("192.0.2.7", {"Authorization": "Bearer"}, 404),
        ("192.0.2.7", {"Authorization": "Bearer ä"}, 404),
    ],
)
def test_only_this_machine_may_ask(
    client: FlaskClient, address: str, headers: dict[str, str], status: int
) -> None:
    asked = client.get("/metrics", environ_base={"REMOTE_ADDR": address}, headers=headers)
    assert asked.status_code == status


def test_whoever_shows_the_token_may(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = config.current()
    server = settings.server.model_copy(update={"metrics_token": "a token"})
    monkeypatch.setattr(config, "_current", [settings.model_copy(update={"server": server})])
    far = {"REMOTE_ADDR": "192.0.2.7"}
    for shown, status in (("a token", 200), ("another", 404)):
        headers = {"Authorization": f"Bearer {shown}"}
        assert client.get("/metrics", environ_base=far, headers=headers).status_code == status


def test_without_a_database_it_says_so(cloned: Flask) -> None:
    import sqlalchemy as sa

    engines = database._app_engines[cloned]
    there = engines[None]
    engines[None] = sa.create_engine("postgresql+psycopg://nobody@/none?host=/nowhere")
    try:
        away = cloned.test_client().get("/metrics")
    finally:
        engines[None] = there
    assert (away.status_code, away.text) == (503, "civicreport_up 0\n")
