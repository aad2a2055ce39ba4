"""What a mail is about, and the ends that it may come to."""

from __future__ import annotations

from dataclasses import dataclass

from civicreport.accounts.models import Account
from civicreport.delivery.inbound.trust import Why
from civicreport.delivery.models import Delivery, MailOutcome, ReceivedMail
from civicreport.reports.models import Report


@dataclass(frozen=True, slots=True)
class Subject:
    """A report, locked, and what was sent about it: to a body, or to a person."""

    report: Report
    delivery: Delivery | None = None
    notification_id: int | None = None
    person: Account | None = None


def ended(kept: ReceivedMail, outcome: MailOutcome) -> None:
    kept.outcome, kept.reason = outcome, ""


def quarantined(kept: ReceivedMail, why: Why) -> None:
    kept.outcome, kept.reason = MailOutcome.QUARANTINED, why


def queued(kept: ReceivedMail, subject: Subject, why: Why) -> None:
    """For the officers of whoever has the report now; of nobody's reports, for the operators."""
    kept.outcome, kept.reason = MailOutcome.QUEUED, why
    kept.body_id = subject.report.body_id
