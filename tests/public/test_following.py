"""Anybody may hear of a report's steps: by one tap, or by a link that is mailed first."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from civicreport import jobs
from civicreport.accounts import operations as accounts
from civicreport.accounts import queries
from civicreport.accounts.models import Account
from civicreport.adapters.mail import MemoryMail
from civicreport.domain import clock
from civicreport.domain.status import Actor, Status
from civicreport.domain.visibility import Visibility
from civicreport.participation import follows
from civicreport.participation import queries as participation
from civicreport.reports import casework, updates
from civicreport.reports.models import Report
from civicreport.web.headers import DEVICE_COOKIE
from tests.factories import a_report
from tests.support.pages import page, words
from tests.support.report_form import parsed
from tests.support.town import Town


@pytest.fixture
def report(town: Town) -> Report:
    return a_report(town, by=town.ben)


def as_(client: FlaskClient, account: Account) -> FlaskClient:
    client.set_cookie(DEVICE_COOKIE, accounts.add_device(account, at=clock.now()))
    return client


def move(town: Town, report: Report, new: Status = Status.SCHEDULED, text: str = "") -> None:
    casework.change_status(
        report, new, by=town.cleo, actor=Actor.OFFICER, text=text, at=clock.now()
    )


def to(letters: MemoryMail, email: str) -> list[str]:
    jobs.drain()
    parts = [one.get_body(("plain",)) for one in letters.messages if one["To"] == email]
    return [str(part.get_content()) for part in parts if part is not None]


def test_whoever_is_known_follows_by_one_tap_and_ends_it_by_another(
    client: FlaskClient, town: Town, report: Report
) -> None:
    as_(client, town.ada)
    for _ in range(2):
        assert client.post(f"/reports/{report.id}/follow").status_code == 303
    assert participation.follows(report.id, town.ada.id)
    assert "You hear of its steps at ada@example.org" in words(
        page(client, f"/reports/{report.id}")
    )
    for _ in range(2):
        assert client.post(f"/reports/{report.id}/follow/end").status_code == 303
    assert not participation.follows(report.id, town.ada.id)


@pytest.mark.parametrize("email", ["eve@example.org", "ada@example.org"])
def test_a_stranger_follows_by_a_mailed_link(
    client: FlaskClient, town: Town, report: Report, letters: MemoryMail, email: str
) -> None:
    answer = client.post(f"/reports/{report.id}/follow", data={"email": email})
    assert answer.status_code == 200
    assert f"We have written to {email}" in words(parsed(answer))
    assert "Set-Cookie" not in answer.headers
    [text] = to(letters, email)
    assert report.details not in text
    found = re.search(r"/confirm/\S+", text)
    assert found is not None
    assert "wants to hear of report" in words(page(client, found[0]))
    assert client.post(found[0]).location == f"/reports/{report.id}"
    person = queries.by_email(email)
    assert person is not None
    assert participation.follows(report.id, person.id)
    assert report.reporter is town.ben


def test_a_stranger_who_follows_is_written_to_in_the_language_of_the_page(
    client: FlaskClient, town: Town, report: Report, letters: MemoryMail
) -> None:
    client.post(f"/cy/reports/{report.id}/follow", data={"email": "eve@example.org"})
    [text] = to(letters, "eve@example.org")
    assert "/cy/confirm/" in text


def test_to_follow_is_not_to_own(client: FlaskClient, town: Town, letters: MemoryMail) -> None:
    """Somebody reported with Eve's address, and somebody else lets her follow that."""
    theirs = a_report(town, by=town.ben, email="eve@example.org")
    letters.messages.clear()
    client.post(f"/reports/{theirs.id}/follow", data={"email": "eve@example.org"})
    texts = [text for text in to(letters, "eve@example.org") if "wants to hear" in text]
    found = re.search(r"/confirm/\S+", texts[0])
    assert found is not None
    client.post(found[0])
    assert theirs.reporter is town.ben


def test_followers_hear_of_each_step_once(
    client: FlaskClient, town: Town, report: Report, letters: MemoryMail
) -> None:
    for account in (town.ada, town.dov, town.cleo):
        follows.follow(report.id, account.id, at=clock.now())
    move(town, report)
    assert len(to(letters, "ada@example.org")) == len(to(letters, "dov@example.org")) == 1
    assert to(letters, "cleo@county.example") == []  # it was her who did it
    [text] = to(letters, "ada@example.org")
    assert "Scheduled" in text
    assert "a report that you follow" in text
    assert "because you follow it" in text
    jobs.drain()
    assert len(to(letters, "ada@example.org")) == 1


def test_what_is_merely_said_is_for_the_reporter(
    town: Town, report: Report, letters: MemoryMail
) -> None:
    follows.follow(report.id, town.ada.id, at=clock.now())
    updates.post(report, by=town.cleo, actor=Actor.OFFICER, text="Soon.", at=clock.now())
    assert to(letters, "ada@example.org") == []


def test_one_click_in_the_mail_ends_it(
    client: FlaskClient, town: Town, report: Report, letters: MemoryMail
) -> None:
    follows.follow(report.id, town.ada.id, at=clock.now())
    move(town, report)
    [text] = to(letters, "ada@example.org")
    found = re.search(r"/follows/\S+/end", text)
    assert found is not None
    client.post(found[0])
    move(town, report, Status.FIXED)
    assert len(to(letters, "ada@example.org")) == 1


def test_ended_before_it_left_it_does_not_leave(
    town: Town, report: Report, letters: MemoryMail
) -> None:
    follows.follow(report.id, town.ada.id, at=clock.now())
    move(town, report)
    follows.end(report.id, town.ada.id, at=clock.now())
    assert to(letters, "ada@example.org") == []


@pytest.mark.parametrize("visibility", [Visibility.PRIVATE, Visibility.PENDING, Visibility.HIDDEN])
def test_of_what_is_not_public_nobody_hears(
    client: FlaskClient, town: Town, letters: MemoryMail, visibility: Visibility
) -> None:
    report = a_report(town, by=town.ben, visibility=visibility)
    follows.follow(report.id, town.ada.id, at=clock.now())
    move(town, report)
    assert to(letters, "ada@example.org") == []
    answer = as_(client, town.dov).post(f"/reports/{report.id}/follow")
    assert (answer.status_code, participation.follows(report.id, town.dov.id)) == (404, False)


@pytest.mark.parametrize("email", ["", "eve"])
def test_without_an_address_there_is_nobody_to_write_to(
    client: FlaskClient, report: Report, email: str
) -> None:
    answer = client.post(f"/reports/{report.id}/follow", data={"email": email})
    assert answer.status_code == 422
    assert parsed(answer).select("#email-error")
