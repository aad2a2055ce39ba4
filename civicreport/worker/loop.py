"""Jobs are plain functions: each runs in a thread, in an app context of its own.

A database that goes away ends procrastinate's worker; this loop starts another one until the
database is back. What was under way then is rescued like the jobs of a killed worker.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import psycopg
import psycopg_pool
from flask import Flask
from procrastinate.exceptions import ConnectorException

from civicreport.jobs import engine, queue

logger = logging.getLogger(__name__)

AT_ONCE = 4
POLL_SECONDS = 2.0  # for jobs whose hour comes; new ones are notified at once
HEARTBEAT_SECONDS = queue.STALLED_AFTER.total_seconds() / 3
PATIENCE_SECONDS = 20.0  # for jobs under way when told to stop
AWAY = (ConnectorException, psycopg.Error, psycopg_pool.PoolTimeout, OSError)


def run(app: Flask, *, at_once: int = AT_ONCE, is_patient: bool = True) -> None:
    """Work until SIGTERM or SIGINT; impatient: until nothing is due any more."""
    asyncio.run(_work(app, at_once=at_once, is_patient=is_patient))


async def _work(app: Flask, *, at_once: int, is_patient: bool) -> None:
    told_to_stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told_to_stop.set)
    while not told_to_stop.is_set():
        working = asyncio.create_task(_work_once(app, at_once=at_once, is_patient=is_patient))
        await _either(working, told_to_stop)
        if not is_patient:
            break
        if not told_to_stop.is_set():
            logger.warning("the worker lost its database, and tries again")
            await _either(asyncio.create_task(asyncio.sleep(1)), told_to_stop)


async def _either(working: asyncio.Task[None], told_to_stop: asyncio.Event) -> None:
    """Wait for the end of the work or for the word to end it, which cancels it with patience."""
    stopping = asyncio.create_task(told_to_stop.wait())
    await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    for task in (working, stopping):
        task.cancel()
    with suppress(asyncio.CancelledError, *AWAY):
        await working


async def _work_once(app: Flask, *, at_once: int, is_patient: bool) -> None:
    jobs = engine.worker_app()
    async with jobs.open_async():
        await jobs.run_worker_async(
            name="civicreport",
            queues=[queue.QUEUE],
            concurrency=at_once,
            wait=is_patient,
            delete_jobs="successful",
            fetch_job_polling_interval=POLL_SECONDS,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=queue.STALLED_AFTER.total_seconds(),
            shutdown_graceful_timeout=PATIENCE_SECONDS,
            install_signal_handlers=False,
            task_middleware=[_in_context_of(app)],
        )


def _in_context_of(app: Flask) -> Callable[..., Any]:
    def run_in_context(call_next: Callable[[], Any], _context: Any, _worker: Any) -> Any:
        with app.app_context():  # leaving it gives the session's connection back
            return call_next()

    return run_in_context
