"""How many, and whether this person."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from civicreport.db import look_up, session
from civicreport.participation.models import Follow, Upvote

_UPVOTES = "select count(*) from upvote where report_id = %(report_id)s"


def upvotes(report_id: int) -> int:
    [(count,)] = look_up(_UPVOTES, {"report_id": report_id})
    return int(count)


def has_upvoted(report_id: int, account_id: int | None) -> bool:
    if account_id is None:
        return False
    own = sa.exists().where(Upvote.report_id == report_id, Upvote.account_id == account_id)
    return bool(session.scalar(sa.select(own)))


def follows(report_id: int, account_id: int | None) -> bool:
    if account_id is None:
        return False
    wish = sa.exists().where(
        Follow.report_id == report_id,
        Follow.account_id == account_id,
        Follow.ended_at.is_(None),
    )
    return bool(session.scalar(sa.select(wish)))


def upvoted_by(account_id: int, limit: int) -> Sequence[int]:
    """The reports that this person has seen, too; the latest first."""
    own = sa.select(Upvote.report_id).where(Upvote.account_id == account_id)
    return session.scalars(own.order_by(Upvote.id.desc()).limit(limit)).all()


def followed_by(account_id: int, limit: int) -> Sequence[int]:
    """The reports of which this person wishes to hear; the latest first."""
    own = sa.select(Follow.report_id).where(
        Follow.account_id == account_id, Follow.ended_at.is_(None)
    )
    return session.scalars(own.order_by(Follow.id.desc()).limit(limit)).all()
