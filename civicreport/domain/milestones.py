"""When it is worth telling that more people have seen the same thing."""

from __future__ import annotations

from bisect import bisect_right

MILESTONES = (5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)
_AT_ONCE = 3  # votes that do not see each other may together step over a milestone


def reached(count: int) -> int:
    """The highest milestone up to this count; 0 below the first."""
    passed = bisect_right(MILESTONES, count)
    return MILESTONES[passed - 1] if passed else 0


def is_passed_since(told: int, now: int) -> bool:
    """Whether a milestone lies between the count that was told last and the present one."""
    return reached(now) > reached(told)


def is_near(count: int) -> bool:
    """Whether this vote may have been the one: only then is it worth looking closer."""
    return reached(count) > 0 and count - reached(count) < _AT_ONCE
