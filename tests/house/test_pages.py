"""Every page, asked for in a transaction that cannot write: no GET changes anything, because mail
scanners and browsers open links before people do. And every page is one that can be read.
"""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from civicreport.db import session
from civicreport.db.engine import database
from tests.factories import a_report
from tests.house.addresses import address_of, known_in, readable
from tests.support.town import Town

NEEDS_NO_LABEL = {"hidden", "submit", "button", "image", "reset"}


@pytest.fixture
def pages(app: Flask, client: FlaskClient, town: Town) -> list[tuple[str, TestResponse]]:
    """Each address and what came, as a stranger, while nothing can be written."""
    known = known_in(town, a_report(town).id)
    session.commit()
    connection = database._app_engines[app][None]
    connection.exec_driver_sql("set transaction read only")  # type: ignore[attr-defined]
    return [
        (address, client.get(address))
        for address in (address_of(app, rule, known) for rule in readable(app))
    ]


def test_no_get_writes_or_fails(pages: list[tuple[str, TestResponse]]) -> None:
    failed = [address for address, response in pages if response.status_code >= 500]
    failed = [address for address in failed if address != "/readyz"]
    assert not failed, "Remedy: what a GET would write belongs to a POST."


def test_no_get_gives_a_stranger_a_cookie(pages: list[tuple[str, TestResponse]]) -> None:
    marked = [
        address
        for address, response in pages
        if "Set-Cookie" in response.headers and not address.startswith("/officers")
    ]
    assert not marked, "Remedy: a cookie is set by the first act, not by looking."


def test_every_page_has_one_heading_and_a_title(pages: list[tuple[str, TestResponse]]) -> None:
    for address, document in _documents(pages):
        assert len(document.find_all("h1")) == 1, f"{address}: a page has exactly one h1"
        title = document.find("title")
        assert title is not None, f"{address}: a page has a title"
        assert title.get_text(strip=True), f"{address}: its title says something"


def test_every_field_has_a_label(pages: list[tuple[str, TestResponse]]) -> None:
    for address, document in _documents(pages):
        for field in document.find_all(["input", "select", "textarea"]):
            assert _is_labelled(field, document), f"{address}: {field} has no label"


def _documents(pages: list[tuple[str, TestResponse]]) -> list[tuple[str, BeautifulSoup]]:
    return [
        (address, BeautifulSoup(response.get_data(as_text=True), "html.parser"))
        for address, response in pages
        if response.mimetype == "text/html" and not 300 <= response.status_code < 400
    ]


def _is_labelled(field: Tag, document: BeautifulSoup) -> bool:
    if field.get("type") in NEEDS_NO_LABEL or field.get("aria-label"):
        return True
    if field.get("aria-labelledby") or field.find_parent("label"):
        return True
    return bool(field.get("id") and document.find("label", attrs={"for": field["id"]}))
