from __future__ import annotations

import json
from collections.abc import Iterator
from unittest.mock import patch

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from civicreport.db import session
from civicreport.domain import errors as domain
from civicreport.domain.status import Status
from civicreport.reports import queries
from civicreport.web import errors
from tests.support.pages import page, words


@pytest.fixture
def live(app: Flask, db: None) -> Iterator[FlaskClient]:
    """As visitors meet it: faults become pages, not tracebacks."""
    app.testing = False
    yield app.test_client()
    app.testing = True


def raising(error: Exception) -> object:
    return patch.object(queries, "latest", side_effect=error)


class SomethingNew(domain.DomainError):
    """A rule of tomorrow."""


CLOSED = domain.ChangeNotAllowed(old=Status.FIXED, new=Status.REPORTED, allowed=())

CASES = [
    (domain.NotFound(report=1), 404, "There is no such page"),
    (domain.NotPermitted(report=1), 403, "not open to you"),
    (domain.ChangedMeanwhile(version=2, changes=[]), 409, "changed meanwhile"),
    (CLOSED, 409, "“Fixed” cannot become"),
    (domain.AlreadySubmitted(report_id=7), 409, "first report stands"),
    (domain.LinkUsed(), 410, "used before"),
    (domain.LinkExpired(), 410, "too old"),
    (domain.ReasonMissing(new=Status.NO_ACTION), 422, "say why"),
    (domain.OutsideCoverage(latitude=1.0, longitude=1.0, nearest=None), 422, "outside of every"),
    (domain.PhotoRefused(name="a.pdf", why="not_a_photo"), 422, "“a.pdf”"),
    (SomethingNew(), 422, "does not fit"),
]


@pytest.mark.parametrize(("error", "status", "said"), CASES)
def test_what_the_rules_refuse_is_a_page(
    live: FlaskClient, error: domain.DomainError, status: int, said: str
) -> None:
    with raising(error):  # type: ignore[attr-defined]
        shown = page(live, "/", status)
    assert said in words(shown.main)
    assert len(shown.select("h1")) == 1


def test_a_fault_of_ours_has_a_page_with_its_number(live: FlaskClient) -> None:
    with raising(RuntimeError("secret")):  # type: ignore[attr-defined]
        answer = live.get("/", headers={"X-Request-Id": "my-own-number"})

    assert answer.status_code == 500
    assert "my-own-number" in answer.get_data(as_text=True)
    assert "secret" not in answer.get_data(as_text=True)


def test_it_comes_even_where_templates_fail(live: FlaskClient) -> None:
    with (
        raising(RuntimeError()),  # type: ignore[attr-defined]
        patch.object(errors, "render_template", side_effect=RuntimeError),
    ):
        answer = live.get("/")

    assert answer.status_code == 500
    assert BeautifulSoup(answer.data, "html.parser").h1 is not None


def test_a_database_that_is_away_comes_back(live: FlaskClient) -> None:
    with raising(OperationalError("select", {}, Exception())):  # type: ignore[attr-defined]
        answer = live.get("/")

    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0


def test_programs_are_told_in_json(client: FlaskClient) -> None:
    for address in ("/reports/999999.json", "/api/nothing", "/reports.geojson"):
        answer = client.get(address)
        told = json.loads(answer.data)
        assert told["status"] == answer.status_code
        assert told["request_id"] == answer.headers["X-Request-Id"]


def test_a_wrong_method_names_the_right_ones(client: FlaskClient) -> None:
    answer = client.delete("/map")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_nobody_keeps_an_error(client: FlaskClient) -> None:
    assert client.get("/nothing").headers["Cache-Control"] == "no-store"


def test_a_form_too_large_to_be_read_is_refused_all_the_same(client: FlaskClient) -> None:
    """Whose it is is asked first, and what it holds is never known."""
    answer = client.post(
        "/report/new",
        content_type="application/x-www-form-urlencoded",
        headers={"Origin": "https://evil.example"},
        environ_overrides={"CONTENT_LENGTH": str(10**9)},
    )
    assert answer.status_code == 403


@pytest.mark.parametrize("address", ["/officers", "/confirm///evil.example"])
def test_a_redirect_names_no_host_that_a_visitor_made_up(client: FlaskClient, address: str) -> None:
    answer = client.get(address, headers={"Host": "evil.example"})
    assert answer.status_code == 308
    assert answer.location.startswith("/")
    assert "//" not in answer.location


def test_caches_are_told_that_programs_get_something_else(client: FlaskClient) -> None:
    for accept in ("text/html", "application/json"):
        answer = client.get("/places?q=51.05,-0.95", headers={"Accept": accept})
        assert answer.mimetype == accept
        assert "Accept" in answer.headers["Vary"]


def test_what_people_typed_stands_in_no_log(
    live: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    question = sa.text("select 1 / 0 where :typed != ''").bindparams(typed="ada@example.org")
    with patch.object(queries, "latest", side_effect=lambda _: session.execute(question)):
        assert live.get("/").status_code == 500
    assert "DivisionByZero" in caplog.text
    assert "ada@example.org" not in caplog.text
