"""The one door for mail that comes in: kept before anybody looks at it, then read by a job.

As with what leaves the house, the row is the truth and its job only a wake-up: a mail whose reader
was killed is read again, and one that nobody can read ends where administrators see it.
"""

from __future__ import annotations

import hashlib
import logging
import re
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from civicreport.adapters import mail as letters
from civicreport.db import is_away, session, transaction
from civicreport.delivery.inbound import reading, sorting
from civicreport.delivery.inbound.enclosures import NO_ENCLOSURES, enclosed
from civicreport.delivery.inbound.trust import Why
from civicreport.delivery.models import MailOutcome, ReceivedMail
from civicreport.domain import clock
from civicreport.jobs import enqueue, has_job, periodic, task

logger = logging.getLogger(__name__)

TASK = "inbound.read_mail"
MOST_ATTEMPTS = 5  # a mail that kills its readers is for people to look at
_LONGEST = 500
_WAKE_AT_ONCE = 1_000
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")  # what no column of text can hold


def keep(raw: bytes, *, recipient: str, envelope_sender: str | None, at: datetime) -> ReceivedMail:
    """Keep a mail in the caller's transaction; what is handed over again is the same mail.

    `envelope_sender` is empty for bounces, and None where nobody knows it.
    """
    to = _plain(recipient)
    fingerprint = hashlib.sha256(to.lower().encode() + b"\0" + raw).digest()
    arrived = insert(ReceivedMail).values(
        fingerprint=fingerprint,
        received_at=at,
        recipient=to,
        envelope_sender=None if envelope_sender is None else _plain(envelope_sender),
        raw=raw,
        outcome=MailOutcome.RECEIVED,
    )
    is_new = session.scalar(arrived.on_conflict_do_nothing().returning(ReceivedMail.id))
    kept = session.scalars(sa.select(ReceivedMail).filter_by(fingerprint=fingerprint)).one()
    if is_new:
        wake(kept)
    return kept


def wake(kept: ReceivedMail) -> None:
    enqueue(TASK, unique=f"{TASK}/{kept.id}", mail_id=kept.id)


@task(TASK)
def read_mail(mail_id: int) -> None:
    """Read a mail and do what it says. Photos are decoded before the transaction of its act."""
    with transaction():
        kept = _claimed(mail_id)
        if kept is None:
            return
        raw, envelope_sender, attempts = kept.raw, kept.envelope_sender, kept.attempts
    try:
        if attempts > MOST_ATTEMPTS:
            raise RuntimeError(f"its reader did not survive it {MOST_ATTEMPTS} times")
        read = reading.read(
            raw, envelope_sender=envelope_sender, own_host=letters.message_id_host()
        )
        enclosures = enclosed(read) if read.photos else NO_ENCLOSURES
        with transaction():
            sorting.sort(_still_unread(mail_id), read, enclosures, at=clock.now())
    except Exception as error:
        if is_away(error) or isinstance(error, OSError):  # the world's fault, and may pass
            raise
        logger.exception("mail %s cannot be read", mail_id)
        _lay_aside(mail_id)


@periodic("* * * * *")
def read_what_is_forgotten() -> None:
    """Once a minute: wake what was kept and has no live job, its reader killed or never begun."""
    with transaction():
        wake_forgotten()


def wake_forgotten() -> None:
    unread = sa.select(ReceivedMail).where(
        ReceivedMail.outcome == MailOutcome.RECEIVED,
        ~has_job(sa.func.concat(f"{TASK}/", ReceivedMail.id)),
    )
    for kept in session.scalars(unread.order_by(ReceivedMail.id).limit(_WAKE_AT_ONCE)):
        wake(kept)


def _claimed(mail_id: int) -> ReceivedMail | None:
    """One more attempt to read it, written down before it can do any harm."""
    kept = _still_unread(mail_id)
    if kept is not None:
        kept.attempts += 1
    return kept


def _still_unread(mail_id: int) -> ReceivedMail | None:
    chosen = sa.select(ReceivedMail).where(
        ReceivedMail.id == mail_id, ReceivedMail.outcome == MailOutcome.RECEIVED
    )
    return session.scalar(
        chosen.with_for_update(of=ReceivedMail).execution_options(populate_existing=True)
    )


def _lay_aside(mail_id: int) -> None:
    with transaction():
        kept = _still_unread(mail_id)
        if kept is not None:
            kept.outcome, kept.reason = MailOutcome.QUARANTINED, Why.FAILED


def _plain(address: str) -> str:
    return _UNWRITABLE.sub("", address).strip()[:_LONGEST]
