"""A photo or a word more, from whoever sent the report."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from civicreport import jobs
from civicreport.accounts import operations as accounts
from civicreport.accounts.models import Account
from civicreport.adapters.mail import MemoryMail
from civicreport.domain import clock
from civicreport.domain.permissions import Viewer
from civicreport.domain.visibility import Visibility
from civicreport.reports import queries
from civicreport.reports.models import Report
from civicreport.web.headers import DEVICE_COOKIE
from tests.factories import a_report
from tests.support.pages import page, words
from tests.support.photos import a_photo, file
from tests.support.report_form import parsed
from tests.support.town import Town


@pytest.fixture
def report(town: Town) -> Report:
    return a_report(town, by=town.ben, at=clock.now())


@pytest.fixture
def giver(client: FlaskClient, town: Town) -> FlaskClient:
    return as_(client, town.ben)


def as_(client: FlaskClient, account: Account) -> FlaskClient:
    client.set_cookie(DEVICE_COOKIE, accounts.add_device(account, at=clock.now()))
    return client


def add(client: FlaskClient, report: Report, **fields: Any) -> TestResponse:
    sent = {"version": "1", "text": "", **fields}
    return client.post(
        f"/reports/{report.id}/additions", data=sent, content_type="multipart/form-data"
    )


def photos(report: Report) -> list[Visibility]:
    return [
        photo.visibility
        for photo in queries.photos_of(report.id, Viewer(account_id=report.reporter_id))
    ]


def test_a_word_stands_on_the_page_once(giver: FlaskClient, report: Report) -> None:
    for _ in range(2):
        assert add(giver, report, text="It is deeper now.").status_code == 303
    shown = words(page(giver, f"/reports/{report.id}"))
    assert shown.count("It is deeper now.") == 1


@pytest.mark.parametrize(
    ("who", "visibility"), [("ben", Visibility.PENDING), ("ada", Visibility.PUBLIC)]
)
def test_a_photo_is_shown_once_its_giver_is_known(
    client: FlaskClient, town: Town, who: str, visibility: Visibility
) -> None:
    account = getattr(town, who)
    report = a_report(town, by=account, at=clock.now())
    for _ in range(2):
        answer = add(as_(client, account), report, photos=file(a_photo(), "hole.jpg"))
        assert answer.status_code == 303
    assert photos(report) == [visibility]


def test_another_photo_from_the_same_form_is_another_photo(
    giver: FlaskClient, report: Report
) -> None:
    """Somebody goes back for one more."""
    for colour in ("red", "blue", "blue"):
        photo = file(a_photo(colour=colour), "hole.jpg")
        assert add(giver, report, photos=photo).status_code == 303
    assert len(photos(report)) == 2


def test_the_council_hears_of_it(giver: FlaskClient, report: Report, letters: MemoryMail) -> None:
    jobs.drain()
    add(giver, report, text="It is deeper now.", photos=file(a_photo(), "hole.jpg"))
    jobs.drain()
    told = letters.messages[-1].get_body(("plain",))
    assert told is not None
    assert "It is deeper now." in told.get_content()


def test_doubtful_words_are_for_the_staff_alone(giver: FlaskClient, report: Report) -> None:
    add(giver, report, text="https://a.example https://b.example https://c.example")
    assert "a.example" not in words(page(giver, f"/reports/{report.id}"))
    assert [row.is_internal for row in queries.changes_since(report.id, 1)] == [True]


@pytest.mark.parametrize(
    "fields",
    [{}, {"text": "x" * 4001}, {"text": "See.", "photos": file(b"no photo", "a.jpg")}],
    ids=["nothing", "a book", "no photo"],
)
def test_what_cannot_stand_is_said(
    giver: FlaskClient, report: Report, fields: dict[str, Any]
) -> None:
    answer = add(giver, report, **fields)
    assert answer.status_code == 422
    assert parsed(answer).select(".error_summary a")
    assert report.version == 1


def test_nobody_else_may(client: FlaskClient, town: Town, report: Report) -> None:
    assert add(client, report, text="Hello.").status_code == 404
    assert client.get(f"/reports/{report.id}/additions").status_code == 404
    assert add(as_(client, town.ada), report, text="Hello.").status_code == 404


def test_its_page_is_reached_from_the_report(giver: FlaskClient, report: Report) -> None:
    soup = page(giver, f"/reports/{report.id}")
    assert soup.select_one(f"a[href='/reports/{report.id}/additions']")
    form = page(giver, f"/reports/{report.id}/additions")
    assert len(form.select("main [name=photos], main textarea")) == 2
