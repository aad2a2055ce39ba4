"""Our statuses in Open311's words, and back. Nowhere else are they translated."""

from __future__ import annotations

from typing import Literal

from civicreport.domain.status import Status, is_open

# The words that FixMyStreet added to open and closed; other systems learned them from it.
EXTENDED = {
    Status.REPORTED: "open",
    Status.ACKNOWLEDGED: "open",
    Status.INVESTIGATING: "investigating",
    Status.SCHEDULED: "action_scheduled",
    Status.IN_PROGRESS: "in_progress",
    Status.FIXED: "fixed",
    Status.NO_ACTION: "no_further_action",
    Status.NOT_RESPONSIBLE: "not_councils_responsibility",
    Status.DUPLICATE: "duplicate",
    Status.WITHDRAWN: "closed",
}


def open_or_closed(status: Status) -> Literal["open", "closed"]:
    return "open" if is_open(status) else "closed"


def extended(status: Status) -> str:
    return EXTENDED[status]
