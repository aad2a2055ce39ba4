"""No page of the citizen's path falls back into English in the middle."""

from __future__ import annotations

from typing import Any

import pytest
from bs4 import BeautifulSoup
from bs4.element import NavigableString
from flask import Flask
from flask.testing import FlaskClient

from civicreport.db import session
from tests.factories import a_report
from tests.house import texts
from tests.house.addresses import address_of, known_in, readable
from tests.support.town import Town

SAYING = ("aria-label", "alt", "title", "placeholder", "content")
ENGLISH_ONLY = ("/demo/", "/styleguide", "/officers", "/open311")


@pytest.fixture(scope="module")
def english() -> set[str]:
    """What the sources say, where Welsh says it otherwise."""
    return {
        str(message.id)
        for message in texts.texts(texts.catalogues()["cy"])
        if isinstance(message.id, str)
        and message.string
        and message.id != message.string
        and "%" not in message.id
    }


def test_every_page_is_welsh_throughout(
    app: Flask, client: FlaskClient, town: Town, english: set[str]
) -> None:
    for category in town.categories.values():
        category.translations = {"cy": {"name": f"cy:{category.code}"}}
    known = known_in(town, a_report(town).id)
    session.flush()
    assert _said(client.get("/").data) & english, "in English, it would be seen"
    left: dict[str, set[str]] = {}
    for rule in readable(app):
        address = address_of(app, rule, known)
        if rule.endpoint.startswith("public.") and not address.startswith(ENGLISH_ONLY):
            response = client.get(f"/cy{address}")
            if response.mimetype == "text/html":
                left[address] = _said(response.data) & english
    assert {address: words for address, words in left.items() if words} == {}


def _said(page: bytes) -> set[str]:
    document = BeautifulSoup(page, "html.parser")
    for foreign in document.select("script, style, body [lang=en]"):
        foreign.decompose()
    strings = {
        " ".join(str(one).split()) for one in document.find_all(string=True) if _is_text(one)
    }
    for element in document.find_all(True):
        strings |= {
            str(value)
            for name, value in element.attrs.items()
            if name in SAYING or name.startswith(("data-say", "data-word"))
        }
    return strings


def _is_text(node: Any) -> bool:
    return type(node) is NavigableString
