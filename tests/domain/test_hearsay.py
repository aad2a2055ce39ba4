from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from civicreport.domain.hearsay import Standing, move_for
from civicreport.domain.status import Status

S = Status
NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
LATER, EARLIER = NOON + timedelta(minutes=1), NOON - timedelta(minutes=1)


def moved(
    meant: Status | None, status: Status, *, at: datetime | None = LATER, theirs: bool = False
) -> Status | None:
    return move_for(meant, said_at=at, stands=Standing(status, NOON, theirs))


@pytest.mark.parametrize(
    ("meant", "status", "expected"),
    [
        (S.IN_PROGRESS, S.REPORTED, S.IN_PROGRESS),
        (S.FIXED, S.SCHEDULED, S.FIXED),
        (S.NO_ACTION, S.ACKNOWLEDGED, S.NO_ACTION),
        (S.FIXED, S.FIXED, None),  # no change
        (None, S.REPORTED, None),  # a word that nobody knows
        (S.DUPLICATE, S.FIXED, None),  # not in the table
        (S.SCHEDULED, S.FIXED, S.INVESTIGATING),  # ended work begins by looking anew
        (S.ACKNOWLEDGED, S.IN_PROGRESS, S.ACKNOWLEDGED),
    ],
)
def test_a_word_moves_what_an_officer_could_move(
    meant: Status | None, status: Status, expected: Status | None
) -> None:
    assert moved(meant, status) is expected


@pytest.mark.parametrize("meant", list(Status))
def test_what_its_reporter_took_back_stays_so(meant: Status) -> None:
    assert moved(meant, S.WITHDRAWN, theirs=True) is None


@pytest.mark.parametrize("status", list(Status))
def test_nobody_outside_withdraws(status: Status) -> None:
    assert moved(S.WITHDRAWN, status) is None


@pytest.mark.parametrize("meant", list(Status))
def test_what_is_older_than_the_last_move_moves_nothing(meant: Status) -> None:
    assert moved(meant, S.ACKNOWLEDGED, at=EARLIER) is None


def test_what_says_no_time_is_said_now() -> None:
    assert moved(S.FIXED, S.REPORTED, at=None) is S.FIXED


def test_a_plain_open_reopens_only_what_the_same_system_closed() -> None:
    assert moved(S.REPORTED, S.FIXED, theirs=True) is S.INVESTIGATING
    assert moved(S.REPORTED, S.FIXED) is None
    assert moved(S.REPORTED, S.SCHEDULED, theirs=True) is None
