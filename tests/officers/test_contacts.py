"""Administrators see at a glance which address is dead, and send what it missed elsewhere."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from civicreport import jobs
from civicreport.adapters.mail import MemoryMail
from civicreport.db import session
from civicreport.delivery import alarms, dead_letters
from civicreport.delivery.models import Delivery, State
from civicreport.domain import clock
from civicreport.domain.sending import Outcome, Result
from civicreport.reports.models import Report
from tests.factories import a_report
from tests.support.desk import html, token
from tests.support.town import Town


@pytest.fixture
def dead(town: Town, pothole: Report, letters: MemoryMail) -> list[Delivery]:
    """Two letters to the county, given up."""
    a_report(town)
    letters.outcomes = [Outcome(Result.NEVER, "550 no such mailbox")] * 2
    jobs.drain()
    return list(session.scalars(sa.select(Delivery).where(Delivery.state == State.DEAD)))


def page_of(town: Town) -> str:
    return f"/officers/contacts/{town.contacts['county', 'pothole'].id}"


def words(client: FlaskClient, address: str) -> str:
    return html(client.get(address)).get_text(" ", strip=True)


def test_trouble_stands_first_and_in_words(
    dov: FlaskClient, town: Town, dead: list[Delivery]
) -> None:
    page = html(dov.get("/officers/contacts"))
    headings = [heading.get_text(strip=True) for heading in page.select("article h2")]
    assert headings == ["Countyshire Council, Pothole"]
    assert len(page.select("tbody tr")) == 5
    first = page.select("article")[0].get_text(" ", strip=True)
    assert "cannot be reached" in first
    assert "2 letters given up" in first


def test_one_body_can_be_chosen(dov: FlaskClient, town: Town) -> None:
    shown = words(dov, "/officers/contacts?body=west")
    assert "Westham District Council, Graffiti" in shown
    assert "Pothole" not in shown


def test_a_contact_says_what_failed_and_when(
    dov: FlaskClient, town: Town, dead: list[Delivery]
) -> None:
    shown = words(dov, page_of(town))
    for expected in ("pothole@county.example", "550 no such mailbox", "Failed in a row 2", "never"):
        assert expected in shown
    assert "Send all to" not in shown


def test_what_was_wrong_before_stays_to_be_read(
    dov: FlaskClient, town: Town, dead: list[Delivery]
) -> None:
    alarms.watch_contacts()
    assert "Trouble before" not in words(dov, page_of(town))
    for letter in dead:
        dead_letters.retry(letter, at=clock.now())
    jobs.drain()
    alarms.watch_contacts()
    shown = words(dov, page_of(town))
    assert "Trouble before" in shown
    assert "cannot be reached : 550" in shown or "cannot be reached: 550" in shown


@pytest.mark.parametrize(("to", "recipient"), [("", "pothole"), ("second", "second")])
def test_all_of_them_go_again_at_once(
    dov: FlaskClient,
    town: Town,
    dead: list[Delivery],
    letters: MemoryMail,
    to: str,
    recipient: str,
) -> None:
    town.contacts["county", "pothole"].second_address = "second@county.example"
    page = html(dov.get(page_of(town)))
    assert page.find("button", string="Send all to second@county.example") is not None
    form = {"csrf_token": token(page), "to": to}
    response = dov.post(f"{page_of(town)}/attempts", data=form, follow_redirects=True)
    assert "2 are on their way again" in response.text
    jobs.drain()
    assert letters.recipients == [(f"{recipient}@county.example",)] * 2


def test_without_a_second_address_nothing_goes_astray(
    dov: FlaskClient, town: Town, dead: list[Delivery], letters: MemoryMail
) -> None:
    form = {"csrf_token": token(html(dov.get(page_of(town)))), "to": "second"}
    dov.post(f"{page_of(town)}/attempts", data=form)
    jobs.drain()
    assert letters.recipients == [("pothole@county.example",)] * 2


def test_administrators_see_their_own_bodies(
    wanda: FlaskClient, town: Town, dead: list[Delivery]
) -> None:
    shown = words(wanda, "/officers/contacts")
    assert "Westham District Council, Litter" in shown
    assert "Countyshire" not in shown
    assert wanda.get(page_of(town)).status_code == 404
    form = {"csrf_token": token(html(wanda.get("/officers/deliveries")))}
    assert wanda.post(f"{page_of(town)}/attempts", data=form).status_code == 404
    assert {letter.state for letter in dead} == {State.DEAD}


def test_officers_have_no_say_in_it(cleo: FlaskClient, town: Town) -> None:
    assert cleo.get("/officers/contacts").status_code == 403
    assert "/officers/contacts" not in cleo.get("/officers/").text
