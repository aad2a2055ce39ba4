"""Every move from every status by everybody, as one table."""

from __future__ import annotations

from datetime import timedelta

import pytest

from civicreport.domain.errors import ChangeNotAllowed, ReasonMissing, UndoNotAllowed
from civicreport.domain.status import (
    ALLOWED_CHANGES,
    CLOSED,
    MAIL_UNDO_WINDOW,
    NEEDS_REASON,
    OPEN,
    UNDO_WINDOW,
    Actor,
    Status,
    changes_from,
    check_change,
    check_undo,
    is_open,
    stage_of,
)

# S: officers and administrators; W: the reporter and administrators; a dot: nobody at all.
TABLE = """
    from \\ to       rep ack inv sch pro fix noa nre dup wit
    reported         .   S   S   S   S   S   S   S   S   W
    acknowledged     .   .   S   S   S   S   S   S   S   W
    investigating    .   S   .   S   S   S   S   S   S   W
    scheduled        .   S   S   .   S   S   S   S   S   W
    in_progress      .   S   S   S   .   S   S   S   S   W
    fixed            .   .   S   .   .   .   .   .   .   .
    no_action        .   .   S   .   .   .   .   .   .   .
    not_responsible  .   .   S   .   .   .   .   .   .   .
    duplicate        .   .   S   .   .   .   .   .   .   .
    withdrawn        .   .   .   .   .   .   .   .   .   .
"""
WHO = {
    "S": {Actor.OFFICER, Actor.ADMINISTRATOR},
    "W": {Actor.REPORTER, Actor.ADMINISTRATOR},
    ".": set(),
}
ROWS = [line.split() for line in TABLE.strip().splitlines()[1:]]
CASES = [
    (Status(old), new, actor, actor in WHO[letter])
    for old, *letters in ROWS
    for new, letter in zip(Status, letters, strict=True)
    for actor in Actor
]


def test_the_table_is_whole() -> None:
    assert [row[0] for row in ROWS] == [str(status) for status in Status]
    assert len(CASES) == 10 * 10 * len(Actor)


@pytest.mark.parametrize(("old", "new", "actor", "may"), CASES)
def test_who_may_move_what_where(old: Status, new: Status, actor: Actor, *, may: bool) -> None:
    assert (new in changes_from(old, actor)) is may
    if may:
        check_change(old, new, actor=actor, text="Because.")
    else:
        with pytest.raises(ChangeNotAllowed) as refused:
            check_change(old, new, actor=actor, text="Because.")
        assert refused.value.allowed == changes_from(old, actor)


@pytest.mark.parametrize("new", sorted(NEEDS_REASON))
@pytest.mark.parametrize("text", ["", "  \n"])
def test_a_no_without_a_reason_is_refused(new: Status, text: str) -> None:
    with pytest.raises(ReasonMissing) as refused:
        check_change(Status.REPORTED, new, actor=Actor.OFFICER, text=text)
    assert refused.value.new is new


@pytest.mark.parametrize("new", sorted(ALLOWED_CHANGES[Status.REPORTED] - NEEDS_REASON))
def test_any_other_change_speaks_for_itself(new: Status) -> None:
    actor = Actor.ADMINISTRATOR
    check_change(Status.REPORTED, new, actor=actor)


def test_every_status_is_open_or_closed() -> None:
    assert set(Status) == OPEN | CLOSED
    assert not OPEN & CLOSED
    assert [status for status in Status if is_open(status)] == [
        Status.REPORTED,
        Status.ACKNOWLEDGED,
        Status.INVESTIGATING,
        Status.SCHEDULED,
        Status.IN_PROGRESS,
    ]


def test_the_meter_fills_towards_the_fix_and_is_empty_at_other_ends() -> None:
    assert {status: stage_of(status) for status in Status} == {
        Status.REPORTED: 0,
        Status.ACKNOWLEDGED: 1,
        Status.INVESTIGATING: 1,
        Status.SCHEDULED: 2,
        Status.IN_PROGRESS: 3,
        Status.FIXED: 4,
        Status.NO_ACTION: None,
        Status.NOT_RESPONSIBLE: None,
        Status.DUPLICATE: None,
        Status.WITHDRAWN: None,
    }


NOW, JUST, TOO_LATE = timedelta(0), UNDO_WINDOW, UNDO_WINDOW + timedelta(seconds=1)


@pytest.mark.parametrize(
    ("is_author", "is_latest", "age", "why"),
    [
        (True, True, NOW, None),
        (True, True, JUST, None),
        (True, True, TOO_LATE, "too_late"),
        (True, False, NOW, "not_the_latest"),
        (False, True, NOW, "not_yours"),
        (False, False, TOO_LATE, "not_yours"),
    ],
)
def test_what_may_be_taken_back(
    *, is_author: bool, is_latest: bool, age: timedelta, why: str | None
) -> None:
    def undo() -> None:
        check_undo(is_author=is_author, is_latest=is_latest, age=age)

    if why is None:
        undo()
    else:
        with pytest.raises(UndoNotAllowed) as refused:
            undo()
        assert refused.value.why == why


def test_who_answers_by_mail_has_a_longer_window() -> None:
    check_undo(is_author=True, is_latest=True, age=TOO_LATE, window=MAIL_UNDO_WINDOW)
