"""What machines send back, each to its right end; none of it is answered."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from civicreport import jobs
from civicreport.adapters.mail import MemoryMail
from civicreport.adapters.reply_addresses import Kind, address_for
from civicreport.db import session
from civicreport.delivery import dead_letters, queries
from civicreport.delivery.inbound import reading
from civicreport.delivery.inbound.incoming import Bounce, Incoming, Nature
from civicreport.delivery.models import MailOutcome, ReceivedMail, State
from civicreport.domain import clock
from civicreport.domain.permissions import STRANGER
from civicreport.domain.sending import State as Sending
from civicreport.domain.status import Actor, Status
from civicreport.notifications.models import Notification
from civicreport.reports import timeline, updates
from civicreport.reports.models import Report
from tests.factories import a_report
from tests.support.replies import delivery_of, hand_in
from tests.support.town import Town

GONE = Bounce("pothole@county.example", "5.1.1", is_permanent=True, words="550 no such mailbox")
FULL = Bounce("pothole@county.example", "4.2.2", is_permanent=False, words="452 mailbox full")
DSN = b"""\
From: MAILER-DAEMON@county.example
To: bounces
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.county.example

Final-Recipient: rfc822; pothole@county.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such mailbox

--b--
"""
Comes = Callable[..., ReceivedMail]


@pytest.fixture
def comes(pothole: Report, monkeypatch: pytest.MonkeyPatch) -> Comes:
    """A mail that is read as what the test says; how that is found out has tests of its own."""

    def as_(nature: Nature, recipient: str = "", **facts: object) -> ReceivedMail:
        read = Incoming(nature, sender="postmaster@county.example", **facts)  # type: ignore[arg-type]
        monkeypatch.setattr(reading, "read", lambda *_, **__: read)
        to = recipient or address_for(Kind.DELIVERY_BOUNCE, delivery_of(pothole).id)
        return hand_in(repr((nature, facts)).encode(), to, envelope_sender="")

    return as_


def tries(report: Report) -> list[str]:
    return [attempt.outcome for attempt in queries.attempts_of(delivery_of(report).id)]


def test_a_letter_that_came_back_is_a_dead_letter(pothole: Report) -> None:
    kept = hand_in(
        DSN, address_for(Kind.DELIVERY_BOUNCE, delivery_of(pothole).id), envelope_sender=""
    )
    delivery = delivery_of(pothole)
    assert kept.outcome is MailOutcome.BOUNCE
    assert delivery.state is State.DEAD
    assert "no such mailbox" in delivery.last_error
    assert tries(pothole)[-1] == delivery.last_error
    assert queries.arrivals(pothole.id) == [], "the public is not told that it arrived"


def test_who_holds_a_reply_address_cannot_kill_a_letter(pothole: Report) -> None:
    """Bounces go to an address that only mail servers are told; the other one travels."""
    kept = hand_in(DSN, address_for(Kind.DELIVERY, delivery_of(pothole).id), envelope_sender="")
    assert kept.outcome is MailOutcome.BOUNCE
    assert delivery_of(pothole).state is State.SENT
    assert "no such mailbox" in tries(pothole)[-1], "administrators see it all the same"


def test_who_holds_a_notifications_reply_address_cannot_silence_it(
    town: Town, pothole: Report
) -> None:
    notification = told(town, pothole)
    hand_in(DSN, address_for(Kind.NOTIFICATION, notification.id), envelope_sender="")
    assert notification.state is Sending.SENT


def test_it_can_be_sent_after_all(pothole: Report, comes: Comes, letters: MemoryMail) -> None:
    comes(Nature.BOUNCE, bounce=GONE)
    before = len(letters.messages)
    dead_letters.retry(delivery_of(pothole), at=clock.now())
    jobs.drain()
    assert delivery_of(pothole).state is State.SENT
    assert len(letters.messages) == before + 1


def test_of_several_recipients_only_the_lost_one_gets_it_again(
    town: Town, comes: Comes, letters: MemoryMail
) -> None:
    town.contacts["county", "street_light"].address = "a@county.example, b@county.example"
    report = a_report(town, category_code="street_light")
    jobs.drain()
    lost = Bounce("B@county.example", "5.1.1", is_permanent=True, words="no")
    to = address_for(Kind.DELIVERY_BOUNCE, delivery_of(report).id)
    comes(Nature.BOUNCE, recipient=to, bounce=lost)
    dead_letters.retry(delivery_of(report), at=clock.now())
    jobs.drain()
    assert letters.recipients[-1] == ("B@county.example",)


def test_what_may_pass_is_only_noted(pothole: Report, comes: Comes) -> None:
    kept = comes(Nature.BOUNCE, bounce=FULL)
    assert kept.outcome is MailOutcome.BOUNCE
    assert delivery_of(pothole).state is State.SENT
    assert "mailbox full" in tries(pothole)[-1]


@pytest.mark.parametrize(
    ("nature", "outcome"),
    [
        (Nature.OUT_OF_OFFICE, MailOutcome.AUTO_REPLY),
        (Nature.LOOP, MailOutcome.LOOP),
        (Nature.EMPTY, MailOutcome.EMPTY),
        (Nature.UNREADABLE, MailOutcome.QUARANTINED),
        (Nature.ENCRYPTED, MailOutcome.QUEUED),
        (Nature.CALENDAR, MailOutcome.QUEUED),
        (Nature.ACKNOWLEDGEMENT, MailOutcome.AUTO_REPLY),
    ],
)
@pytest.mark.parametrize("kind", [Kind.DELIVERY, Kind.DELIVERY_BOUNCE])
def test_what_is_no_answer_changes_nothing_and_is_not_answered(
    pothole: Report,
    comes: Comes,
    letters: MemoryMail,
    nature: Nature,
    outcome: MailOutcome,
    kind: Kind,
) -> None:
    before = len(letters.messages)
    kept = comes(nature, recipient=address_for(kind, delivery_of(pothole).id), written="Fixed.")
    assert kept.outcome is outcome
    assert (pothole.status, pothole.version) == (Status.REPORTED, 1)
    assert len(letters.messages) == before


def test_a_machines_words_are_nobodys_answer(pothole: Report, comes: Comes) -> None:
    to = address_for(Kind.DELIVERY, delivery_of(pothole).id)
    kept = comes(Nature.REPLY, recipient=to, written="Fixed.", is_automatic=True)
    assert (kept.outcome, kept.reason) == (MailOutcome.QUEUED, "automatic")


def test_the_councils_own_number_is_kept_with_what_it_acknowledges(
    pothole: Report, comes: Comes
) -> None:
    kept = comes(Nature.ACKNOWLEDGEMENT, external_reference="ENQ-4711")
    assert kept.outcome is MailOutcome.ACKNOWLEDGED
    assert delivery_of(pothole).external_id == "ENQ-4711"
    assert "ENQ-4711" in tries(pothole)[-1]
    comes(Nature.ACKNOWLEDGEMENT, external_reference="ENQ-4712")
    assert delivery_of(pothole).external_id == "ENQ-4711", "the first one stays"
    assert len(timeline.of(pothole.id, STRANGER)) == 1


def told(town: Town, report: Report) -> Notification:
    updates.post(report, by=town.cleo, actor=Actor.OFFICER, text="News.", at=clock.now())
    jobs.drain()
    newest = sa.select(Notification).filter_by(report_id=report.id).order_by(Notification.id.desc())
    return session.scalars(newest).first()  # type: ignore[return-value]


def test_whom_nothing_reaches_is_written_to_no_more(
    town: Town, pothole: Report, comes: Comes, letters: MemoryMail
) -> None:
    for _ in range(3):
        notification = told(town, pothole)
        assert notification.state is Sending.SENT
        to = address_for(Kind.NOTIFICATION_BOUNCE, notification.id)
        comes(Nature.BOUNCE, recipient=to, bounce=GONE)
        assert (notification.state, "no such" in notification.last_error) == (Sending.DEAD, True)
    before = len(letters.messages)
    told(town, pothole)
    assert "ada@example.org" not in [one["To"] for one in letters.messages[before:]]


def test_one_that_arrives_counts_as_well_again(town: Town, pothole: Report, comes: Comes) -> None:
    for is_lost in (True, True, False, True):
        notification = told(town, pothole)
        if is_lost:
            to = address_for(Kind.NOTIFICATION_BOUNCE, notification.id)
            comes(Nature.BOUNCE, recipient=to, bounce=GONE)
    assert told(town, pothole).state is Sending.SENT
