"""I have seen this too. One tap gives it, the next takes it back."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from civicreport.accounts.models import Account
from civicreport.db import session
from civicreport.domain.events import Upvoted, announce
from civicreport.domain.milestones import is_near
from civicreport.participation import queries
from civicreport.participation.models import Upvote
from civicreport.reports.models import Report


def toggle(report_id: int, account: Account, *, at: datetime) -> bool:
    """Whether it stands now. Touches one's own row alone, so that nobody waits for a neighbour."""
    own = sa.delete(Upvote).where(Upvote.report_id == report_id, Upvote.account_id == account.id)
    if session.execute(own.returning(Upvote.id)).first() is not None:
        return False
    give(report_id, account.id, at=at)
    return queries.has_upvoted(report_id, account.id)


def give(report_id: int, account_id: int, *, at: datetime) -> None:
    """Once, however often it is given. Whoever reported it has not seen it *too*."""
    others = sa.select(
        Report.id, sa.literal(account_id), sa.literal(at, sa.DateTime(timezone=True))
    ).where(Report.id == report_id, Report.reporter_id != account_id)
    row = insert(Upvote).from_select(["report_id", "account_id", "created_at"], others)
    once = row.on_conflict_do_nothing(index_elements=["report_id", "account_id"])
    if session.execute(once.returning(Upvote.id)).first() is not None:
        _announce_milestone(report_id, at=at)


def _announce_milestone(report_id: int, *, at: datetime) -> None:
    count = queries.upvotes(report_id)
    if is_near(count):
        announce(Upvoted(report_id=report_id, count=count, at=at))
