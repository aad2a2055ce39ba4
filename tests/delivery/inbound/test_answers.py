"""A body answers by mail, and nobody else does in its name."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from civicreport import jobs
from civicreport.accounts.operations import create_person
from civicreport.adapters.mail import MemoryMail
from civicreport.adapters.reply_addresses import Kind, address_for
from civicreport.bodies.models import Role
from civicreport.bodies.operations import appoint
from civicreport.db import session
from civicreport.delivery.inbound import answers, receipts
from civicreport.delivery.models import Delivery, MailOutcome, Purpose
from civicreport.domain import clock
from civicreport.domain.mail_words import Understood
from civicreport.domain.permissions import STRANGER, Viewer
from civicreport.domain.status import Actor, Status
from civicreport.domain.visibility import Visibility
from civicreport.reports import casework, moderation, queries, timeline
from civicreport.reports.models import Kind as Row
from civicreport.reports.models import Report
from tests.delivery.inbound.conftest import Configure
from tests.support.photos import a_photo
from tests.support.replies import a_reply, answer, delivery_of, hand_in
from tests.support.town import Town

Q = MailOutcome.QUEUED


def last(report: Report, viewer: Viewer = STRANGER) -> timeline.TimelineEntry:
    return timeline.of(report.id, viewer)[-1]


def receipt(letters: MemoryMail) -> str:
    """The text of the newest letter."""
    body = letters.messages[-1].get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_the_first_words_set_the_status_and_the_rest_is_public(
    pothole: Report, letters: MemoryMail
) -> None:
    kept = answer(pothole, a_reply("Fixed. We filled it this morning.\n"))
    assert pothole.status is Status.FIXED
    entry = last(pothole)
    assert (entry.text, entry.body_name) == ("We filled it this morning.", "Countyshire Council")
    assert (entry.actor, entry.by_name) == (Actor.OFFICER, "")
    assert (kept.outcome, kept.history_id) == (MailOutcome.UPDATE, entry.id)


def test_the_reporter_hears_of_it_and_the_sender_what_was_understood(
    pothole: Report, letters: MemoryMail
) -> None:
    answer(pothole, a_reply("Fixed. We filled it this morning.\n"))
    to = [str(message["To"]) for message in letters.messages]
    assert sorted(to[-2:]) == ["ada@example.org", "pothole@county.example"]
    back = next(one for one in letters.messages[::-1] if one["To"] == "pothole@county.example")
    text = back.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "New status: Fixed" in text
    assert "> We filled it this morning." in text
    assert "http://localhost/answers/" in text
    assert back["Auto-Submitted"] == "auto-replied"


def test_words_without_a_status_are_news(pothole: Report, letters: MemoryMail) -> None:
    answer(pothole, a_reply("The road is fixed up to the bridge only.\n"))
    assert pothole.status is Status.REPORTED
    assert last(pothole).kind is Row.UPDATE


def test_photos_are_public_at_once_and_stand_behind_the_others(
    pothole: Report, letters: MemoryMail
) -> None:
    before = len(queries.photos_of(pothole.id, STRANGER))
    kept = answer(pothole, a_reply("Fixed.", photos=(a_photo(), a_photo(colour="grey"))))
    photos = queries.photos_of(pothole.id, STRANGER)
    assert len(photos) == before + 2
    assert {photo.history_id for photo in photos[before:]} == {kept.history_id}
    assert "2 photos are public" in receipt(letters)


def test_a_photo_alone_is_an_answer(pothole: Report, letters: MemoryMail) -> None:
    kept = answer(pothole, a_reply("\n", photos=(a_photo(),)))
    assert kept.outcome is MailOutcome.UPDATE
    assert last(pothole).kind is Row.UPDATE
    assert len(queries.photos_of(pothole.id, STRANGER)) == 1


def test_what_is_no_photo_is_refused_and_said_so(pothole: Report, letters: MemoryMail) -> None:
    answer(pothole, a_reply("Fixed.", photos=(b"\xff\xd8\xff" + b"broken" * 9000, a_photo())))
    assert pothole.status is Status.FIXED
    assert len(queries.photos_of(pothole.id, STRANGER)) == 1
    assert "1 picture was not taken: not a photo that we can read." in receipt(letters)


def test_an_end_without_its_reason_is_asked_for(pothole: Report, letters: MemoryMail) -> None:
    answer(pothole, a_reply("Not ours"))
    assert pothole.status is Status.REPORTED
    assert last(pothole).text == "Not ours"
    assert "This status needs a reason" in receipt(letters)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Fixed. Again.", "has this status already"),
        ("Scheduled for 12 May", "cannot follow"),
    ],
)
def test_a_move_that_is_not_allowed_leaves_its_words(
    pothole: Report, letters: MemoryMail, words: str, said: str
) -> None:
    answer(pothole, a_reply("Fixed."))
    answer(pothole, a_reply(words))
    assert pothole.status is Status.FIXED
    assert last(pothole).kind is Row.UPDATE
    assert last(pothole).text.lower().startswith(words.split(maxsplit=1)[0].strip(".").lower())
    assert said in receipt(letters)


@pytest.mark.parametrize(
    "sender", ["ada@example.org", "other@county.example", "pothole@county.example.evil.test"]
)
def test_a_forwarded_mail_lets_nobody_speak_for_the_body(
    pothole: Report, letters: MemoryMail, sender: str
) -> None:
    """Whoever got it forwarded or in copy holds the token, too."""
    before = len(letters.messages)
    kept = answer(pothole, a_reply("Fixed.", sender=sender))
    assert (kept.outcome, kept.reason) == (Q, "stranger")
    assert kept.body_id == pothole.body_id
    assert (pothole.status, pothole.version) == (Status.REPORTED, 1)
    assert len(letters.messages) == before, "a stranger is not told what a mail did"


def test_the_domain_answers_where_the_body_says_so(town: Town, pothole: Report) -> None:
    town.bodies["county"].trusts_its_domain = True
    answer(pothole, a_reply("Fixed.", sender="Depot <depot@county.example>"))
    assert pothole.status is Status.FIXED


def test_an_officer_answers_from_an_address_of_their_own(town: Town, pothole: Report) -> None:
    officer = create_person(email="Olga@home.example", name="Olga", at=clock.now())
    appoint(officer, body=town.bodies["county"], role=Role.OFFICER)
    answer(pothole, a_reply("Fixed.", sender="olga@home.example"))
    county = Viewer(officer_of=frozenset({town.bodies["county"].id}))
    assert last(pothole, county).by_name == "Olga"


@pytest.mark.parametrize("how", ["unconfirmed", "inactive", "elsewhere"])
def test_an_officer_must_be_one_of_this_body(town: Town, pothole: Report, how: str) -> None:
    officer = create_person(email="olga@home.example", name="Olga", at=clock.now())
    body = town.bodies["west" if how == "elsewhere" else "county"]
    appoint(officer, body=body, role=Role.OFFICER)
    officer.is_active = how != "inactive"
    officer.email_confirmed_at = None if how == "unconfirmed" else clock.now()
    assert answer(pothole, a_reply("Fixed.", sender="olga@home.example")).outcome is Q
    assert pothole.status is Status.REPORTED


@pytest.mark.parametrize(
    ("results", "why"),
    [
        ("mx.example; dmarc=pass header.from=county.example", ""),
        ("mx.example; dmarc=fail header.from=county.example", "forged"),
        ("mx.example; spf=pass", "unproven"),
        ("elsewhere.example; dmarc=pass header.from=county.example", "unproven"),
        ("", "unproven"),
    ],
)
def test_where_the_mail_server_looks_it_has_to_agree(
    pothole: Report, configure: Configure, results: str, why: str
) -> None:
    configure("inbound", authserv_id="mx.example")
    message = a_reply("Fixed.")
    if results:
        message["Authentication-Results"] = results
    kept = answer(pothole, message)
    assert kept.reason == why
    assert pothole.status is (Status.REPORTED if why else Status.FIXED)


def test_who_has_passed_it_on_answers_for_nobody(town: Town, pothole: Report) -> None:
    former = address_for(Kind.DELIVERY, delivery_of(pothole).id)
    graffiti = town.categories["graffiti"].code
    casework.reroute(
        pothole, category_code=graffiti, by=town.cleo, actor=Actor.OFFICER, at=clock.now()
    )
    kept = hand_in(a_reply("Fixed."), former)
    assert (kept.outcome, kept.reason) == (Q, "not_responsible")
    assert kept.body_id == town.bodies["west"].id
    assert pothole.status is Status.REPORTED


def test_what_waits_follows_the_report(town: Town, pothole: Report) -> None:
    kept = answer(pothole, a_reply("Fixed.", sender="ada@example.org"))
    casework.reroute(
        pothole, category_code="graffiti", by=town.cleo, actor=Actor.OFFICER, at=clock.now()
    )
    session.expire_all()
    assert kept.body_id == town.bodies["west"].id


def test_a_hidden_report_stays_hidden(town: Town, pothole: Report) -> None:
    moderation.hide(pothole, by=town.cleo, actor=Actor.OFFICER, reason="Insults.", at=clock.now())
    answer(pothole, a_reply("Fixed."))
    assert (pothole.status, pothole.visibility) == (Status.FIXED, Visibility.HIDDEN)


def test_the_note_is_for_the_staff(
    town: Town, pothole: Report, letters: MemoryMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    meant = Understood(text="Filled.", status=Status.FIXED, note="Use cold mix next time.")
    monkeypatch.setattr(answers, "understand", lambda *_, **__: meant)
    answer(pothole, a_reply("Fixed. Filled.\n\ninternal: Use cold mix next time.\n"))
    assert "cold mix" not in str([entry.text for entry in timeline.of(pothole.id, STRANGER)])
    county = Viewer(officer_of=frozenset({town.bodies["county"].id}))
    assert "cold mix" in last(pothole, county).text
    assert "cold mix" in receipt(letters)


def test_an_answer_to_the_receipt_is_an_answer(pothole: Report, letters: MemoryMail) -> None:
    answer(pothole, a_reply("Investigating."))
    to = address_for(Kind.DELIVERY, delivery_of(pothole, Purpose.UNDERSTOOD).id)
    assert letters.messages[-1]["Reply-To"] == to
    hand_in(a_reply("Fixed."), to)
    assert pothole.status is Status.FIXED


def test_a_receipt_gives_nobody_the_right_to_answer(town: Town, pothole: Report) -> None:
    """Whoever has left the body still holds what was mailed back to them."""
    officer = create_person(email="olga@home.example", name="Olga", at=clock.now())
    appoint(officer, body=town.bodies["county"], role=Role.OFFICER)
    answer(pothole, a_reply("Investigating.", sender="olga@home.example"))
    to = address_for(Kind.DELIVERY, delivery_of(pothole, Purpose.UNDERSTOOD).id)
    assert hand_in(a_reply("Scheduled.", sender="olga@home.example"), to).outcome is not Q
    officer.is_active = False
    kept = hand_in(a_reply("Fixed.", sender="olga@home.example"), to)
    assert (kept.outcome, kept.reason) == (Q, "stranger")
    assert pothole.status is Status.SCHEDULED


def test_a_signed_mail_to_somebody_else_sent_on_here_waits(
    pothole: Report, configure: Configure
) -> None:
    """Its signature is still true; what it was about was something else."""
    configure("inbound", authserv_id="mx.example")
    message = a_reply("Fixed.", To="ada@example.org")
    message["Authentication-Results"] = "mx.example; dmarc=pass header.from=county.example"
    message["Delivered-To"] = address_for(Kind.DELIVERY, delivery_of(pothole).id)
    kept = answer(pothole, message)
    assert (kept.outcome, kept.reason) == (Q, "sent_on")
    assert pothole.status is Status.REPORTED


def test_who_answers_two_letters_by_one_mail_says_it_once(pothole: Report) -> None:
    """Answering to all of a thread may name the addresses of several of its letters."""
    answer(pothole, a_reply("Investigating."))
    letters_of = [delivery_of(pothole, purpose) for purpose in (Purpose.REPORT, Purpose.UNDERSTOOD)]
    one, other = (address_for(Kind.DELIVERY, each.id) for each in letters_of)
    message = a_reply("It is the gas board's trench.", To=f"{one}, {other}")
    assert hand_in(message, one).outcome is MailOutcome.UPDATE
    assert hand_in(message, other).outcome is MailOutcome.REPEATED


def test_two_machines_that_answer_each_other_come_to_an_end(
    pothole: Report, letters: MemoryMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "MOST_AN_HOUR", 2)
    for number in range(2):
        answer(pothole, a_reply(f"Thank you for your mail {number}."))
    before = len(letters.messages)
    kept = answer(pothole, a_reply("Thank you for your mail 3."))
    assert (kept.outcome, kept.reason) == (Q, "too_many")
    assert len(letters.messages) == before
    assert answer(pothole, a_reply("Fixed.", sender="jo@else.example")).reason == "stranger"


def test_the_receipt_changes_nothing_about_who_has_the_report(pothole: Report) -> None:
    answer(pothole, a_reply("Investigating."))
    casework.change_status(
        pothole,
        Status.WITHDRAWN,
        by=pothole.reporter,
        actor=Actor.REPORTER,
        text="",
        at=clock.now(),
    )
    jobs.drain()
    assert delivery_of(pothole, Purpose.WITHDRAWN) is not None


def test_receipts_to_one_address_are_bounded(
    pothole: Report, letters: MemoryMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receipts, "MOST_AN_HOUR", 2)
    for number in range(4):
        answer(pothole, a_reply(f"News number {number}."))
    count = sa.select(sa.func.count(Delivery.id)).filter_by(purpose=Purpose.UNDERSTOOD)
    assert session.scalar(count) == 2


def test_days_are_those_of_the_site(pothole: Report) -> None:
    """A text keeps the day that it names."""
    at = datetime(2026, 5, 1, 23, 30, tzinfo=UTC)
    to = address_for(Kind.DELIVERY, delivery_of(pothole).id)
    hand_in(a_reply("Scheduled for 12 May"), to, at=at + timedelta(hours=1))
    assert pothole.status is Status.SCHEDULED
    assert "12 May" in last(pothole).text
