"""Procrastinate's own application, for the worker's door: every registered task, and patience."""

from __future__ import annotations

import asyncio
from typing import Any

import procrastinate
import psycopg
import sqlalchemy as sa
from procrastinate.exceptions import ConnectorException
from psycopg.conninfo import make_conninfo

from civicreport.jobs.queue import QUEUE
from civicreport.jobs.registry import TASKS, Task

_AGAIN, _PAUSE = 40, 1.0  # times, seconds: a database that restarts is back by then
_conninfo: list[str] = []


def init_app(url: str) -> None:
    """Remember where the workers find the database; enqueuing needs only the session."""
    parsed = sa.make_url(url)
    _, parameters = parsed.get_dialect()().create_connect_args(parsed)
    _conninfo[:] = [make_conninfo("", **parameters)]


class PatientConnector(procrastinate.PsycopgConnector):
    """Says how a job ended even where the database is away just then.

    Otherwise the job would stay `doing` under a worker that lives, and nobody would rescue it.
    """

    async def execute_query_async(self, query: Any, **arguments: Any) -> None:
        for _ in range(_AGAIN):
            try:
                await super().execute_query_async(query, **arguments)
            except ConnectorException as error:
                if not isinstance(error.__cause__, psycopg.OperationalError):
                    raise
                await asyncio.sleep(_PAUSE)
            else:
                return
        await super().execute_query_async(query, **arguments)


def worker_app() -> procrastinate.App:
    connector = PatientConnector(conninfo=_conninfo[0], min_size=1, max_size=4)
    app = procrastinate.App(connector=connector)
    for registered in TASKS.values():
        _register(app, registered)
    return app


def _register(app: procrastinate.App, registered: Task) -> None:
    retry: bool | procrastinate.RetryStrategy = False
    if registered.attempts > 1:
        retry = procrastinate.RetryStrategy(max_attempts=registered.attempts, exponential_wait=4)
    if registered.cron is None:
        app.task(name=registered.name, queue=QUEUE, retry=retry)(registered.function)
        return

    def run_by_the_clock(timestamp: int) -> None:  # noqa: ARG001 - the scheduler passes it by name
        registered.function()

    # One that still waits when its time comes again is not doubled. Nothing keeps two from running
    # at once: a lock held by a killed worker's job would keep the job that rescues it from running.
    app.periodic(cron=registered.cron)(
        app.task(name=registered.name, queue=QUEUE, queueing_lock=registered.name)(run_by_the_clock)
    )
