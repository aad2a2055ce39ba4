"""What becomes of a thing on its way out of the house: sending is not work on the report.

A row waits until it is due, is claimed, and ends as sent, dead or cancelled. Whether a failure
passes is what the world outside said; how often to try again is ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from civicreport.domain.deadline import next_attempt


class State(StrEnum):
    WAITING = "waiting"  # until due_at: the undo window, or the backoff
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"  # given up; a person looks at it
    CANCELLED = "cancelled"  # no longer wanted when its hour came


class Result(StrEnum):
    SENT = "sent"
    LATER = "later"  # a failure that may pass: a full mailbox, no network
    NEVER = "never"  # a failure that stays: no such address
    UNWANTED = "unwanted"
    INTERRUPTED = "interrupted"  # the sender died under way; perhaps it has left, perhaps not


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one attempt ended. `remaining` are recipients for whom it has to be tried again."""

    result: Result
    words: str = ""
    remaining: tuple[str, ...] = ()
    # Offered, and the answer got lost: it has to be looked for before it is offered again.
    may_have_arrived: bool = False
    external_id: str = ""  # the receiver's own number for it
    token: str = ""  # by which the receiver will tell that number later
    wait_seconds: int = 0  # for so long the receiver wants to be left alone


# An interruption says nothing about the letter, until it looks as if the letter were the cause.
HARMLESS_INTERRUPTIONS = 3
# Whoever wants to be left alone for longer is asked again all the same.
LONGEST_WAIT = timedelta(days=1)


def state_after(outcome: Outcome, *, attempts: int, now: datetime) -> tuple[State, datetime | None]:
    """The state that follows this many attempts, and when the next one is due, if any."""
    match outcome.result:
        case Result.SENT:
            return State.SENT, None
        case Result.UNWANTED:
            return State.CANCELLED, None
        case Result.NEVER:
            return State.DEAD, None
        case Result.INTERRUPTED if attempts <= HARMLESS_INTERRUPTIONS:
            return State.WAITING, now
    due = next_attempt(attempts, now=now)
    if due is None:
        return State.DEAD, None
    wait = min(timedelta(seconds=outcome.wait_seconds), LONGEST_WAIT)
    return State.WAITING, max(due, now + wait)
