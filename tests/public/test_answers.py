"""The link that takes back what a mail did."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from civicreport import config, jobs
from civicreport.adapters.mail import MemoryMail
from civicreport.db import session
from civicreport.delivery.inbound.understanding import undo_path
from civicreport.delivery.models import ReceivedMail
from civicreport.domain import clock
from civicreport.domain.permissions import STRANGER, Viewer
from civicreport.domain.sending import State
from civicreport.domain.status import MAIL_UNDO_WINDOW, Actor, Status
from civicreport.jobs import outgoing
from civicreport.notifications.models import Notification
from civicreport.reports import casework, queries, timeline
from civicreport.reports.models import Report
from tests.factories import a_report
from tests.support.pages import page, words
from tests.support.photos import a_photo
from tests.support.replies import a_reply, answer
from tests.support.town import Town


@pytest.fixture
def pothole(
    client: FlaskClient, town: Town, letters: MemoryMail, monkeypatch: pytest.MonkeyPatch
) -> Report:
    settings = config.current()
    mail = settings.mail.model_copy(update={"reply_domain": "reports.example"})
    monkeypatch.setattr(config, "current", lambda: settings.model_copy(update={"mail": mail}))
    report = a_report(town)
    jobs.drain()
    return report


@pytest.fixture
def mail(pothole: Report) -> ReceivedMail:
    return answer(pothole, a_reply("Fixed. Filled by Jo, 01865 123456.", photos=(a_photo(),)))


def test_opening_the_link_changes_nothing(
    client: FlaskClient, pothole: Report, mail: ReceivedMail
) -> None:
    shown = page(client, undo_path(mail))
    assert len(shown.select("main form[method=post] button")) == 1
    assert "Filled by Jo" in words(shown.select_one("main"))
    assert pothole.status is Status.FIXED


def test_the_button_takes_all_of_it_back(
    client: FlaskClient, town: Town, pothole: Report, mail: ReceivedMail, letters: MemoryMail
) -> None:
    response = client.post(undo_path(mail))
    assert (response.status_code, response.headers["Location"]) == (303, undo_path(mail))
    assert pothole.status is Status.REPORTED
    assert "01865" not in client.get(f"/reports/{pothole.id}").text
    assert queries.photos_of(pothole.id, STRANGER) == []
    staff = Viewer(officer_of=frozenset({town.bodies["county"].id}))
    assert "01865" not in str(timeline.of(pothole.id, staff))


def test_the_reporter_hears_that_it_was_taken_back(
    client: FlaskClient, pothole: Report, mail: ReceivedMail, letters: MemoryMail
) -> None:
    before = len(letters.messages)
    client.post(undo_path(mail))
    jobs.drain()
    assert "ada@example.org" in [one["To"] for one in letters.messages[before:]]


def test_used_twice_it_says_so_in_plain_words(
    client: FlaskClient, pothole: Report, mail: ReceivedMail
) -> None:
    client.post(undo_path(mail))
    again = client.post(undo_path(mail))
    assert again.status_code == 410
    shown = page(client, undo_path(mail), 410)
    assert shown.select("main form") == []
    assert "This link has done its work" in words(shown.select_one("main"))
    assert len(timeline.of(pothole.id, STRANGER)) == 3


def test_a_text_alone_is_taken_back(client: FlaskClient, pothole: Report) -> None:
    kept = answer(pothole, a_reply("Jo will look at it, 01865 123456."))
    client.post(undo_path(kept))
    shown = client.get(f"/reports/{pothole.id}").text
    assert "01865" not in shown
    assert "News was taken back" in shown


def test_what_was_taken_back_before_it_was_told_is_not_told(
    client: FlaskClient, pothole: Report, letters: MemoryMail
) -> None:
    kept = answer(pothole, a_reply("Jo will look at it."))
    notified = session.scalars(sa.select(Notification).filter_by(history_id=kept.history_id)).one()
    notified.state, before = State.WAITING, len(letters.messages)
    client.post(undo_path(kept))
    outgoing.rescue_and_wake()
    jobs.drain()
    assert notified.state is State.CANCELLED
    assert "ada@example.org" not in [one["To"] for one in letters.messages[before:]]


def test_a_status_on_which_something_was_built_stays(
    client: FlaskClient, town: Town, pothole: Report, mail: ReceivedMail
) -> None:
    casework.change_status(
        pothole,
        Status.INVESTIGATING,
        by=town.cleo,
        actor=Actor.OFFICER,
        text="Open again.",
        at=clock.now(),
    )
    assert "its status stays" in words(page(client, undo_path(mail)).select_one("main"))
    client.post(undo_path(mail))
    assert pothole.status is Status.INVESTIGATING
    assert "01865" not in client.get(f"/reports/{pothole.id}").text


def test_after_a_week_it_is_too_late(
    client: FlaskClient, pothole: Report, mail: ReceivedMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = clock.now() + MAIL_UNDO_WINDOW + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: late)
    assert client.get(undo_path(mail)).status_code == 410
    assert client.post(undo_path(mail)).status_code == 410
    assert pothole.status is Status.FIXED


def test_a_token_that_is_not_ours_takes_nothing_back(
    client: FlaskClient, pothole: Report, mail: ReceivedMail
) -> None:
    forged = undo_path(mail).replace("/undo", "x/undo")
    assert client.get(forged).status_code == 410
    assert client.post(forged).status_code == 410
    assert pothole.status is Status.FIXED


def test_the_address_is_a_key_and_is_told_to_nobody(
    client: FlaskClient, mail: ReceivedMail
) -> None:
    response = client.get(undo_path(mail))
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cache-Control"] == "no-store"
