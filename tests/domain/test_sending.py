from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from civicreport.domain.sending import Outcome, Result, State, state_after

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


# fmt: off
TABLE = [
    (Result.SENT,        1, State.SENT,      None),
    (Result.SENT,        7, State.SENT,      None),
    (Result.UNWANTED,    1, State.CANCELLED, None),
    (Result.NEVER,       1, State.DEAD,      None),
    (Result.LATER,       1, State.WAITING,   1 * MINUTE),
    (Result.LATER,       2, State.WAITING,   5 * MINUTE),
    (Result.LATER,       3, State.WAITING,  30 * MINUTE),
    (Result.LATER,       4, State.WAITING,   2 * HOUR),
    (Result.LATER,       5, State.WAITING,   6 * HOUR),
    (Result.LATER,       6, State.WAITING,  24 * HOUR),
    (Result.LATER,       7, State.DEAD,      None),
    (Result.INTERRUPTED, 1, State.WAITING,   0 * MINUTE),
    (Result.INTERRUPTED, 3, State.WAITING,   0 * MINUTE),
    (Result.INTERRUPTED, 4, State.WAITING,   2 * HOUR),
    (Result.INTERRUPTED, 7, State.DEAD,      None),
]
# fmt: on


@pytest.mark.parametrize(("result", "attempts", "state", "wait"), TABLE)
def test_what_follows_an_attempt(
    result: Result, attempts: int, state: State, wait: timedelta | None
) -> None:
    due_at = None if wait is None else NOW + wait
    assert state_after(Outcome(result), attempts=attempts, now=NOW) == (state, due_at)


@pytest.mark.parametrize(
    ("attempts", "wait_seconds", "wait"),
    [(1, 30, MINUTE), (1, 90, 90 * MINUTE / 60), (6, 60, 24 * HOUR), (1, 10**9, 24 * HOUR)],
)
def test_whoever_asks_for_more_time_gets_it_within_reason(
    attempts: int, wait_seconds: int, wait: timedelta
) -> None:
    busy = Outcome(Result.LATER, wait_seconds=wait_seconds)
    assert state_after(busy, attempts=attempts, now=NOW) == (State.WAITING, NOW + wait)


def test_more_time_is_no_more_attempts() -> None:
    busy = Outcome(Result.LATER, wait_seconds=60)
    assert state_after(busy, attempts=7, now=NOW) == (State.DEAD, None)
