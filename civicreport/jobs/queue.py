"""The queue is procrastinate's; this is the only place that talks to its tables.

Everything here runs on the session's own connection and so commits with the caller. Succeeded
jobs leave at once, failed ones stay a month for whoever wonders.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

import procrastinate
import sqlalchemy as sa
from procrastinate.exceptions import AlreadyEnqueued

from civicreport.db import session, transaction
from civicreport.domain import clock
from civicreport.jobs.registry import task_named

logger = logging.getLogger(__name__)

QUEUE = "civicreport"
STALLED_AFTER = timedelta(seconds=30)  # without a heartbeat; a worker sends one every 10
KEEP_FAILED = timedelta(days=30)

_jobs = sa.table(
    "procrastinate_jobs",
    sa.column("id", sa.BigInteger),
    sa.column("task_name", sa.String),
    sa.column("lock", sa.String),
    sa.column("status", sa.String),
    sa.column("scheduled_at", sa.DateTime(timezone=True)),
)
_sync = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())


def enqueue(
    name: str, *, unique: str | None = None, run_at: datetime | None = None, **args: Any
) -> None:
    """Have a task done once the caller's transaction has committed.

    Of the jobs with one `unique` key only one waits and only one runs at any time; a second wish
    keeps the earlier of both hours. Outside the test suite's `drain`, a worker does it.
    """
    task_named(name)
    try:
        with session.begin_nested():  # a refused duplicate must not end the caller's transaction
            connection = session.connection().connection.driver_connection
            _sync.configure_task(
                name,
                queue=QUEUE,
                connection=connection,
                lock=unique,
                queueing_lock=unique,
                schedule_at=run_at,
            ).defer(**args)
    except AlreadyEnqueued:
        _bring_forward(unique, run_at)


def _bring_forward(unique: str | None, run_at: datetime | None) -> None:
    session.execute(
        sa.text(
            "update procrastinate_jobs set scheduled_at = least(scheduled_at, :run_at)"
            " where queueing_lock = :unique and status = 'todo'"
        ),
        {"unique": unique, "run_at": run_at or clock.now()},
    )


def has_job(unique: sa.ColumnElement[str], *, is_running: bool = False) -> sa.ColumnElement[bool]:
    """SQL: whether a job with this key waits or runs (or runs, alone), seen in one snapshot."""
    states = ("doing",) if is_running else ("todo", "doing")
    status = sa.cast(_jobs.c.status, sa.String)
    return sa.exists().where(_jobs.c.lock == unique, status.in_(states))


def rescue(*, stalled_after: timedelta = STALLED_AFTER) -> int:
    """Have the jobs of killed workers done again; they would stay `doing` for ever otherwise."""
    stalled = session.scalars(
        sa.text(
            "select job.id from procrastinate_jobs job"
            " left join procrastinate_workers worker on worker.id = job.worker_id"
            " where job.status = 'doing' and (worker.id is null"
            "   or worker.last_heartbeat < clock_timestamp() - :stalled_after)"
            " order by job.id for update of job skip locked"
        ),
        {"stalled_after": stalled_after},
    ).all()
    for job_id in stalled:
        _retry_stalled(job_id)
    return len(stalled)


def _retry_stalled(job_id: int) -> None:
    """Another job with the same key may be waiting already: then that one does the work."""
    try:
        with session.begin_nested():
            session.execute(
                sa.text("select procrastinate_retry_job_v2(:id, now(), null, null, null)"),
                {"id": job_id},
            )
    except sa.exc.IntegrityError:
        session.execute(
            sa.text("select procrastinate_finish_job_v1(:id, 'failed', true)"), {"id": job_id}
        )


def prune(*, keep: timedelta = KEEP_FAILED) -> None:
    """Forget jobs that ended; the rows that they served tell what became of them."""
    session.execute(
        sa.text(
            "delete from procrastinate_jobs job where status = 'succeeded' or"
            " (status in ('failed', 'cancelled', 'aborted') and not exists (select 1"
            "  from procrastinate_events event where event.job_id = job.id"
            "  and event.at > clock_timestamp() - :keep))"
        ),
        {"keep": keep},
    )


def oldest_waiting_seconds() -> float:
    """For how long the oldest due job has been waiting; 0 where none is. Above 120: no worker."""
    age = session.scalar(
        sa.text(
            "select extract(epoch from clock_timestamp()"
            "   - min(greatest(job.scheduled_at, event.at)))"
            " from procrastinate_jobs job"
            " left join procrastinate_events event on event.job_id = job.id"
            "   and event.type in ('deferred', 'deferred_for_retry')"
            " where job.status = 'todo' and coalesce(job.scheduled_at, '-infinity')"
            "   <= clock_timestamp()"
        )
    )
    return max(0.0, float(age or 0))


def drain(*, until: datetime | None = None, limit: int = 1000) -> list[str]:
    """Run what is due here and now, in this session; the names of what ran. For tests."""
    ran: list[str] = []
    while len(ran) < limit:
        row = _take_job(until or clock.now())
        if row is None:
            break
        task_named(row.task_name).function(**row.args)
        with transaction():
            session.execute(
                sa.text("select procrastinate_finish_job_v1(:id, 'succeeded', true)"),
                {"id": row.id},
            )
        ran.append(row.task_name)
    return ran


def _take_job(until: datetime) -> Any:
    with transaction():
        return session.execute(
            sa.text(
                "update procrastinate_jobs set status = 'doing' where id = (select id"
                " from procrastinate_jobs where status = 'todo'"
                " and coalesce(scheduled_at, '-infinity') <= :until"
                " order by priority desc, id limit 1) returning id, task_name, args"
            ),
            {"until": until},
        ).first()
