"""Who wants to hear of what, and what they have been told."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from civicreport.accounts.models import Account
from civicreport.adapters import tokens
from civicreport.db import session
from civicreport.domain.errors import LinkExpired
from civicreport.domain.sending import State
from civicreport.domain.visibility import Visibility
from civicreport.notifications.models import Notification
from civicreport.participation.models import Follow
from civicreport.reports.models import HistoryRow, Kind, Report

LOST_IN_A_ROW = 3  # notifications that came back: then the address is taken for dead
END_TOKEN = "follow-end"  # noqa: S105 - the purpose of a token, not one


def wants_to_hear(report: Report) -> bool:
    """Whether the reporter has proven an address and has not ended these mails."""
    reporter = report.reporter
    if reporter.email is None or reporter.email_confirmed_at is None or not reporter.is_active:
        return False
    return not is_ended(reporter.id, report.id) and not is_unreachable(reporter.id)


def hears_of(report: Report, account_id: int) -> bool:
    """Whether this person still wants to: who reported it, or who follows it while it is public."""
    if account_id == report.reporter_id:
        return wants_to_hear(report)
    return account_id in session.scalars(_followers(report).where(Account.id == account_id)).all()


def has_followers(report: Report) -> bool:
    return bool(session.scalar(sa.select(_followers(report).exists())))


def followers_to_tell(report: Report, row: HistoryRow) -> Sequence[int]:
    """Those who follow it, apart from whoever did it, and not twice."""
    told = sa.exists().where(
        Notification.account_id == Account.id, Notification.history_id == row.id
    )
    others = _followers(report).where(
        ~told, Account.id != (row.by_id or 0), ~_is_unreachable(Account.id)
    )
    return session.scalars(others.order_by(Account.id)).all()


def _followers(report: Report) -> sa.Select[int]:
    """Others than the reporter, by proven addresses; of what is not public they hear nothing."""
    return (
        sa.select(Account.id)
        .join(Follow, Follow.account_id == Account.id)
        .where(
            Follow.report_id == report.id,
            Follow.ended_at.is_(None),
            Account.id != report.reporter_id,
            Account.email.is_not(None),
            Account.email_confirmed_at.is_not(None),
            Account.is_active,
            sa.literal(report.visibility is Visibility.PUBLIC),
        )
    )


def is_unreachable(account_id: int) -> bool:
    """Nothing of late arrived. A confirming link is always sent, and begins it again."""
    return bool(session.scalar(sa.select(_is_unreachable(account_id))))


def _is_unreachable(account_id: Any) -> sa.ColumnElement[bool]:
    ended = sa.select(Notification.state).where(
        Notification.account_id == account_id,
        Notification.state.in_((State.SENT, State.DEAD)),
    )
    latest = ended.order_by(Notification.id.desc()).limit(LOST_IN_A_ROW).lateral()
    lost = sa.select(sa.func.count()).where(latest.c.state == State.DEAD).scalar_subquery()
    return lost == LOST_IN_A_ROW


def is_ended(account_id: int, report_id: int) -> bool:
    return bool(
        session.scalar(
            sa.select(Follow.ended_at.is_not(None)).where(
                Follow.account_id == account_id, Follow.report_id == report_id
            )
        )
    )


def is_hidden(report: Report) -> bool:
    return report.visibility is Visibility.HIDDEN


def is_news_taken_back(history_id: int) -> bool:
    """Words that left with nothing to tell; a status that was taken back is told as such."""
    taken_back = sa.exists().where(
        HistoryRow.takes_back_id == history_id, HistoryRow.kind == Kind.UPDATE
    )
    return bool(session.scalar(sa.select(taken_back)))


def was_told(account_id: int, history_id: int) -> bool:
    told = sa.exists().where(
        Notification.account_id == account_id, Notification.history_id == history_id
    )
    return bool(session.scalar(sa.select(told)))


def waiting(which: sa.ColumnElement[bool]) -> Sequence[Notification]:
    """Held fast: no worker takes them up meanwhile."""
    locked = sa.select(Notification).where(which, Notification.state == State.WAITING)
    locked = locked.with_for_update().execution_options(populate_existing=True)
    return session.scalars(locked).all()


def told(account_id: int) -> Sequence[Notification]:
    """What was mailed to this person, the oldest first."""
    sent = sa.select(Notification).where(
        Notification.account_id == account_id, Notification.sent_at.is_not(None)
    )
    return session.scalars(sent.order_by(Notification.id)).all()


def first_letter(notification: Notification) -> str | None:
    """The message id of the first letter of its thread: to the same person about this report."""
    return session.scalar(
        sa.select(Notification.message_id)
        .where(
            Notification.report_id == notification.report_id,
            Notification.account_id == notification.account_id,
            Notification.topic == notification.topic,
            Notification.sent_at.is_not(None),
            Notification.id < notification.id,
        )
        .order_by(Notification.id)
        .limit(1)
    )


def whose_mails(end_token: str) -> tuple[int, int]:
    """The account and the report whose mails this token ends. LinkExpired: it is not ours."""
    match tokens.read(end_token, purpose=END_TOKEN):
        case [int(account_id), int(report_id)] if session.get(Account, account_id):
            return account_id, report_id
    raise LinkExpired
