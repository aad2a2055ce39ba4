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
