"""Old mails are emptied, and only those about which nobody has to decide any more."""

from __future__ import annotations

from datetime import timedelta

from civicreport.db import session
from civicreport.delivery.inbound import upkeep
from civicreport.delivery.models import MailOutcome, ReceivedMail
from civicreport.domain import clock
from civicreport.domain.status import Status
from civicreport.reports.models import Report
from tests.support.replies import a_reply, answer, hand_in

HALF_A_YEAR = timedelta(days=181)
STRAY = "office@reports.example"


def aged(kept: ReceivedMail) -> ReceivedMail:
    kept.received_at = clock.now() - HALF_A_YEAR
    session.flush()
    upkeep.empty(clock.now())
    session.expire_all()
    return kept


def test_a_mail_that_did_its_work_is_emptied_and_its_work_stays(pothole: Report) -> None:
    kept = aged(answer(pothole, a_reply("Fixed. We filled it.")))
    assert (kept.raw, kept.words, kept.outcome) == (b"", "", MailOutcome.UPDATE)
    assert kept.emptied_at is not None
    assert pothole.status is Status.FIXED


def test_a_mail_of_yesterday_stays(pothole: Report) -> None:
    kept = answer(pothole, a_reply("Fixed. We filled it."))
    assert upkeep.empty(clock.now()) == 0
    assert kept.raw


def test_what_somebody_has_to_decide_about_stays(pothole: Report) -> None:
    stranger = a_reply("Fixed, I swear.", sender="mallory@elsewhere.example")
    kept = aged(answer(pothole, stranger))
    assert kept.outcome is MailOutcome.QUEUED
    assert kept.raw


def test_what_is_about_nothing_here_goes_in_the_end(pothole: Report) -> None:
    kept = aged(hand_in(a_reply("Cheap watches"), STRAY))
    assert (kept.outcome, kept.raw) == (MailOutcome.DISMISSED, b"")
