"""Whoever wants to be forgotten: what our letters and theirs say of them is emptied here.

What a body was sent is the body's, and beyond our reach; the page that asks says so.
"""

from __future__ import annotations

import sqlalchemy as sa

from civicreport.accounts import queries as accounts
from civicreport.db import session
from civicreport.delivery.inbound import queries as inbound
from civicreport.delivery.models import Delivery, KeptMail, MailOutcome, ReceivedMail
from civicreport.domain.events import AccountErased
from civicreport.domain.status import Actor
from civicreport.reports.models import HistoryRow, Report

# Somebody would still have looked at these: there is nothing left to look at.
_UNDECIDED = (MailOutcome.RECEIVED, MailOutcome.QUEUED, MailOutcome.QUARANTINED)


def forget(event: AccountErased) -> None:
    _empty_letters(event)
    _empty_their_mails(event)


def _empty_letters(event: AccountErased) -> None:
    """That they left, when and to whom stays."""
    about_theirs = (
        sa.select(Delivery.id)
        .join(Report, Report.id == Delivery.report_id)
        .where(
            sa.or_(
                Report.reporter_id == event.account_id,
                Report.id.in_(accounts.reports_sent_with(event.email)),
            )
        )
    )
    telling_their_words = (
        sa.select(Delivery.id)
        .join(HistoryRow, HistoryRow.report_id == Delivery.report_id)
        .where(
            HistoryRow.by_id == event.account_id,
            HistoryRow.actor == Actor.RESIDENT,
            HistoryRow.id <= Delivery.said_until,
        )
    )
    for letters in (about_theirs, telling_their_words):
        session.execute(
            sa.update(KeptMail)
            .where(KeptMail.delivery_id.in_(letters), KeptMail.emptied_at.is_(None))
            .values(text="", emptied_at=event.at),
            execution_options={"synchronize_session": False},
        )


def _empty_their_mails(event: AccountErased) -> None:
    """What they wrote to a report stands in its history; the mail itself goes, and what came back
    of mails to them.
    """
    addresses = [event.email] if event.email else []
    is_theirs = sa.or_(
        sa.func.lower(ReceivedMail.recipient).in_(inbound.addresses_of(event.account_id)),
        sa.func.lower(ReceivedMail.sender).in_(addresses),
        sa.func.lower(ReceivedMail.envelope_sender).in_(addresses),
    )
    session.execute(
        sa.update(ReceivedMail)
        .where(is_theirs)
        .values(
            raw=b"",
            words="",
            subject="",
            sender="",
            envelope_sender="",
            outcome=sa.case(
                (ReceivedMail.outcome.in_(_UNDECIDED), MailOutcome.DISMISSED),
                else_=ReceivedMail.outcome,
            ),
            emptied_at=sa.func.coalesce(ReceivedMail.emptied_at, event.at),
        ),
        execution_options={"synchronize_session": False},
    )


def letters_about(account_id: int) -> list[dict[str, str]]:
    """What was e-mailed to bodies about this person's reports: when, to whom, and its subject."""
    sent = (
        sa.select(KeptMail.sent_at, KeptMail.recipient, KeptMail.subject)
        .join(Delivery, Delivery.id == KeptMail.delivery_id)
        .join(Report, Report.id == Delivery.report_id)
        .where(Report.reporter_id == account_id)
        .order_by(KeptMail.id)
    )
    return [
        {"at": at.isoformat(), "to": recipient, "subject": subject}
        for at, recipient, subject in session.execute(sent)
    ]
