"""A citizen answers a notification: it is their comment, and moves nothing."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from civicreport import jobs
from civicreport.accounts.models import Account
from civicreport.adapters.mail import MemoryMail
from civicreport.adapters.reply_addresses import Kind, address_for
from civicreport.db import session
from civicreport.delivery.models import MailOutcome
from civicreport.domain import clock
from civicreport.domain.permissions import STRANGER
from civicreport.domain.status import Actor, Status
from civicreport.domain.visibility import Visibility
from civicreport.notifications.models import Notification
from civicreport.reports import moderation, queries, timeline, updates
from civicreport.reports.models import Report
from tests.delivery.inbound.conftest import Configure
from tests.support.photos import a_photo
from tests.support.replies import a_reply, hand_in
from tests.support.town import Town

ADA = "Ada <ada@example.org>"


@pytest.fixture
def notification(town: Town, pothole: Report) -> Notification:
    """Ada was told what the council wrote."""
    updates.post(
        pothole, by=town.cleo, actor=Actor.OFFICER, text="Which lane is it?", at=clock.now()
    )
    jobs.drain()
    return session.scalars(sa.select(Notification).filter_by(report_id=pothole.id)).one()


@pytest.fixture
def address(notification: Notification) -> str:
    return address_for(Kind.NOTIFICATION, notification.id)


def last(report: Report) -> timeline.TimelineEntry:
    return timeline.of(report.id, STRANGER)[-1]


def test_the_reporters_answer_is_public_and_theirs(pothole: Report, address: str) -> None:
    kept = hand_in(
        a_reply("The left one.\n\nOn Friday, the council wrote:\n> Which?", sender=ADA), address
    )
    entry = last(pothole)
    assert (kept.outcome, kept.history_id) == (MailOutcome.COMMENT, entry.id)
    assert (entry.actor, entry.text, entry.body_name) == (Actor.REPORTER, "The left one.", None)


def test_whoever_commented_gets_no_mail_about_it(
    pothole: Report, address: str, letters: MemoryMail
) -> None:
    hand_in(a_reply("The left one.", sender=ADA), address)
    assert [one["To"] for one in letters.messages].count("ada@example.org") == 1


def test_a_citizens_words_set_no_status(pothole: Report, address: str) -> None:
    hand_in(a_reply("Fixed. Thank you!", sender=ADA), address)
    assert pothole.status is Status.REPORTED
    assert last(pothole).text == "Fixed. Thank you!"


def test_the_reporters_photos_are_public(pothole: Report, address: str) -> None:
    hand_in(a_reply("Here.", sender=ADA, photos=(a_photo(),)), address)
    assert len(queries.photos_of(pothole.id, STRANGER)) == 1


def test_a_broken_photo_alone_says_nothing(pothole: Report, address: str) -> None:
    before = pothole.version
    kept = hand_in(a_reply("\n", sender=ADA, photos=(b"\xff\xd8\xff" + b"broken" * 9000,)), address)
    assert (kept.outcome, pothole.version) == (MailOutcome.EMPTY, before)


def test_somebody_else_who_was_told_is_a_resident(
    town: Town, pothole: Report, notification: Notification, address: str
) -> None:
    notification.account_id = town.dov.id
    message = a_reply("Here, too.", sender="dov@example.org", photos=(a_photo(),))
    hand_in(message, address)
    assert last(pothole).actor is Actor.RESIDENT
    assert queries.photos_of(pothole.id, STRANGER) == [], "somebody looks at them first"


def test_whoever_holds_the_forwarded_mail_speaks_for_nobody(pothole: Report, address: str) -> None:
    kept = hand_in(a_reply("I hate this.", sender="eve@example.org"), address)
    assert (kept.outcome, kept.reason) == (MailOutcome.QUEUED, "stranger")
    assert kept.body_id == pothole.body_id


@pytest.mark.parametrize("how", ["unconfirmed", "inactive", "nobody"])
def test_the_address_has_to_be_proven(
    town: Town, pothole: Report, notification: Notification, address: str, how: str
) -> None:
    ada: Account = town.ada
    ada.is_active = how != "inactive"
    if how == "unconfirmed":
        ada.email_confirmed_at = None
    if how == "nobody":
        notification.account_id = None
    assert hand_in(a_reply("Left.", sender=ADA), address).outcome is MailOutcome.QUEUED


def test_proof_is_asked_of_citizens_as_of_councils(
    pothole: Report, address: str, configure: Configure
) -> None:
    configure("inbound", authserv_id="mx.example")
    assert hand_in(a_reply("Left.", sender=ADA), address).reason == "unproven"


@pytest.mark.parametrize(
    "words",
    ["http://a.example http://b.example http://c.example", "You muppets.", "And then? " * 500],
)
def test_what_the_light_checks_doubt_is_looked_at(
    pothole: Report, address: str, configure: Configure, words: str
) -> None:
    configure("moderation", words=("muppets",))
    kept = hand_in(a_reply(words, sender=ADA), address)
    assert (kept.outcome, kept.reason) == (MailOutcome.QUEUED, "doubted")
    assert last(pothole).text == "Which lane is it?"


def test_about_what_is_hidden_nobody_comments(town: Town, pothole: Report, address: str) -> None:
    moderation.hide(pothole, by=town.cleo, actor=Actor.OFFICER, reason="Insults.", at=clock.now())
    assert hand_in(a_reply("Left.", sender=ADA), address).outcome is MailOutcome.QUEUED
    assert pothole.visibility is Visibility.HIDDEN


def test_the_same_comment_twice_stands_once(pothole: Report, address: str) -> None:
    for received in ("by one", "by another"):
        message = a_reply("Left.", sender=ADA, message_id="<c@example.org>", Received=received)
        hand_in(message, address)
    texts = [entry.text for entry in timeline.of(pothole.id, STRANGER)]
    assert texts.count("Left.") == 1
