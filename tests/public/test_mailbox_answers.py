"""In the demo a letter can be answered as from a mail program, by the way of any mail."""

from __future__ import annotations

import io
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from civicreport import config, jobs
from civicreport.adapters.mailbox import MailboxMail
from civicreport.domain.status import Status
from civicreport.reports.models import Report
from tests.factories.reports import a_report
from tests.support.mail_doors import kept, take_mail
from tests.support.pages import page, words
from tests.support.town import Town

COUNCIL = "pothole@county.example"


@pytest.fixture
def report(client: FlaskClient, town: Town) -> Report:
    """One report, its letter alone in the mailbox."""
    take_mail()
    for old in (config.current().var_folder / "mailbox").glob("*/*"):
        old.unlink()
    report = a_report(town)
    jobs.drain()
    return report


def mailbox() -> MailboxMail:
    return MailboxMail(config.current().var_folder / "mailbox")


def key_to(address: str = COUNCIL) -> str:
    return next(one.key for one in mailbox().newest() if address in str(one.message["To"]))


def answer(client: FlaskClient, text: str, **fields: Any) -> TestResponse:
    return client.post(
        f"/demo/mailbox/{key_to()}/answers",
        data={"sender": COUNCIL, "text": text, **fields},
        content_type="multipart/form-data",
    )


def written(client: FlaskClient, text: str, **fields: Any) -> EmailMessage:
    assert answer(client, text, **fields).status_code == 303
    message = message_from_bytes(kept()[-1].raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_the_form_is_filled_in_with_whom_it_was_sent_to(
    client: FlaskClient, report: Report
) -> None:
    shown = page(client, f"/demo/mailbox/{key_to()}")
    sender = shown.select_one("input[name=sender]")
    assert sender is not None
    assert sender["value"] == COUNCIL
    assert shown.select_one("form[enctype='multipart/form-data'] input[type=file]") is not None


def test_the_mail_is_one_that_a_mail_program_would_send(
    client: FlaskClient, report: Report
) -> None:
    letter = mailbox().letter(key_to()).message
    mail = written(
        client, "Fixed. Filled this morning.", photos=[(io.BytesIO(b"\xff\xd8pic"), "after.jpg")]
    )
    assert mail["In-Reply-To"] == letter["Message-ID"]
    assert str(letter["Message-ID"]) in str(mail["References"])
    assert str(mail["Subject"]) == f"Re: {letter['Subject']}"
    assert mail["To"] == letter["Reply-To"]
    body = mail.get_body(("plain",))
    assert body is not None
    text = str(body.get_content())
    assert text.splitlines()[:2] == ["Fixed. Filled this morning.", ""]
    assert f"> Reference: CR-{report.id}" in text.splitlines()
    (photo,) = mail.iter_attachments()
    assert (photo.get_content_type(), photo.get_content()) == ("image/jpeg", b"\xff\xd8pic")


def test_it_does_what_it_says_and_the_page_says_so(client: FlaskClient, report: Report) -> None:
    where = answer(client, "Fixed. Filled this morning.").headers["Location"]
    assert "read in a moment" in words(page(client, where).select_one("main"))
    jobs.drain()
    assert report.status is Status.FIXED
    shown = page(client, where)
    assert "stands on the report’s page" in words(shown.select_one("main"))
    assert shown.select_one(f'main a[href="/reports/{report.id}"]') is not None
    assert key_to(COUNCIL), "what was understood is mailed back"


def test_a_strangers_answer_waits(client: FlaskClient, report: Report) -> None:
    where = answer(client, "Fixed.", sender="somebody@elsewhere.example").headers["Location"]
    jobs.drain()
    assert report.status is Status.REPORTED
    assert "waits for the staff" in words(page(client, where).select_one("main"))


@pytest.mark.parametrize(
    "fields", [{"sender": "nobody"}, {"sender": ""}, {"text": "  "}, {"sender": "a@b\r\nX: y"}]
)
def test_what_cannot_be_sent_stands_again_in_its_field(
    client: FlaskClient, report: Report, fields: dict[str, str]
) -> None:
    response = answer(client, **{"text": "Fixed.", **fields})
    assert response.status_code == 422
    assert 'role="alert"' in response.text
    assert kept() == []


def test_more_than_a_mail_may_hold_is_said(client: FlaskClient, report: Report) -> None:
    take_mail(max_bytes=100_000)
    response = answer(client, "Fixed.", photos=[(io.BytesIO(b"x" * 120_000), "big.jpg")])
    assert response.status_code == 422
    assert "fewer photos" in response.text


def test_a_letter_that_nobody_reads_answers_to_has_no_form(
    client: FlaskClient, report: Report
) -> None:
    shown = page(client, f"/demo/mailbox/{key_to()}")
    assert shown.select_one("#answer") is not None
    mail = config.current().mail.model_copy(update={"reply_domain": "other.example.org"})
    config.use(config.current().model_copy(update={"mail": mail}))
    assert page(client, f"/demo/mailbox/{key_to()}").select_one("#answer") is None
    assert answer(client, "Fixed.").status_code == 404


def test_another_letters_answer_is_not_shown(client: FlaskClient, report: Report) -> None:
    assert client.get(f"/demo/mailbox/{key_to()}/answers/999999").status_code == 404


@pytest.mark.parametrize("mode", ["live", "staging"])
def test_there_is_none_but_in_a_demo(
    client: FlaskClient, report: Report, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    settings = config.current()
    site = settings.site.model_copy(update={"mode": mode})
    monkeypatch.setattr(config, "current", lambda: settings.model_copy(update={"site": site}))
    assert answer(client, "Fixed.").status_code == 404
    assert kept() == []
