"""People hear of what they wait for, once, and of nothing else."""

from __future__ import annotations

from email.message import EmailMessage
from typing import Any

import pytest

from civicreport import config, jobs
from civicreport.accounts import operations as accounts
from civicreport.accounts.models import Account, OneTimeLink
from civicreport.adapters import reply_addresses
from civicreport.adapters.mail import MemoryMail
from civicreport.adapters.reply_addresses import Kind
from civicreport.db import session
from civicreport.domain import clock
from civicreport.domain.sending import Outcome, Result, State
from civicreport.domain.status import Actor, Status
from civicreport.notifications import queries
from civicreport.participation import follows
from civicreport.reports import casework, moderation, updates
from civicreport.reports.models import HistoryRow, Report
from tests.factories.reports import a_report
from tests.support.notifications import of_report
from tests.support.town import Town


def of(letters: MemoryMail, address: str) -> list[EmailMessage]:
    return [message for message in letters.messages if message["To"] == address]


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    part = message.get_body((kind,))
    assert part is not None
    content: str = part.get_content()
    return content


def headlines(letters: MemoryMail, address: str) -> list[str]:
    """What each letter to them says has happened, in its own line."""
    lines = [text_of(mail).splitlines() for mail in of(letters, address)]
    return [text[text.index("") + 3] for text in lines]


def move(
    town: Town, report: Report, new: Status, text: str = "", by: Account | None = None
) -> HistoryRow:
    return casework.change_status(
        report, new, by=by or town.cleo, actor=Actor.OFFICER, text=text, at=clock.now()
    )


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_the_reporter_is_told_of_a_change_with_the_councils_words(
    town: Town, letters: MemoryMail, kind: str
) -> None:
    report = a_report(town, place="High Street, Westham")
    move(town, report, Status.SCHEDULED, "The crew comes <on> Monday.")
    jobs.drain()
    (mail,) = of(letters, "ada@example.org")
    assert mail["Subject"] == f"[CR-{report.id}] Pothole, High Street, Westham"
    assert "Scheduled" in text_of(mail, kind)
    text = text_of(mail, kind)
    assert ("The crew comes <on> Monday." if kind == "plain" else "&lt;on&gt;") in text
    assert f"http://localhost/reports/{report.id}" in text
    assert "Countyshire Council writes:" in text
    assert "ada@example.org" not in text


def test_each_change_is_told_once(town: Town, letters: MemoryMail) -> None:
    report = a_report(town)
    move(town, report, Status.SCHEDULED)
    move(town, report, Status.FIXED, "Done.")
    jobs.drain()
    jobs.drain()
    assert headlines(letters, "ada@example.org") == ["Scheduled", "Fixed"]


def test_an_update_is_told_and_a_note_is_not(town: Town, letters: MemoryMail) -> None:
    report = a_report(town)
    by: Any = {"by": town.cleo, "actor": Actor.OFFICER, "at": clock.now()}
    updates.post(report, text="We are waiting for the part.", **by)
    updates.note(report, text="He has called four times.", **by)
    jobs.drain()
    (mail,) = of(letters, "ada@example.org")
    assert "waiting for the part" in text_of(mail)


def test_nobody_is_told_of_their_own_act(town: Town, letters: MemoryMail) -> None:
    report = a_report(town)
    move(town, report, Status.ACKNOWLEDGED, by=town.ada)
    jobs.drain()
    assert of(letters, "ada@example.org") == []


def test_a_device_without_an_address_gets_no_mail(town: Town, letters: MemoryMail) -> None:
    report = a_report(town, by=town.ben)
    move(town, report, Status.SCHEDULED)
    jobs.drain()
    assert [mail["To"] for mail in letters.messages] == ["pothole@county.example"]


def test_nobody_gets_mail_about_a_hidden_report(town: Town, letters: MemoryMail) -> None:
    report = a_report(town)
    move(town, report, Status.SCHEDULED)
    moderation.hide(report, by=town.cleo, actor=Actor.OFFICER, reason="Insults.", at=clock.now())
    move(town, report, Status.FIXED, "Done.")
    jobs.drain()
    assert letters.messages == []


def test_ended_mails_stay_ended(town: Town, letters: MemoryMail) -> None:
    report = a_report(town)
    follows.end(report.id, town.ada.id, at=clock.now())
    move(town, report, Status.SCHEDULED)
    jobs.drain()
    assert of(letters, "ada@example.org") == []


def test_mails_ended_before_they_left_do_not_leave(town: Town, letters: MemoryMail) -> None:
    report = a_report(town)
    move(town, report, Status.SCHEDULED)
    follows.end(report.id, town.ada.id, at=clock.now())
    jobs.drain()
    assert of(letters, "ada@example.org") == []
    assert [row.state for row in of_report(report.id)] == [State.CANCELLED]


def test_it_offers_the_end_of_such_mails_in_one_click(town: Town, letters: MemoryMail) -> None:
    report = a_report(town)
    move(town, report, Status.SCHEDULED)
    jobs.drain()
    (mail,) = of(letters, "ada@example.org")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = mail["List-Unsubscribe"].strip("<>")
    assert address.startswith("http://localhost/follows/")
    assert address in text_of(mail)
    token = address.split("/")[-2]
    assert queries.whose_mails(token) == (town.ada.id, report.id)


def test_an_unconfirmed_address_gets_the_link_and_nothing_that_was_typed(
    town: Town, letters: MemoryMail
) -> None:
    a_report(
        town,
        by=town.ben,
        email="victim@example.org",
        name="Buy cheap pills",
        details="Read this insult",
        place="at my shop",
    )
    jobs.drain()
    (mail,) = of(letters, "victim@example.org")
    for part in (mail["Subject"], text_of(mail), text_of(mail, "html")):
        for typed in ("cheap", "insult", "shop"):
            assert typed not in part
    link = session.query(OneTimeLink).one()
    assert f"http://localhost/confirm/{accounts.link_token(link)}" in text_of(mail)
    assert mail["List-Unsubscribe"] is None


def test_one_address_gets_at_most_three_such_mails_an_hour(town: Town, letters: MemoryMail) -> None:
    for _ in range(5):
        a_report(town, by=town.ben, email="victim@example.org", at=clock.now())
    jobs.drain()
    assert len(of(letters, "victim@example.org")) == 3


def test_an_unconfirmed_address_hears_nothing_more(town: Town, letters: MemoryMail) -> None:
    report = a_report(town, by=town.ben, email="ben@example.org")
    move(town, report, Status.SCHEDULED)
    jobs.drain()
    assert len(of(letters, "ben@example.org")) == 1


def test_once_confirmed_it_hears_of_what_follows(town: Town, letters: MemoryMail) -> None:
    report = a_report(town, by=town.ben, email="ben@example.org", at=clock.now())
    accounts.confirm(session.query(OneTimeLink).one(), at=clock.now())
    move(town, report, Status.FIXED, "Done.")
    jobs.drain()
    assert headlines(letters, "ben@example.org") == ["Fixed"]


def test_a_failure_is_tried_again_later(town: Town, letters: MemoryMail) -> None:
    report = a_report(town)
    jobs.drain()
    letters.outcomes = [Outcome(Result.LATER, "no network")]
    move(town, report, Status.SCHEDULED)
    jobs.drain()
    (row,) = of_report(report.id)
    assert (row.state, row.attempts, row.last_error) == (State.WAITING, 1, "no network")
    assert row.due_at > clock.now()


@pytest.mark.parametrize("status", [s for s in Status if s is not Status.REPORTED])
def test_every_status_has_its_words(town: Town, letters: MemoryMail, status: Status) -> None:
    from civicreport.notifications import letters as letter_texts
    from civicreport.reports import history
    from civicreport.reports.models import Kind

    report = a_report(town)
    move(town, report, Status.ACKNOWLEDGED)
    (row,) = of_report(report.id)
    changed = history.record(
        report, Kind.STATUS, by=town.cleo, actor=Actor.OFFICER, at=clock.now(), new=status
    )
    row.history_id = changed.id
    letter = letter_texts.report_changed(row, report, end_token="t")
    assert letter.subject.split(":")[0]
    assert str(status) not in letter.text


@pytest.fixture
def answerable(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = config.current()
    mail = settings.mail.model_copy(update={"reply_domain": "reports.example"})
    monkeypatch.setattr(config, "current", lambda: settings.model_copy(update={"mail": mail}))


def test_what_a_person_hears_of_one_report_is_one_thread(town: Town, letters: MemoryMail) -> None:
    report, other = a_report(town), a_report(town)
    for new in (Status.ACKNOWLEDGED, Status.SCHEDULED, Status.FIXED):
        move(town, report, new, "Done.")
        move(town, other, new, "Done.")
        jobs.drain()
    mails = of(letters, "ada@example.org")
    for number in (report.id, other.id):
        first, *later = [one for one in mails if f"[CR-{number}]" in one["Subject"]]
        assert first["References"] is None
        assert [one["References"] for one in later] == [first["Message-ID"]] * 2
        assert {one["Subject"] for one in later} == {f"Re: {first['Subject']}"}


@pytest.mark.usefixtures("answerable")
def test_a_notification_can_be_answered_and_says_so(town: Town, letters: MemoryMail) -> None:
    report = a_report(town)
    move(town, report, Status.SCHEDULED)
    jobs.drain()
    (mail,) = of(letters, "ada@example.org")
    (row,) = of_report(report.id)
    bounces = dict(zip([one["To"] for one in letters.messages], letters.return_paths, strict=True))
    assert reply_addresses.read(mail["Reply-To"]) == (Kind.NOTIFICATION, row.id)
    assert reply_addresses.read(bounces[mail["To"]]) == (Kind.NOTIFICATION_BOUNCE, row.id)
    assert mail["Auto-Submitted"] == "auto-generated"
    for part in ("plain", "html"):
        assert "Answer this mail" in text_of(mail, part)


@pytest.mark.usefixtures("answerable")
def test_the_confirming_letter_can_bounce_and_cannot_be_answered(
    town: Town, letters: MemoryMail
) -> None:
    report = a_report(town, by=town.ben, email="ben@example.org", at=clock.now())
    jobs.drain()
    (mail,) = of(letters, "ben@example.org")
    (row,) = of_report(report.id)
    bounces = dict(zip([one["To"] for one in letters.messages], letters.return_paths, strict=True))
    assert mail["Reply-To"] is None
    assert reply_addresses.read(bounces[mail["To"]]) == (Kind.NOTIFICATION_BOUNCE, row.id)
    assert mail["Auto-Submitted"] == "auto-generated"
    accounts.confirm(session.query(OneTimeLink).one(), at=clock.now())
    move(town, report, Status.FIXED, "Done.")
    jobs.drain()
    assert of(letters, "ben@example.org")[1]["References"] is None  # the news begins a thread


def test_it_does_not_invite_answers_that_nobody_reads(town: Town, letters: MemoryMail) -> None:
    report = a_report(town)
    move(town, report, Status.SCHEDULED)
    jobs.drain()
    (mail,) = of(letters, "ada@example.org")
    assert mail["Reply-To"] is None
    assert "Answer this mail" not in text_of(mail)


def test_a_neighbours_words_are_not_given_out_as_the_councils(
    town: Town, letters: MemoryMail
) -> None:
    report = a_report(town)
    updates.post(report, by=town.ben, actor=Actor.RESIDENT, text="I saw it, too.", at=clock.now())
    jobs.drain()
    (mail,) = of(letters, "ada@example.org")
    assert "Somebody else who has seen it writes:" in text_of(mail)
