"""A citizen answers a notification: their words become their comment, and move nothing."""

from __future__ import annotations

from datetime import datetime

from civicreport import config
from civicreport.delivery.inbound.answers import doubt_of
from civicreport.delivery.inbound.enclosures import Enclosures
from civicreport.delivery.inbound.incoming import Incoming
from civicreport.delivery.inbound.subjects import Subject, ended, queued
from civicreport.delivery.inbound.trust import Answerers, Why
from civicreport.delivery.models import MailOutcome, ReceivedMail
from civicreport.domain.checks import are_doubtful
from civicreport.domain.status import Actor
from civicreport.domain.visibility import Visibility, may_see
from civicreport.reports import photos, updates

LONGEST = 4_000  # characters that nobody has to look at first


def take(
    kept: ReceivedMail, read: Incoming, subject: Subject, enclosures: Enclosures, *, at: datetime
) -> None:
    report, person = subject.report, subject.person
    why = _doubt(kept, read, subject)
    if why is not None or person is None:
        queued(kept, subject, why or Why.STRANGER)
        return
    is_reporter = person.id == report.reporter_id
    actor = Actor.REPORTER if is_reporter else Actor.RESIDENT
    if not read.written.strip() and not enclosures.photos:
        ended(kept, MailOutcome.EMPTY)  # what it enclosed was no photo
        return
    if read.written.strip():
        row = updates.post(report, by=person, actor=actor, text=read.written, at=at)
    else:
        row = updates.show(report, by=person, actor=actor, at=at)
    # Photos of others than the reporter are looked at before the public sees them.
    visibility = Visibility.PUBLIC if is_reporter else Visibility.PENDING
    photos.add(row, enclosures.photos, visibility=visibility, at=at)
    kept.outcome, kept.reason = MailOutcome.COMMENT, ""
    kept.history_id = row.id


def _doubt(kept: ReceivedMail, read: Incoming, subject: Subject) -> Why | None:
    """The address must be proven theirs, the report theirs to see, and the words beyond doubt."""
    report, person = subject.report, subject.person
    if person is None or person.email is None or person.email_confirmed_at is None:
        return Why.STRANGER
    why = doubt_of(kept, read, Answerers((person.email,))) if person.is_active else Why.STRANGER
    if why is not None:
        return why
    is_giver = person.id == report.reporter_id
    if not may_see(report.visibility, is_giver=is_giver, is_staff=False):
        return Why.DOUBTED
    if len(read.written) > LONGEST:
        return Why.DOUBTED
    bounds = config.current().moderation
    if are_doubtful(read.written, max_links=bounds.max_links, words=bounds.words):
        return Why.DOUBTED
    return None
