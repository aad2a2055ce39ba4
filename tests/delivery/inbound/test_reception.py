"""Whatever comes in is kept first, once, and read in the end."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from civicreport import jobs
from civicreport.adapters.reply_addresses import Kind, address_for
from civicreport.db import session
from civicreport.delivery.inbound import reading, reception, sorting
from civicreport.delivery.models import MailOutcome, ReceivedMail
from civicreport.domain import clock
from civicreport.domain.status import Status
from civicreport.reports.models import Report
from tests.support.photos import a_photo
from tests.support.replies import a_reply, answer, delivery_of, hand_in

FORGOTTEN = "delete from procrastinate_jobs"


def count() -> int:
    return session.scalar(sa.select(sa.func.count(ReceivedMail.id))) or 0


def test_a_councils_answer_sets_the_status(pothole: Report) -> None:
    kept = answer(pothole, a_reply("Fixed. We filled it this morning.\n"))
    assert (kept.outcome, kept.reason) == (MailOutcome.UPDATE, "")
    assert pothole.status is Status.FIXED


def test_handed_over_twice_it_is_one_mail(pothole: Report) -> None:
    message = a_reply("We are looking at it.")
    first, second = answer(pothole, message), answer(pothole, message)
    assert first.id == second.id
    assert count() == 1


def test_what_came_by_two_doors_acts_once(pothole: Report) -> None:
    here = a_reply("We are looking at it.", message_id="<one@county.example>")
    there = a_reply("We are looking at it.", message_id="<one@county.example>", Received="by imap")
    assert answer(pothole, here).outcome is MailOutcome.UPDATE
    assert answer(pothole, there).outcome is MailOutcome.REPEATED
    assert pothole.version == 2


def test_other_words_under_the_same_number_are_another_mail(pothole: Report) -> None:
    for words in ("We are looking at it.", "It is the gas board's trench."):
        kept = answer(pothole, a_reply(words, message_id="<one@county.example>"))
        assert kept.outcome is MailOutcome.UPDATE


@pytest.mark.parametrize(
    "recipient",
    [
        "office@reports.example",
        "reply+d1.aaaaaaaaaaaaaaaaaaaaaaaa@reports.example",
        "",
        "\0strange\0@reports.example",
        "x" * 3000 + "@reports.example",
    ],
)
def test_what_is_for_nobody_is_kept_aside(pothole: Report, recipient: str) -> None:
    kept = hand_in(a_reply("Hello?"), recipient)
    assert (kept.outcome, kept.reason) == (MailOutcome.QUARANTINED, "nobody_here")
    assert kept.sender == "pothole@county.example"


def test_about_what_is_gone_is_kept_aside(pothole: Report) -> None:
    kept = hand_in(a_reply("Hello?"), address_for(Kind.DELIVERY, 987_654))
    assert (kept.outcome, kept.reason) == (MailOutcome.QUARANTINED, "gone")


@pytest.mark.parametrize(
    "raw", [b"", b"\0\0\0", b"\xff\xfe" * 1000, b"Subject: \xf0\x28\r\n\r\n\0"]
)
def test_any_bytes_are_kept_as_they_are(pothole: Report, raw: bytes) -> None:
    kept = answer(pothole, raw)
    assert kept.outcome is not MailOutcome.RECEIVED
    assert kept.raw == raw


def test_a_mail_whose_job_got_lost_is_read_after_all(pothole: Report) -> None:
    at = clock.now()
    recipient = address_for(Kind.DELIVERY, delivery_of(pothole).id)
    raw = a_reply("Fixed.").as_bytes()
    kept = reception.keep(raw, recipient=recipient, envelope_sender=None, at=at)
    session.execute(sa.text(FORGOTTEN))
    jobs.drain()
    assert kept.history_id is None
    reception.read_what_is_forgotten()
    jobs.drain()
    assert kept.outcome is MailOutcome.UPDATE


def test_what_fails_to_be_read_is_kept_aside_and_loses_nothing(
    pothole: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    def chokes(*_: object, **__: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(sorting, "sort", chokes)
    kept = answer(pothole, a_reply("Fixed."))
    assert (kept.outcome, kept.reason) == (MailOutcome.QUARANTINED, "failed")
    assert b"Fixed." in kept.raw


def test_while_photos_cannot_be_kept_it_is_tried_again(
    pothole: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    def is_full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    photo = a_reply("Fixed.", photos=(a_photo(),))
    with monkeypatch.context() as full:
        full.setattr(reception, "enclosed", is_full)
        with pytest.raises(OSError, match="No space"):
            answer(pothole, photo)
    session.execute(sa.text(FORGOTTEN))
    reception.read_what_is_forgotten()
    jobs.drain()
    assert pothole.status is Status.FIXED


def test_a_mail_that_kills_its_readers_is_tried_no_more(
    pothole: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A killed reader leaves nothing but the attempt that it had written down."""
    recipient = address_for(Kind.DELIVERY, delivery_of(pothole).id)
    raw = a_reply("Fixed.").as_bytes()
    kept = reception.keep(raw, recipient=recipient, envelope_sender=None, at=clock.now())
    kept.attempts = reception.MOST_ATTEMPTS
    monkeypatch.setattr(reading, "read", lambda *_, **__: pytest.fail("it would kill us, too"))
    jobs.drain()
    session.expire_all()
    assert (kept.outcome, kept.reason) == (MailOutcome.QUARANTINED, "failed")
