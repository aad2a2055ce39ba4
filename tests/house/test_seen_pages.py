"""Every page for residents is looked at by axe, the ruler and the keyboard, or it is not done."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from civicreport.db import session
from tests.factories import a_report
from tests.house.addresses import address_of, known_in, readable
from tests.journeys.pages import NO_PAGES, ON_THE_WAY, PAGES
from tests.support.town import Town

JOURNEYS = Path(__file__).parents[1] / "journeys"
REMEDY = (
    "Remedy: in tests/journeys/pages.py a page belongs to PAGES with its addresses, or to"
    " ON_THE_WAY with the journey that looks at it; whatever else a route answers, to NO_PAGES."
)


def test_every_page_is_looked_at_for_everybody(app: Flask) -> None:
    routes = {rule.endpoint for rule in readable(app) if rule.endpoint.startswith("public.")}
    listed = PAGES.keys() | ON_THE_WAY.keys() | NO_PAGES
    assert routes - listed == set(), REMEDY
    assert listed - {rule.endpoint for rule in readable(app)} == set(), "such a route is gone"


def test_what_is_listed_as_no_page_is_none(app: Flask, client: FlaskClient, town: Town) -> None:
    known = known_in(town, a_report(town).id)
    session.commit()
    for rule in readable(app):
        if rule.endpoint in NO_PAGES:
            response = client.get(address_of(app, rule, known))
            is_page = response.status_code == 200 and b"<!doctype html" in response.data[:200]
            assert not is_page, f"{rule.rule} answers a page. {REMEDY}"


def test_the_journeys_that_look_on_their_way_do() -> None:
    told = "\n".join(path.read_text(encoding="utf-8") for path in JOURNEYS.glob("test_*.py"))
    for endpoint, journey in ON_THE_WAY.items():
        assert f"def {journey}(" in told, f"{journey} is gone. {REMEDY}"
        code = told.split(f"def {journey}(", 1)[1].split("\ndef ", 1)[0]
        assert "assert_for_everybody" in code or "findings(" in code, f"{endpoint}: {REMEDY}"
