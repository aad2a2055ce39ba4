"""What becomes of one mail that has been read: by what it is, and by what it is about."""

from __future__ import annotations

from datetime import datetime

from civicreport.adapters import reply_addresses
from civicreport.adapters.mail import one_line
from civicreport.adapters.reply_addresses import Kind
from civicreport.delivery.inbound import answers, bounces, comments, queries
from civicreport.delivery.inbound.enclosures import Enclosures
from civicreport.delivery.inbound.incoming import Incoming, Nature
from civicreport.delivery.inbound.subjects import Subject, ended, quarantined, queued
from civicreport.delivery.inbound.trust import Why
from civicreport.delivery.models import MailOutcome, ReceivedMail

_OF_COUNCILS = (Kind.DELIVERY, Kind.DELIVERY_BOUNCE)
_FOR_BOUNCES = (Kind.DELIVERY_BOUNCE, Kind.NOTIFICATION_BOUNCE)


def sort(
    kept: ReceivedMail | None, read: Incoming, enclosures: Enclosures, *, at: datetime
) -> None:
    """None: somebody else has read it meanwhile."""
    if kept is None:
        return None
    _describe(kept, read)
    about = reply_addresses.read(kept.recipient)
    if about is None:
        return quarantined(kept, Why.NOBODY_HERE)
    subject = (
        queries.delivery_subject(about.row_id)
        if about.kind in _OF_COUNCILS
        else queries.notification_subject(about.row_id)
    )
    if subject is None:
        return quarantined(kept, Why.GONE)
    _attach(kept, subject)
    if queries.came_before(kept):
        return ended(kept, MailOutcome.REPEATED)
    return _by_nature(kept, read, subject, enclosures, at=at)


def _by_nature(
    kept: ReceivedMail, read: Incoming, subject: Subject, enclosures: Enclosures, *, at: datetime
) -> None:
    match read.nature:
        case Nature.UNREADABLE:
            quarantined(kept, Why.UNREADABLE)
        case Nature.LOOP:
            ended(kept, MailOutcome.LOOP)
        case Nature.EMPTY:
            ended(kept, MailOutcome.EMPTY)
        case Nature.BOUNCE:
            bounces.take(kept, read, subject, is_from_servers=_is_for_bounces(kept), at=at)
        case Nature.OUT_OF_OFFICE:
            ended(kept, MailOutcome.AUTO_REPLY)
        case Nature.ACKNOWLEDGEMENT:
            bounces.acknowledge(kept, read, subject, at=at)
        case Nature.ENCRYPTED:
            queued(kept, subject, Why.ENCRYPTED)
        case Nature.CALENDAR:
            queued(kept, subject, Why.CALENDAR)
        case Nature.REPLY:
            _hear(kept, read, subject, enclosures, at=at)


def _is_for_bounces(kept: ReceivedMail) -> bool:
    about = reply_addresses.read(kept.recipient)
    return about is not None and about.kind in _FOR_BOUNCES


def _hear(
    kept: ReceivedMail, read: Incoming, subject: Subject, enclosures: Enclosures, *, at: datetime
) -> None:
    if read.is_automatic:
        queued(kept, subject, Why.AUTOMATIC)
    elif subject.delivery is not None:
        answers.take(kept, read, subject, enclosures, at=at)
    else:
        comments.take(kept, read, subject, enclosures, at=at)


def _describe(kept: ReceivedMail, read: Incoming) -> None:
    """For the lists: what strangers wrote, in lengths and letters that a column holds."""
    kept.message_id = one_line(read.message_id, longest=500)
    kept.sender = one_line(read.sender, longest=500)
    kept.subject = one_line(read.subject, longest=500)
    kept.understood = {"photos": len(read.photos)}
    kept.words = (read.written or read.text).replace("\0", "")


def _attach(kept: ReceivedMail, subject: Subject) -> None:
    kept.report_id = subject.report.id
    kept.delivery_id = subject.delivery.id if subject.delivery else None
    kept.body_id = subject.delivery.body_id if subject.delivery else subject.report.body_id
