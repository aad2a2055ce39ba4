"""Durable jobs in the same database, enqueued in the caller's transaction.

A job is only a wake-up: what has to be done stands in a row of its own, so that a lost, doubled or
late job changes nothing but the hour. `task` and `periodic` register functions, `enqueue` inserts
into the caller's transaction (a rollback takes the job away too), `drain` runs what is due in the
caller's own process, for tests.
"""

from civicreport.jobs.engine import init_app
from civicreport.jobs.queue import (
    drain,
    enqueue,
    has_job,
    oldest_waiting_seconds,
    prune,
    rescue,
)
from civicreport.jobs.registry import TASKS, Task, UnknownTask, periodic, task

__all__ = [
    "TASKS",
    "Task",
    "UnknownTask",
    "drain",
    "enqueue",
    "has_job",
    "init_app",
    "oldest_waiting_seconds",
    "periodic",
    "prune",
    "rescue",
    "task",
]
