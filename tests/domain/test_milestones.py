from __future__ import annotations

import pytest

from civicreport.domain.milestones import is_near, is_passed_since, reached


@pytest.mark.parametrize(
    ("count", "milestone"),
    [(0, 0), (4, 0), (5, 5), (9, 5), (10, 10), (24, 10), (25, 25), (99, 50), (100, 100)],
)
def test_the_highest_milestone_so_far(count: int, milestone: int) -> None:
    assert reached(count) == milestone


@pytest.mark.parametrize(
    ("told", "now", "is_passed"),
    [(0, 4, False), (0, 5, True), (5, 9, False), (5, 10, True), (10, 5, False), (3, 30, True)],
)
def test_each_is_passed_once(told: int, now: int, *, is_passed: bool) -> None:
    assert is_passed_since(told, now) is is_passed


def test_only_votes_near_a_milestone_are_worth_a_look() -> None:
    """Some above it, too: votes that do not see each other step over it together."""
    near = [count for count in range(30) if is_near(count)]
    assert near == [5, 6, 7, 10, 11, 12, 25, 26, 27]
