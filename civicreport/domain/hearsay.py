"""What a body's own system says of a report, and whether it moves the report's status.

Such words come late, twice, out of order and in strange vocabularies; what cannot be right moves
nothing, and its text is kept all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from civicreport.domain.status import Actor, Status, changes_from, is_open


@dataclass(frozen=True, slots=True)
class Standing:
    """How the report stands, and how it came to stand so."""

    status: Status
    since: datetime  # the last move, by the clock of whoever made it
    is_their_move: bool  # the same system made it


def move_for(meant: Status | None, *, said_at: datetime | None, stands: Standing) -> Status | None:
    """The status to set, or None: unknown, no change, older than the last move, or not allowed.

    A plain `open` is how things stand over there, not something that was done: it reopens only
    what the same system has closed. Ended work begins again by looking anew, whatever they call it.
    """
    if meant is None or meant is stands.status or (said_at and said_at < stands.since):
        return None
    if meant is Status.REPORTED and (is_open(stands.status) or not stands.is_their_move):
        return None
    if is_open(meant) and not is_open(stands.status):
        meant = Status.INVESTIGATING
    return meant if meant in changes_from(stands.status, Actor.OFFICER) else None
