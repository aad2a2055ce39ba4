"""The reporting form as a client fills it in, and as it comes back."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from civicreport.db import session
from civicreport.reports.models import Report
from tests.support.pages import words
from tests.support.town import Town

ADDRESS = "/report/new"


def filled(town: Town, **changes: Any) -> dict[str, Any]:
    """What Ada types: a pothole in the west, and none of those that she was shown near by."""
    typed = {
        "latitude": str(town.west.latitude),
        "longitude": str(town.west.longitude),
        "category": "pothole",
        "details": "A deep hole beside the kerb, since Monday.",
        "name": "Ada",
        "email": "ada@example.org",
        "different": "shown",
    }
    return {name: value for name, value in {**typed, **changes}.items() if value is not None}


def post(client: FlaskClient, fields: dict[str, Any], address: str = ADDRESS) -> TestResponse:
    return client.post(address, data=fields, content_type="multipart/form-data")


def parsed(response: TestResponse) -> BeautifulSoup:
    return BeautifulSoup(response.get_data(as_text=True), "html.parser")


def one(soup: BeautifulSoup | Tag, selector: str) -> Tag:
    found = soup.select_one(selector)
    assert found is not None, f"no {selector} in {words(soup)[:1500]}"
    return found


def value(soup: BeautifulSoup, name: str) -> str:
    """What stands in a field now."""
    field = one(soup, f"[name={name}]")
    return (
        field.get_text().lstrip("\n") if field.name == "textarea" else str(field.get("value", ""))
    )


def reports() -> list[Report]:
    session.expire_all()
    return list(session.scalars(sa.select(Report).order_by(Report.id)))


def the_report() -> Report:
    [report] = reports()
    return report
