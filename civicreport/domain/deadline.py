"""By when an answer is due, and when silence has become overdue."""

from __future__ import annotations

from datetime import datetime, timedelta

_SATURDAY = 5


def expected_answer(reported_at: datetime, *, answer_days: int) -> datetime:
    """The same time of day, this many working days (Monday to Friday) later."""
    due = reported_at
    left = answer_days
    while left > 0:
        due += timedelta(days=1)
        if due.weekday() < _SATURDAY:
            left -= 1
    return due


def is_overdue(expected_at: datetime | None, *, now: datetime) -> bool:
    return expected_at is not None and expected_at < now


# How long after each failed attempt the next one is due; after the last one it is a dead letter.
BACKOFF = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=6),
    timedelta(days=1),
)


def next_attempt(attempts: int, *, now: datetime) -> datetime | None:
    """When to try again after this many failed attempts; None: give up, keep it for a person."""
    return now + BACKOFF[attempts - 1] if attempts <= len(BACKOFF) else None
