"""How many, and whether this person."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from civicreport.db import session
from civicreport.participation.models import Follow, Upvote


def upvotes(report_id: int) -> int:
    counted = sa.select(sa.func.count()).select_from(Upvote)
    return session.scalar(counted.where(Upvote.report_id == report_id)) or 0


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
