"""The wish to hear of one report."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from civicreport.db import session
from civicreport.participation.models import Follow


def follow(report_id: int, account_id: int, *, at: datetime) -> None:
    """From now on, or again."""
    row = insert(Follow).values(report_id=report_id, account_id=account_id, created_at=at)
    session.execute(
        row.on_conflict_do_update(
            index_elements=["report_id", "account_id"], set_={"ended_at": None}
        )
    )


def begin(report_id: int, account_id: int, *, at: datetime) -> None:
    """By an event and not by somebody's wish: what was ended stays ended."""
    row = insert(Follow).values(report_id=report_id, account_id=account_id, created_at=at)
    session.execute(row.on_conflict_do_nothing(index_elements=["report_id", "account_id"]))


def end(report_id: int, account_id: int, *, at: datetime) -> None:
    """Kept as ended, even where it had not begun: no later event begins it by itself."""
    begin(report_id, account_id, at=at)
    session.execute(
        sa.update(Follow)
        .where(
            Follow.report_id == report_id,
            Follow.account_id == account_id,
            Follow.ended_at.is_(None),
        )
        .values(ended_at=at)
    )
