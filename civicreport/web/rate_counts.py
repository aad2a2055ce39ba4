"""Where Flask-Limiter counts: a table of our own database, shared by all workers.

Each count is a short transaction on a connection of its own, so that a request that fails was
still a request. A limit is asked before the view runs: the connection is back in the pool before
the session takes one.
"""

from __future__ import annotations

import time
from typing import Any

import sqlalchemy as sa
from limits.storage import Storage
from sqlalchemy.dialects.postgresql import insert

from civicreport.accounts.models import RateCount
from civicreport.db import own_transaction

ADDRESS = "civicreport://"
_PRUNED_AT_ONCE = 100
_now = sa.func.clock_timestamp()


class RateCounts(Storage):
    STORAGE_SCHEME = ["civicreport"]  # noqa: RUF012 - how limits finds it

    @property
    def base_exceptions(self) -> type[Exception]:
        return sa.exc.SQLAlchemyError

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count, or begin anew where the window is over; who begins one clears old ones away."""
        over = RateCount.expires_at <= _now
        ends = _now + sa.func.make_interval(0, 0, 0, 0, 0, 0, expiry)
        count = insert(RateCount).values(key=key, n=amount, expires_at=ends)
        count = count.on_conflict_do_update(
            index_elements=[RateCount.key],
            set_={
                "n": sa.case((over, amount), else_=RateCount.n + amount),
                "expires_at": sa.case((over, ends), else_=RateCount.expires_at),
            },
        )
        with own_transaction() as session:
            # A whole street shares one row: nobody in it waits until a disk has kept the count.
            session.execute(sa.text("set local synchronous_commit = off"))
            n = session.execute(count.returning(RateCount.n)).scalar_one()
            if n == amount:
                _prune(session)
        return int(n)

    def get(self, key: str) -> int:
        with own_transaction() as session:
            query = sa.select(RateCount.n).where(RateCount.key == key, RateCount.expires_at > _now)
            return session.scalar(query) or 0

    def get_expiry(self, key: str) -> float:
        """In seconds since 1970."""
        with own_transaction() as session:
            ends = session.scalar(sa.select(RateCount.expires_at).where(RateCount.key == key))
        return ends.timestamp() if ends else time.time()

    def check(self) -> bool:
        with own_transaction() as session:
            return bool(session.scalar(sa.select(sa.true())))

    def reset(self) -> int:
        with own_transaction() as session:
            deleted = session.execute(sa.delete(RateCount).returning(RateCount.key)).all()
        return len(deleted)

    def clear(self, key: str) -> None:
        with own_transaction() as session:
            session.execute(sa.delete(RateCount).where(RateCount.key == key))


def _prune(session: Any) -> None:
    expired = (
        sa.select(RateCount.key)
        .where(RateCount.expires_at <= _now)
        .limit(_PRUNED_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    session.execute(sa.delete(RateCount).where(RateCount.key.in_(expired)))
