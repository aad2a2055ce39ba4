from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from civicreport.domain.status import Actor, Status
from civicreport.reports import casework
from tests.factories import a_report
from tests.factories.reports import NOON
from tests.support.pages import page
from tests.support.sites import a_site
from tests.support.town import Town


def test_fixes_stand_before_what_is_new(client: FlaskClient, town: Town) -> None:
    fixed, new = a_report(town), a_report(town, at=NOON + timedelta(days=2))
    casework.change_status(fixed, Status.FIXED, by=town.cleo, actor=Actor.OFFICER, text="", at=NOON)

    shown = page(client, "/")

    def listed(heading: str) -> list[str]:
        section = f'section[aria-labelledby="{heading}"] .report_card'
        return [str(card["data-report"]) for card in shown.select(section)]

    assert listed("fixes") == [str(fixed.id)]
    assert listed("new") == [str(new.id), str(fixed.id)]


def test_an_empty_site_says_so(client: FlaskClient) -> None:
    assert "yours would be the first" in page(client, "/").get_text()


def test_the_search_needs_no_script(client: FlaskClient) -> None:
    form = page(client, "/").select_one("form[role=search]")
    assert form is not None
    assert form["action"] == "/places"
    assert form.select_one("input[name=q]") is not None


def test_nothing_of_others_is_embedded(client: FlaskClient) -> None:
    shown = page(client, "/")
    addresses = [
        str(element.get("src") or element.get("href"))
        for element in shown.select(
            "script[src], img, link:not([rel=canonical], [rel=alternate]), iframe, use"
        )
    ]
    assert addresses
    assert not [address for address in addresses if "//" in address]


def test_every_page_says_whom_to_write_to(cloned: Flask, tmp_path: Path) -> None:
    with a_site(cloned, tmp_path, site={"operator_email": "desk@example.org"}) as site:
        answer = site.test_client().get("/")
    links = [a["href"] for a in BeautifulSoup(answer.data, "html.parser").select("footer a")]
    assert "mailto:desk@example.org" in links


def test_the_first_way_is_a_photo_and_leads_to_the_form_without_a_script(
    client: FlaskClient,
) -> None:
    hero = page(client, "/").select_one(".hero")
    assert hero is not None
    first = hero.select_one("a, button, input")
    assert first is not None
    assert first["href"] == "/report/new#photos"
    assert page(client, "/report/new").select_one("#photos input[name=photos]") is not None
