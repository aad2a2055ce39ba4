"""Categories, what they ask, and bodies have names in the language of the page or the letter."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from civicreport import jobs
from civicreport.adapters.mail import MemoryMail
from civicreport.db import session
from civicreport.domain import clock
from civicreport.domain.answers import Datatype, Question, as_json
from civicreport.domain.status import Actor, Status
from civicreport.reports import casework
from tests.factories.reports import a_report
from tests.support.pages import page, words
from tests.support.report_form import filled, post, the_report
from tests.support.town import Town

WHERE = Question("where", "Where?", Datatype.ONE_OF, values=(("kerb", "By the kerb"),))


@pytest.fixture(autouse=True)
def _welsh(town: Town) -> None:
    pothole = town.categories["pothole"]
    pothole.questions = [as_json(WHERE)]
    pothole.translations = {
        "cy": {
            "name": "Twll yn y ffordd",
            "questions": {"where": {"prompt": "Ble?", "values": {"kerb": "Wrth y cwrbyn"}}},
        }
    }
    town.bodies["county"].translations = {"cy": {"name": "Cyngor Sir Gwlad"}}
    session.flush()


PAGES = (
    "/map",
    "/reports/{id}",
    "/report/new?latitude=51.05&longitude=-0.95&category=pothole",
    "/why?latitude=51.05&longitude=-0.95&category=pothole",
)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_names_them_in_its_language(client: FlaskClient, town: Town, address: str) -> None:
    address = address.format(id=a_report(town, details="Mae’n ddwfn iawn.").id)
    english, welsh = page(client, address), page(client, f"/cy{address}")
    assert "Pothole" in words(english)
    assert "Twll yn y ffordd" not in words(english)
    assert "Twll yn y ffordd" in words(welsh)
    assert "Pothole" not in words(welsh)
    assert "Countyshire Council" not in words(welsh)


def test_the_same_answer_to_two_questions_has_two_names(client: FlaskClient, town: Town) -> None:
    """Welsh has no one word for yes: it takes up the verb that asked."""
    pothole = town.categories["pothole"]
    pothole.questions = [
        as_json(Question(code, f"Is it {code}?", Datatype.ONE_OF, values=(("y", "Yes"),)))
        for code in ("lit", "deep")
    ]
    said = {"lit": {"values": {"y": "Oes"}}, "deep": {"values": {"y": "Ydy"}}}
    pothole.translations = {"cy": {"questions": said}}
    session.flush()
    asked = words(page(client, f"/cy{PAGES[2]}").select_one("category-questions"))
    assert asked.index("Is it lit?") < asked.index("Oes") < asked.index("Is it deep?")
    assert asked.index("Is it deep?") < asked.index("Ydy")


def test_what_nobody_has_translated_stays_as_it_is(client: FlaskClient) -> None:
    assert "Graffiti" in words(page(client, "/cy/map"))


def test_questions_are_asked_in_the_language_and_answered_by_code(client: FlaskClient) -> None:
    document = page(client, "/cy/report/new?latitude=51.05&longitude=-0.95&category=pothole")
    assert "Ble?" in words(document)
    choice = document.select_one("input[value=kerb]")
    assert choice is not None
    assert words(choice.parent) == "Wrth y cwrbyn"


def test_what_the_browser_asks_for_is_in_the_language_too(client: FlaskClient, town: Town) -> None:
    a_report(town)
    session.flush()
    pins = client.get("/cy/reports.geojson?bbox=-1,51,-0.8,51.1").get_json()["features"]
    assert pins[0]["properties"]["label"].startswith("Twll yn y ffordd")
    assert pins[0]["properties"]["url"].startswith("/cy/reports/")
    options = client.get("/cy/report/new/options?latitude=51.05&longitude=-0.95").get_json()
    assert "Twll yn y ffordd" in options["parts"]["categories"]
    assert "Cyngor Sir Gwlad" in options["parts"]["recipients"]


def test_letters_come_in_the_language_of_the_act(
    client: FlaskClient, town: Town, letters: MemoryMail
) -> None:
    sent = post(client, filled(town, email="eve@example.org", asked="pothole"), "/cy/report/new")
    assert sent.location.startswith("/cy/reports/")
    report = the_report()
    assert report.reporter.language == "cy"
    jobs.drain()
    (to_eve,) = [letter for letter in letters.messages if letter["To"] == "eve@example.org"]
    assert "http://localhost/cy/confirm/" in str(to_eve.get_body(("plain",)))


def test_a_letter_about_a_report_names_it_as_its_reader_does(
    town: Town, letters: MemoryMail
) -> None:
    town.ada.language = "cy"
    report = a_report(town)
    casework.change_status(
        report, Status.SCHEDULED, by=town.cleo, actor=Actor.OFFICER, text="", at=clock.now()
    )
    jobs.drain()
    (letter,) = [one for one in letters.messages if one["To"] == "ada@example.org"]
    assert "Twll yn y ffordd" in letter["Subject"]
    body = letter.get_body(("html",))
    assert body is not None
    assert '<html lang="cy" dir="ltr">' in body.get_content()
    assert f"http://localhost/cy/reports/{report.id}" in body.get_content()


def test_a_language_that_the_site_has_given_up_is_not_written_in(
    town: Town, letters: MemoryMail
) -> None:
    town.ada.language = "gd"
    report = a_report(town)
    casework.change_status(
        report, Status.SCHEDULED, by=town.cleo, actor=Actor.OFFICER, text="", at=clock.now()
    )
    jobs.drain()
    (letter,) = [one for one in letters.messages if one["To"] == "ada@example.org"]
    assert "Pothole" in letter["Subject"]


def test_a_code_comes_in_the_language_of_who_asks_for_it(
    client: FlaskClient, town: Town, letters: MemoryMail
) -> None:
    report = a_report(town)
    client.post(f"/cy/reports/{report.id}/upvote")
    client.post("/cy/sign-in", data={"email": "eve@example.org"})
    jobs.drain()
    assert "yw eich cod" in str(letters.messages[-1]["Subject"])


def test_whoever_confirms_in_a_language_is_written_to_in_it(
    client: FlaskClient, town: Town, letters: MemoryMail
) -> None:
    post(client, filled(town, email="eve@example.org", asked="pothole"), "/cy/report/new")
    jobs.drain()
    (mail,) = [letter for letter in letters.messages if letter["To"] == "eve@example.org"]
    link = re.search(r"http://localhost(/cy/confirm/\S+)", str(mail.get_body(("plain",))))
    assert link is not None
    client.post(link[1])
    report = the_report()
    casework.change_status(
        report, Status.SCHEDULED, by=town.cleo, actor=Actor.OFFICER, text="", at=clock.now()
    )
    jobs.drain()
    assert "Twll yn y ffordd" in letters.messages[-1]["Subject"]
