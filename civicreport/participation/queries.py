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


def followers(report_id: int) -> Sequence[int]:
    """The accounts that wish to hear of this report."""
    return session.scalars(
        sa.select(Follow.account_id)
        .where(Follow.report_id == report_id, Follow.ended_at.is_(None))
        .order_by(Follow.id)
    ).all()
