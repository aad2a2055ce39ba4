from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from civicreport.domain.sending import (
    HARMLESS_INTERRUPTIONS,
    Outcome,
    Result,
    State,
    state_after,
)

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
MANY = HARMLESS_INTERRUPTIONS + 1


# fmt: off
@pytest.mark.parametrize(("result", "attempts", "state", "wait"), [
    (Result.SENT,        1,                      State.SENT,      None),
    (Result.SENT,        7,                      State.SENT,      None),
    (Result.UNWANTED,    1,                      State.CANCELLED, None),
    (Result.NEVER,       1,                      State.DEAD,      None),
    (Result.LATER,       1,                      State.WAITING,   timedelta(minutes=1)),
    (Result.LATER,       6,                      State.WAITING,   timedelta(days=1)),
    (Result.LATER,       7,                      State.DEAD,      None),
    (Result.INTERRUPTED, 1,                      State.WAITING,   timedelta(0)),
    (Result.INTERRUPTED, HARMLESS_INTERRUPTIONS, State.WAITING,   timedelta(0)),
    (Result.INTERRUPTED, MANY,                   State.WAITING,   timedelta(hours=2)),
    (Result.INTERRUPTED, 7,                      State.DEAD,      None),
])  # fmt: skip
def test_what_becomes_of_an_attempt(
    result: Result, attempts: int, state: State, wait: timedelta | None
) -> None:
    due = None if wait is None else NOW + wait
    assert state_after(Outcome(result), attempts=attempts, now=NOW) == (state, due)
