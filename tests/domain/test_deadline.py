from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from civicreport.domain.deadline import BACKOFF, expected_answer, is_overdue, next_attempt

MONDAY = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
DAYS = {
    name: MONDAY + timedelta(days=n)
    for n, name in enumerate(["mon", "tue", "wed", "thu", "fri", "sat", "sun", "mon2", "tue2"])
}


@pytest.mark.parametrize(
    ("reported", "days", "due"),
    [
        ("mon", 0, "mon"),
        ("mon", 1, "tue"),
        ("mon", 4, "fri"),
        ("mon", 5, "mon2"),
        ("fri", 1, "mon2"),
        ("fri", 2, "tue2"),
        ("sat", 0, "sat"),
        ("sat", 1, "mon2"),
        ("sun", 1, "mon2"),
        ("sun", 2, "tue2"),
    ],
)
def test_weekends_do_not_count(reported: str, days: int, due: str) -> None:
    assert expected_answer(DAYS[reported], answer_days=days) == DAYS[due]


def test_a_working_year_is_52_weeks() -> None:
    assert expected_answer(MONDAY, answer_days=260) == MONDAY + timedelta(weeks=52)


@given(
    some.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=some.just(UTC)),  # noqa: DTZ001
    some.integers(1, 60),
)
def test_an_answer_is_due_on_a_working_day_and_more_days_are_later(
    reported_at: datetime, days: int
) -> None:
    due = expected_answer(reported_at, answer_days=days)
    assert due.weekday() < 5
    assert due > expected_answer(reported_at, answer_days=days - 1)
    assert due.time() == reported_at.time()


def test_silence_is_overdue_after_its_moment_and_never_without_one() -> None:
    assert not is_overdue(MONDAY, now=MONDAY)
    assert is_overdue(MONDAY, now=MONDAY + timedelta(seconds=1))
    assert not is_overdue(None, now=MONDAY)


def test_attempts_back_off_and_end() -> None:
    waits = [next_attempt(n, now=MONDAY) for n in range(1, len(BACKOFF) + 2)]
    assert waits == [MONDAY + wait for wait in BACKOFF] + [None]
    assert list(BACKOFF) == sorted(BACKOFF)
