"""What people decide about a mail that could not simply do what it says."""

from __future__ import annotations

from enum import StrEnum

import sqlalchemy as sa

from civicreport.adapters import mail as letters
from civicreport.adapters import reply_addresses
from civicreport.adapters.reply_addresses import Kind
from civicreport.db import session, transaction
from civicreport.delivery.inbound import queries, reading, reception
from civicreport.delivery.inbound.answers import Voice, meant_by
from civicreport.delivery.inbound.enclosures import enclosed
from civicreport.delivery.inbound.trust import Why
from civicreport.delivery.models import MailOutcome, ReceivedMail
from civicreport.domain import clock
from civicreport.domain.mail_words import Understood
from civicreport.domain.status import Actor
from civicreport.domain.visibility import Visibility
from civicreport.jobs import enqueue, task
from civicreport.reports import casework, photos, updates
from civicreport.reports.models import HistoryRow, Report

PHOTOS_TASK = "inbound.take_photos"


class Decision(StrEnum):
    UPDATE = "update"  # its words are public, without a status
    STATUS = "status"  # and it sets the status that it asks for
    NOTE = "note"
    DISMISS = "dismiss"


def is_of_a_citizen(kept: ReceivedMail) -> bool:
    about = reply_addresses.read(kept.recipient)
    return about is not None and about.kind in (Kind.NOTIFICATION, Kind.NOTIFICATION_BOUNCE)


def asks_for(kept: ReceivedMail) -> Understood:
    """What its words mean; a citizen's move nothing."""
    if is_of_a_citizen(kept):
        return Understood(text=kept.words)
    return meant_by(kept.words, at=kept.received_at)


def take_over(
    kept: ReceivedMail, report: Report, decision: Decision, *, text: str, officer: Voice
) -> None:
    """Raises what the act raises, and then nothing changed."""
    if decision is Decision.DISMISS:
        kept.outcome = MailOutcome.DISMISSED
        return
    row = _act(kept, report, decision, text, officer)
    kept.outcome, kept.history_id = MailOutcome.TAKEN, row.id
    if kept.understood.get("photos") and decision is not Decision.NOTE:
        enqueue(PHOTOS_TASK, unique=f"{PHOTOS_TASK}/{kept.id}", mail_id=kept.id)


def assign(kept: ReceivedMail, report: Report) -> None:
    """An administrator has found out what it is about: whoever has that report decides."""
    kept.outcome, kept.reason = MailOutcome.QUEUED, Why.ASSIGNED
    kept.report_id, kept.body_id = report.id, report.body_id


def hand_over_again(kept: ReceivedMail) -> None:
    """As if it came in now: whatever was wrong with us may have been put right."""
    kept.outcome, kept.reason, kept.attempts = MailOutcome.RECEIVED, "", 0
    reception.wake(kept)


def follow_responsibility(report: Report) -> None:
    """What waits about a report waits for whoever has it now."""
    waiting = sa.update(ReceivedMail).where(
        ReceivedMail.report_id == report.id, ReceivedMail.outcome == MailOutcome.QUEUED
    )
    session.execute(waiting.values(body_id=report.body_id))


@task(PHOTOS_TASK, attempts=3)
def take_photos(mail_id: int) -> None:
    """The photos of a mail that officers have taken over; they look at them before the public."""
    with transaction():
        kept = session.get_one(ReceivedMail, mail_id)
        raw, row_id = kept.raw, kept.history_id
    found = enclosed(reading.read(raw, own_host=letters.message_id_host()))
    with transaction():
        row = session.get_one(HistoryRow, row_id, with_for_update=True)
        if not queries.has_photos(row):
            photos.add(row, found.photos, visibility=Visibility.PENDING, at=clock.now())


def _act(
    kept: ReceivedMail, report: Report, decision: Decision, text: str, officer: Voice
) -> HistoryRow:
    """What the mail itself keeps for the staff stays a note, whatever becomes of the rest."""
    meant, act = asks_for(kept), officer._asdict()
    if decision is Decision.NOTE:
        return updates.note(report, text=f"{text}\n\n{meant.note}", **act)
    if decision is Decision.STATUS and meant.status is not None:
        return casework.change_status(report, meant.status, text=text, note=meant.note, **act)
    row = updates.post(report, text=text, **_speaker(kept, report, officer)._asdict())
    if meant.note.strip():
        updates.note(report, text=meant.note, **act)
    return row


def _speaker(kept: ReceivedMail, report: Report, officer: Voice) -> Voice:
    """A citizen's words stay theirs, where only the words were doubted and not who wrote them."""
    about = reply_addresses.read(kept.recipient)
    if kept.reason != Why.DOUBTED or about is None:
        return officer
    subject = queries.notification_subject(about.row_id)
    if subject is None or subject.person is None:
        return officer
    is_reporter = subject.person.id == report.reporter_id
    actor = Actor.REPORTER if is_reporter else Actor.RESIDENT
    return Voice(subject.person, actor, officer.at)
