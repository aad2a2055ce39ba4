"""Nothing that comes in is lost: administrators see what nobody could read or place."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from civicreport import config, jobs
from civicreport.delivery.inbound import reading, sorting
from civicreport.delivery.models import MailOutcome, ReceivedMail
from civicreport.reports.models import Report
from tests.support.desk import fill, html, send, token
from tests.support.replies import a_reply, answer, hand_in


@pytest.fixture
def mail(pothole: Report) -> ReceivedMail:
    """To an address that is none of ours."""
    return hand_in(
        a_reply("Fixed. <script>alert(1)</script>", sender="jo@county.example"),
        "office@reports.example",
    )


def press(dov: FlaskClient, mail: ReceivedMail, form: str, **typed: str) -> TestResponse:
    return send(dov, html(dov.get(f"/officers/quarantine/{mail.id}")), form, **typed)


def test_it_is_seen_with_its_head_and_its_words_as_text(
    dov: FlaskClient, mail: ReceivedMail
) -> None:
    listed = html(dov.get("/officers/quarantine")).get_text(" ", strip=True)
    assert "jo@county.example" in listed
    assert "none of ours" in listed
    shown = html(dov.get(f"/officers/quarantine/{mail.id}"))
    assert "Message-ID: <" in shown.get_text()
    assert "<script>alert(1)</script>" in shown.get_text()
    assert shown.find("script", string="alert(1)") is None


def test_the_file_is_the_mail(dov: FlaskClient, mail: ReceivedMail) -> None:
    assert dov.get(f"/officers/quarantine/{mail.id}.eml").data == mail.raw


def test_assigned_to_its_report_the_body_decides(
    dov: FlaskClient, cleo: FlaskClient, pothole: Report, mail: ReceivedMail
) -> None:
    assert press(dov, mail, "assign", report=str(pothole.id)).status_code == 303
    assert (mail.outcome, mail.body_id) == (MailOutcome.QUEUED, pothole.body_id)
    page = html(cleo.get(f"/officers/mails/{mail.id}"))
    assert "An administrator found out" in page.get_text()
    fields = {**fill(page, "mail"), "decision": "status"}
    assert cleo.post(f"/officers/mails/{mail.id}", data=fields).status_code == 303
    assert pothole.status == "fixed"


@pytest.mark.parametrize("number", ["", "0", "-1", "999999", "pothole", "9" * 30])
def test_to_no_report_it_is_not_assigned(dov: FlaskClient, mail: ReceivedMail, number: str) -> None:
    assert press(dov, mail, "assign", report=number).status_code == 422
    assert mail.outcome is MailOutcome.QUARANTINED


def test_laid_aside_it_leaves_the_list(dov: FlaskClient, mail: ReceivedMail) -> None:
    assert press(dov, mail, "dismiss").status_code == 303
    assert mail.outcome is MailOutcome.DISMISSED
    assert "jo@county.example" not in dov.get("/officers/quarantine").text


def test_what_failed_for_our_fault_is_read_again(
    dov: FlaskClient, pothole: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = config.current()
    ours = settings.mail.model_copy(update={"reply_domain": "reports.example"})
    monkeypatch.setattr(config, "current", lambda: settings.model_copy(update={"mail": ours}))
    jobs.drain()
    with monkeypatch.context() as fault:
        fault.setattr(sorting, "sort", lambda *_, **__: 1 / 0)
        mail = answer(pothole, a_reply("Fixed."))
    assert mail.reason == "failed"
    assert press(dov, mail, "again").status_code == 303
    jobs.drain()
    assert mail.outcome is MailOutcome.UPDATE
    assert pothole.status == "fixed"


def test_it_is_not_for_officers_nor_for_administrators_of_other_bodies(
    cleo: FlaskClient, wanda: FlaskClient, dov: FlaskClient, mail: ReceivedMail
) -> None:
    assert cleo.get("/officers/quarantine").status_code == 403
    assert cleo.get(f"/officers/quarantine/{mail.id}.eml").status_code == 403
    shown = html(wanda.get("/officers/quarantine"))
    assert "jo@county.example" not in shown.get_text()
    for form in ("reading", "report", "dismissal"):
        data = {"csrf_token": token(shown), "report": "1"}
        address = f"/officers/quarantine/{mail.id}/{form}"
        assert wanda.post(address, data=data).status_code == 404
    assert mail.outcome is MailOutcome.QUARANTINED


def test_bytes_that_are_no_mail_have_a_page_too(
    dov: FlaskClient, pothole: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    unreadable = reading.read(b"")
    monkeypatch.setattr(reading, "read", lambda *_, **__: unreadable)
    kept = hand_in(b"\0\xff\xfe" * 50, "\0")
    assert dov.get(f"/officers/quarantine/{kept.id}").status_code == 200
