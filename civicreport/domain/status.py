"""The status of the *work* on a report, the moves between statuses, and who may make them.

Moderation is no work (see `visibility`), and neither is sending (see `delivery`).
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from civicreport.domain.errors import ChangeNotAllowed, ReasonMissing, UndoNotAllowed


class Status(StrEnum):
    REPORTED = "reported"
    ACKNOWLEDGED = "acknowledged"
    INVESTIGATING = "investigating"
    SCHEDULED = "scheduled"
    IN_PROGRESS = "in_progress"
    FIXED = "fixed"
    NO_ACTION = "no_action"
    NOT_RESPONSIBLE = "not_responsible"
    DUPLICATE = "duplicate"
    WITHDRAWN = "withdrawn"


class Actor(StrEnum):
    """In which capacity somebody acts on one report."""

    REPORTER = "reporter"
    RESIDENT = "resident"  # somebody else who takes part
    OFFICER = "officer"
    ADMINISTRATOR = "administrator"
    SITE = "site"


S = Status
CLOSED = frozenset({S.FIXED, S.NO_ACTION, S.NOT_RESPONSIBLE, S.DUPLICATE, S.WITHDRAWN})
OPEN = frozenset(Status) - CLOSED
NEEDS_REASON = frozenset({S.NO_ACTION, S.NOT_RESPONSIBLE})

IN_HAND = frozenset({S.ACKNOWLEDGED, S.INVESTIGATING, S.SCHEDULED, S.IN_PROGRESS})
_ENDS = frozenset({S.FIXED, S.NO_ACTION, S.NOT_RESPONSIBLE, S.DUPLICATE})

# Ended work starts again only by looking anew; what the reporter took back stays taken back.
ALLOWED_CHANGES: dict[Status, frozenset[Status]] = {
    S.REPORTED: IN_HAND | _ENDS | {S.WITHDRAWN},
    S.ACKNOWLEDGED: (IN_HAND - {S.ACKNOWLEDGED}) | _ENDS | {S.WITHDRAWN},
    S.INVESTIGATING: (IN_HAND - {S.INVESTIGATING}) | _ENDS | {S.WITHDRAWN},
    S.SCHEDULED: (IN_HAND - {S.SCHEDULED}) | _ENDS | {S.WITHDRAWN},
    S.IN_PROGRESS: (IN_HAND - {S.IN_PROGRESS}) | _ENDS | {S.WITHDRAWN},
    S.FIXED: frozenset({S.INVESTIGATING}),
    S.NO_ACTION: frozenset({S.INVESTIGATING}),
    S.NOT_RESPONSIBLE: frozenset({S.INVESTIGATING}),
    S.DUPLICATE: frozenset({S.INVESTIGATING}),
    S.WITHDRAWN: frozenset(),
}

STAFF = frozenset({Actor.OFFICER, Actor.ADMINISTRATOR})
WHO_MAY_SET: dict[Status, frozenset[Actor]] = {
    **dict.fromkeys(IN_HAND | _ENDS, STAFF),
    S.WITHDRAWN: frozenset({Actor.REPORTER, Actor.ADMINISTRATOR}),
    S.REPORTED: frozenset({Actor.SITE}),
}

# How full the ring is drawn: the stages of the meter, in order.
STAGES = (S.REPORTED, S.ACKNOWLEDGED, S.SCHEDULED, S.IN_PROGRESS, S.FIXED)
_STAGE_OF = {**{stage: n for n, stage in enumerate(STAGES)}, S.INVESTIGATING: 1}


def is_open(status: Status) -> bool:
    return status in OPEN


def stage_of(status: Status) -> int | None:
    """How far along the meter, 0 to 4; None where the work ended without a fix."""
    return _STAGE_OF.get(status)


def changes_from(status: Status, actor: Actor) -> tuple[Status, ...]:
    """The moves open to this actor, in the order in which work goes."""
    allowed = ALLOWED_CHANGES[status]
    return tuple(new for new in Status if new in allowed and actor in WHO_MAY_SET[new])


def check_change(old: Status, new: Status, *, actor: Actor, text: str = "") -> None:
    """Raise where the move is not in the table, not this actor's, or lacks its reason."""
    if new not in changes_from(old, actor):
        raise ChangeNotAllowed(old=old, new=new, allowed=changes_from(old, actor))
    if new in NEEDS_REASON and not text.strip():
        raise ReasonMissing(new=new)


UNDO_WINDOW = timedelta(minutes=15)
MAIL_UNDO_WINDOW = timedelta(days=7)  # a mail is read when somebody comes to it


def check_undo(
    *, is_author: bool, is_latest: bool, age: timedelta, window: timedelta = UNDO_WINDOW
) -> None:
    """A slip is taken back by whoever made it, while nothing has been built on it."""
    if not is_author:
        raise UndoNotAllowed(why="not_yours")
    if not is_latest:
        raise UndoNotAllowed(why="not_the_latest")
    if age > window:
        raise UndoNotAllowed(why="too_late")
