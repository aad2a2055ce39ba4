"""Who reports follows; and what a device did becomes its person's."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from civicreport.accounts.models import Account
from civicreport.db import session
from civicreport.domain.events import AccountErased, AddressConfirmed, ReportSubmitted, subscribe
from civicreport.participation import follows
from civicreport.participation.models import Follow, Upvote
from civicreport.reports.models import Report


def subscribe_all() -> None:
    subscribe(ReportSubmitted, follow_own)
    subscribe(AddressConfirmed, take_over)
    subscribe(AccountErased, forget_wishes)


def follow_own(event: ReportSubmitted) -> None:
    """At once where the address is known; otherwise once it is confirmed."""
    account = session.get_one(Account, event.account_id)
    if account.email_confirmed_at is not None:
        report = session.get_one(Report, event.report_id)
        follows.begin(report.id, account.id, at=report.reported_at)


def take_over(event: AddressConfirmed) -> None:
    if event.device_account_id is not None:
        _move(Upvote, event.device_account_id, event.account_id)
        _move(Follow, event.device_account_id, event.account_id)
    if event.follows_report_id is not None:
        follows.follow(event.follows_report_id, event.account_id, at=event.at)
    given = sa.select(Report.id).where(Report.reporter_id == event.account_id)
    own = sa.delete(Upvote).where(Upvote.account_id == event.account_id)
    session.execute(own.where(Upvote.report_id.in_(given)))  # seen from another browser of theirs
    for report_id in session.scalars(given.order_by(Report.id)):
        follows.begin(report_id, event.account_id, at=event.at)


def forget_wishes(event: AccountErased) -> None:
    """Nobody is left to be told; that one more has seen it stays true."""
    session.execute(sa.delete(Follow).where(Follow.account_id == event.account_id))


def _move(kind: Any, device_id: int, person_id: int) -> None:
    """One of each for a person: what both had stays the person's."""
    theirs = aliased(kind)
    has_it = sa.exists().where(theirs.report_id == kind.report_id, theirs.account_id == person_id)
    session.execute(
        sa.delete(kind).where(kind.account_id == device_id, has_it),
        execution_options={"synchronize_session": False},
    )
    session.execute(
        sa.update(kind).where(kind.account_id == device_id).values(account_id=person_id),
        execution_options={"synchronize_session": False},
    )
