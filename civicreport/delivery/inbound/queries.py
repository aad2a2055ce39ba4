"""What a mail is about, who may answer it, and which mails wait for whom."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, undefer

from civicreport import config
from civicreport.accounts.models import Account
from civicreport.adapters.mail import addresses_in
from civicreport.adapters.reply_addresses import Kind, address_for
from civicreport.bodies.models import Membership
from civicreport.db import session
from civicreport.delivery.inbound.subjects import Subject
from civicreport.delivery.inbound.trust import Answerers
from civicreport.delivery.models import Delivery, KeptMail, MailOutcome, Purpose, ReceivedMail
from civicreport.domain.errors import NotFound
from civicreport.domain.permissions import Viewer
from civicreport.reports.models import HistoryRow, Photo, Report

# Notifications stand beside this floor: neither knows the other's modules, and the address of a
# mail holds nothing but the number of a row.
_notifications = sa.table(
    "notification", sa.column("id"), sa.column("account_id"), sa.column("report_id")
)


class WaitingCounts(NamedTuple):
    mails: int  # for one of this person's bodies to decide on
    quarantined: int


def delivery_subject(delivery_id: int) -> Subject | None:
    delivery = session.get(Delivery, delivery_id)
    report = report_for_mail(delivery.report_id) if delivery else None
    return Subject(report, delivery=delivery) if report else None


def notification_subject(notification_id: int) -> Subject | None:
    chosen = sa.select(_notifications.c.account_id, _notifications.c.report_id)
    found = session.execute(chosen.where(_notifications.c.id == notification_id)).first()
    report = report_for_mail(found.report_id) if found and found.report_id else None
    if found is None or report is None:
        return None
    person = session.get(Account, found.account_id) if found.account_id else None
    return Subject(report, notification_id=notification_id, person=person)


def addresses_of(account_id: int) -> list[str]:
    """To which this person answers, and letters to them come back, in lower case."""
    told = sa.select(_notifications.c.id).where(_notifications.c.account_id == account_id)
    kinds = (Kind.NOTIFICATION, Kind.NOTIFICATION_BOUNCE)
    numbers = session.scalars(told).all()
    addresses = [address_for(kind, number).lower() for number in numbers for kind in kinds]
    return [address for address in addresses if address]


def report_for_mail(report_id: int) -> Report | None:
    """Locked: mails about one report are taken one after the other."""
    chosen = sa.select(Report).where(Report.id == report_id).with_for_update(of=Report)
    return session.scalar(chosen.execution_options(populate_existing=True))


def came_before(kept: ReceivedMail) -> bool:
    """By another door, handed over anew by a server that did not hear our answer, or to another
    address of ours about the same report, where it has been acted on.

    Other words are another mail, whatever its number: nothing that was written gets lost.
    """
    has_acted = sa.and_(
        ReceivedMail.report_id == kept.report_id,
        ReceivedMail.outcome.in_((MailOutcome.UPDATE, MailOutcome.COMMENT, MailOutcome.TAKEN)),
    )
    same = sa.exists().where(
        ReceivedMail.message_id == kept.message_id,
        sa.or_(sa.func.lower(ReceivedMail.recipient) == kept.recipient.lower(), has_acted),
        ReceivedMail.sender == kept.sender,
        ReceivedMail.words == kept.words,
        ReceivedMail.id != kept.id,
        ReceivedMail.outcome.not_in((MailOutcome.RECEIVED, MailOutcome.REPEATED)),
    )
    return bool(kept.message_id) and bool(session.scalar(sa.select(same)))


def answerers(delivery: Delivery) -> Answerers:
    """Whom the letter went to, by what was kept of it; officers by their proven addresses."""
    # A receipt went to whoever answered, and gives nobody a right: they may have lost theirs since.
    is_receipt = delivery.purpose is Purpose.UNDERSTOOD
    letters = _letters_to(delivery) if is_receipt else [delivery.id]
    kept = sa.select(KeptMail.recipient).where(KeptMail.delivery_id.in_(letters))
    sent_to = [one for text in session.scalars(kept) for one in addresses_in(text)]
    if instead := config.current().mail.redirect_to:  # on a trial all letters really went there
        sent_to.append(parseaddr(instead)[1])
    officers = sa.select(Account.email).where(_works_for(delivery.body_id))
    return Answerers(
        addresses=tuple(sent_to) or addresses_in("" if is_receipt else delivery.address),
        trusts_domain=delivery.body.trusts_its_domain,
        officers=tuple(email for email in session.scalars(officers) if email),
    )


def _letters_to(receipt: Delivery) -> list[int]:
    """What was sent to the same body about the same report, but its receipts."""
    chosen = sa.select(Delivery.id).where(
        Delivery.report_id == receipt.report_id,
        Delivery.body_id == receipt.body_id,
        Delivery.purpose != Purpose.UNDERSTOOD,
    )
    return list(session.scalars(chosen))


def heard_since(kept: ReceivedMail, span: timedelta) -> int:
    """How many mails of its sender about its report have been acted on in the time before it."""
    acted = sa.select(sa.func.count(ReceivedMail.id)).where(
        ReceivedMail.report_id == kept.report_id,
        ReceivedMail.sender == kept.sender,
        ReceivedMail.outcome.in_((MailOutcome.UPDATE, MailOutcome.COMMENT)),
        ReceivedMail.received_at > kept.received_at - span,
    )
    return session.scalar(acted) or 0


def officer(body_id: int, address: str) -> Account | None:
    """Whose address it is, if they work for this body."""
    is_theirs = sa.func.lower(Account.email) == address.lower()
    return session.scalar(sa.select(Account).where(_works_for(body_id), is_theirs))


def _works_for(body_id: int) -> sa.ColumnElement[bool]:
    has_proven_address = sa.and_(
        Account.is_active, Account.email.is_not(None), Account.email_confirmed_at.is_not(None)
    )
    is_member = sa.exists().where(
        Membership.account_id == Account.id, Membership.body_id == body_id
    )
    return sa.and_(has_proven_address, is_member)


def receipts_since(address: str, since: datetime) -> int:
    sent = sa.select(sa.func.count(Delivery.id)).where(
        Delivery.received_mail_id.is_not(None),  # as ix_delivery_receipt has it
        sa.func.lower(Delivery.address) == address.lower(),
        Delivery.created_at > since,
    )
    return session.scalar(sent) or 0


def waiting_for(viewer: Viewer, limit: int = 200) -> Sequence[ReceivedMail]:
    """The mails that this person's bodies have to decide on, oldest first."""
    chosen = sa.select(ReceivedMail).where(_waits_for(viewer))
    with_names = chosen.options(joinedload(ReceivedMail.report), joinedload(ReceivedMail.body))
    return session.scalars(with_names.order_by(ReceivedMail.id).limit(limit)).all()


def waiting_counts(viewer: Viewer) -> WaitingCounts:
    """In one statement: every page of the desk asks."""
    counted = (
        sa.select(sa.func.count(ReceivedMail.id)).where(where).scalar_subquery()
        for where in (_waits_for(viewer), _is_aside(viewer))
    )
    return WaitingCounts(*session.execute(sa.select(*counted)).one())


def count_waiting_about(report_id: int) -> int:
    counted = sa.select(sa.func.count(ReceivedMail.id)).where(
        ReceivedMail.report_id == report_id, ReceivedMail.outcome == MailOutcome.QUEUED
    )
    return session.scalar(counted) or 0


def for_decision(mail_id: int, viewer: Viewer, *, is_locked: bool = True) -> ReceivedMail:
    """One of the queue. Raises NotFound, also where it is not theirs to decide, or decided."""
    return _found(mail_id, _waits_for(viewer), is_locked=is_locked)


def received_mail(mail_id: int, *, recipient: str) -> ReceivedMail:
    """What was kept of an answer to this address. Raises NotFound."""
    to_it = sa.func.lower(ReceivedMail.recipient) == recipient.lower()
    found = session.scalar(sa.select(ReceivedMail).where(ReceivedMail.id == mail_id, to_it))
    if found is None:
        raise NotFound(mail=mail_id)
    return found


def quarantine(viewer: Viewer, limit: int = 200) -> Sequence[ReceivedMail]:
    """The newest that nobody could read, or that are about nothing here."""
    chosen = sa.select(ReceivedMail).where(_is_aside(viewer))
    return session.scalars(chosen.order_by(ReceivedMail.id.desc()).limit(limit)).all()


def in_quarantine(mail_id: int, viewer: Viewer, *, is_locked: bool = False) -> ReceivedMail:
    """With its bytes. Raises NotFound."""
    return _found(mail_id, _is_aside(viewer), is_locked=is_locked)


def has_photos(row: HistoryRow) -> bool:
    return bool(session.scalar(sa.select(sa.exists().where(Photo.history_id == row.id))))


def _is_aside(viewer: Viewer) -> sa.ColumnElement[bool]:
    """What is about nothing here is for the operators alone."""
    is_quarantined = ReceivedMail.outcome == MailOutcome.QUARANTINED
    if viewer.is_operator:
        return is_quarantined
    return sa.and_(is_quarantined, ReceivedMail.body_id.in_(viewer.administrator_of))


def _waits_for(viewer: Viewer) -> sa.ColumnElement[bool]:
    is_queued = ReceivedMail.outcome == MailOutcome.QUEUED
    if viewer.is_operator:
        return is_queued
    return sa.and_(is_queued, ReceivedMail.body_id.in_(viewer.bodies))


def _found(mail_id: int, where: sa.ColumnElement[bool], *, is_locked: bool) -> ReceivedMail:
    chosen = sa.select(ReceivedMail).where(ReceivedMail.id == mail_id, where)
    chosen = chosen.options(undefer(ReceivedMail.raw), joinedload(ReceivedMail.report))
    if is_locked:
        chosen = chosen.with_for_update(of=ReceivedMail)
    kept = session.scalar(chosen.execution_options(populate_existing=True))
    if kept is None:
        raise NotFound(mail=mail_id)
    return kept
