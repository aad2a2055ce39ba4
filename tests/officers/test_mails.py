"""Mails that wait are decided by whoever has the report, and by nobody else."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from civicreport import config, jobs
from civicreport.adapters.mail import MemoryMail
from civicreport.delivery.models import MailOutcome, ReceivedMail
from civicreport.domain import clock
from civicreport.domain.permissions import STRANGER, Viewer
from civicreport.domain.status import Actor, Status
from civicreport.domain.visibility import Visibility
from civicreport.reports import queries, timeline, updates
from civicreport.reports.models import Report
from tests.support.desk import fill, html
from tests.support.photos import a_photo
from tests.support.replies import a_reply, answer
from tests.support.town import Town


@pytest.fixture
def mail(pothole: Report, letters: MemoryMail, monkeypatch: pytest.MonkeyPatch) -> ReceivedMail:
    """Of somebody to whom the letter was forwarded, with a photo."""
    settings = config.current()
    ours = settings.mail.model_copy(update={"reply_domain": "reports.example"})
    monkeypatch.setattr(config, "current", lambda: settings.model_copy(update={"mail": ours}))
    jobs.drain()
    message = a_reply(
        "Fixed. <b>Filled</b> it.", sender="jo@contractor.example", photos=(a_photo(),)
    )
    return answer(pothole, message)


def page(officer: FlaskClient, mail: ReceivedMail) -> BeautifulSoup:
    return html(officer.get(f"/officers/mails/{mail.id}"))


def decide(officer: FlaskClient, mail: ReceivedMail, decision: str, **typed: str) -> TestResponse:
    fields = fill(page(officer, mail), "mail", **typed)
    return officer.post(f"/officers/mails/{mail.id}", data={**fields, "decision": decision})


def last(report: Report, viewer: Viewer = STRANGER) -> timeline.TimelineEntry:
    return timeline.of(report.id, viewer)[-1]


def test_the_list_says_who_wrote_what_and_why_it_waits(
    cleo: FlaskClient, mail: ReceivedMail
) -> None:
    text = html(cleo.get("/officers/mails")).get_text(" ", strip=True)
    assert "jo@contractor.example" in text
    assert "<b>Filled</b> it." in text
    assert "neither an address that the letter went to nor an officer" in text


def test_the_badge_counts_what_waits(cleo: FlaskClient, mail: ReceivedMail) -> None:
    way = html(cleo.get("/officers/")).find("a", href="/officers/mails")
    assert way is not None
    assert way.get_text(" ", strip=True).split() == ["Mails", "1"]


def test_the_report_says_that_a_mail_waits(
    cleo: FlaskClient, pothole: Report, mail: ReceivedMail
) -> None:
    address = f"/officers/reports/{pothole.id}"
    assert "1 mail waits" in cleo.get(address).text
    decide(cleo, mail, "dismiss")
    assert "1 mail waits" not in cleo.get(address).text


def test_its_words_are_published_as_the_councils(
    cleo: FlaskClient, pothole: Report, mail: ReceivedMail
) -> None:
    assert decide(cleo, mail, "update", text="Our contractor filled it.").status_code == 303
    assert (mail.outcome, pothole.status) == (MailOutcome.TAKEN, Status.REPORTED)
    assert (last(pothole).text, last(pothole).actor) == ("Our contractor filled it.", Actor.OFFICER)
    assert "No mail waits" in cleo.get("/officers/mails").text


def test_the_status_that_it_asks_for_is_offered(
    cleo: FlaskClient, pothole: Report, mail: ReceivedMail
) -> None:
    assert decide(cleo, mail, "status").status_code == 303
    assert pothole.status is Status.FIXED
    assert last(pothole).text == "<b>Filled</b> it."


def test_its_photos_wait_to_be_released(
    cleo: FlaskClient, town: Town, pothole: Report, mail: ReceivedMail
) -> None:
    decide(cleo, mail, "update")
    jobs.drain()
    county = Viewer(officer_of=frozenset({town.bodies["county"].id}))
    (photo,) = queries.photos_of(pothole.id, county)
    assert (photo.visibility, photo.history_id) == (Visibility.PENDING, mail.history_id)


def test_kept_as_a_note_the_public_reads_nothing(
    cleo: FlaskClient, pothole: Report, mail: ReceivedMail
) -> None:
    assert decide(cleo, mail, "note").status_code == 303
    assert len(timeline.of(pothole.id, STRANGER)) == 1


def test_laid_aside_it_does_nothing(cleo: FlaskClient, pothole: Report, mail: ReceivedMail) -> None:
    assert decide(cleo, mail, "dismiss").status_code == 303
    assert (mail.outcome, pothole.version) == (MailOutcome.DISMISSED, 1)


def test_without_words_nothing_is_published(
    cleo: FlaskClient, pothole: Report, mail: ReceivedMail
) -> None:
    response = decide(cleo, mail, "update", text=" ")
    assert response.status_code == 422
    assert "Write what is to be published or kept." in response.text
    assert mail.outcome is MailOutcome.QUEUED


def test_what_is_decided_on_an_old_version_is_asked_again(
    cleo: FlaskClient, town: Town, pothole: Report, mail: ReceivedMail
) -> None:
    fields = fill(page(cleo, mail), "mail", text="Typed with care.")
    updates.note(pothole, by=town.cleo, actor=Actor.OFFICER, text="Wait.", at=clock.now())
    response = cleo.post(f"/officers/mails/{mail.id}", data={**fields, "decision": "update"})
    assert response.status_code == 409
    assert "Typed with care." in response.text
    assert mail.outcome is MailOutcome.QUEUED
    fields = fill(html(response), "mail")
    assert (
        cleo.post(f"/officers/mails/{mail.id}", data={**fields, "decision": "update"}).status_code
        == 303
    )


def test_decided_by_somebody_else_meanwhile_what_was_typed_is_kept(
    cleo: FlaskClient, mail: ReceivedMail
) -> None:
    fields = fill(page(cleo, mail), "mail", text="Typed with care.")
    decide(cleo, mail, "dismiss")
    response = cleo.post(f"/officers/mails/{mail.id}", data={**fields, "decision": "update"})
    assert response.status_code == 404
    assert "Typed with care." in response.text


def test_other_bodies_neither_see_nor_decide_it(
    wanda: FlaskClient, cleo: FlaskClient, mail: ReceivedMail
) -> None:
    assert "contractor" not in wanda.get("/officers/mails").text
    for address in (f"/officers/mails/{mail.id}", f"/officers/mails/{mail.id}.eml"):
        assert wanda.get(address).status_code == 404
    fields = fill(page(cleo, mail), "mail")
    token = html(wanda.get("/officers/mails")).find("input", {"name": "csrf_token"})
    assert token is not None
    sent = {**fields, "decision": "update", "csrf_token": str(token["value"])}
    assert wanda.post(f"/officers/mails/{mail.id}", data=sent).status_code == 404
    assert mail.outcome is MailOutcome.QUEUED


def test_the_whole_mail_is_a_file_and_never_a_page(cleo: FlaskClient, mail: ReceivedMail) -> None:
    response = cleo.get(f"/officers/mails/{mail.id}.eml")
    assert response.data == mail.raw
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_opened_from_an_old_list_it_says_that_somebody_has_decided(
    cleo: FlaskClient, mail: ReceivedMail
) -> None:
    decide(cleo, mail, "dismiss")
    shown = cleo.get(f"/officers/mails/{mail.id}")
    assert shown.status_code == 404
    assert "This mail waits no more" in shown.text
    assert "Nothing was saved" not in shown.text
