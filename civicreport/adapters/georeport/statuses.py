"""Our statuses in the words of GeoReport and of FixMyStreet's extension, and theirs in ours."""

from __future__ import annotations

from civicreport.adapters.georeport.quirks import Quirks
from civicreport.domain.status import Status, is_open

_EXTENDED = {
    Status.REPORTED: "OPEN",
    Status.ACKNOWLEDGED: "OPEN",
    Status.INVESTIGATING: "INVESTIGATING",
    Status.SCHEDULED: "ACTION_SCHEDULED",
    Status.IN_PROGRESS: "IN_PROGRESS",
    Status.FIXED: "FIXED",
    Status.NO_ACTION: "NO_FURTHER_ACTION",
    Status.NOT_RESPONSIBLE: "NOT_COUNCILS_RESPONSIBILITY",
    Status.DUPLICATE: "DUPLICATE",
    Status.WITHDRAWN: "CLOSED",
}

# FixMyStreet's words, and CitySDK's `detailed_status`. What is passed on inside a council
# ("internal_referral") moves nothing, and neither does "unchanged".
_MEANING = {
    "open": Status.REPORTED,
    "pending": Status.REPORTED,
    "received": Status.REPORTED,
    "acknowledged": Status.ACKNOWLEDGED,
    "for_triage": Status.ACKNOWLEDGED,
    "investigating": Status.INVESTIGATING,
    "reopen": Status.INVESTIGATING,
    "reopened": Status.INVESTIGATING,
    "action_scheduled": Status.SCHEDULED,
    "scheduled": Status.SCHEDULED,
    "planned": Status.SCHEDULED,
    "in_progress": Status.IN_PROGRESS,
    "in_process": Status.IN_PROGRESS,
    "fixed": Status.FIXED,
    "processed": Status.FIXED,
    "no_further_action": Status.NO_ACTION,
    "no_action": Status.NO_ACTION,
    "cancelled": Status.NO_ACTION,
    "rejected": Status.NO_ACTION,
    "not_councils_responsibility": Status.NOT_RESPONSIBLE,
    "not_responsible": Status.NOT_RESPONSIBLE,
    "duplicate": Status.DUPLICATE,
}
_MOVES_NOTHING = frozenset({"", "unchanged", "internal_referral"})


def word_for(status: Status, quirks: Quirks) -> str:
    """As a peer is told: its extended words only where it knows them."""
    if quirks.extended_statuses:
        return _EXTENDED[status]
    return "OPEN" if is_open(status) else "CLOSED"


def moves_nothing(word: str) -> bool:
    return _plain(word) in _MOVES_NOTHING


def meaning_of(word: str, quirks: Quirks) -> Status | None:
    """The status that a peer's word stands for; None where nobody knows the word.

    The standard's `closed` says that work has ended and not how. Without a quirk that says more it
    is taken as FixMyStreet takes it: who has no other word for it means that it is fixed (the
    reporter is asked, and may say that it is not), who has words for every end means another one.
    """
    plain = _plain(word)
    own = {_plain(theirs): status for theirs, status in quirks.status_words.items()}
    if plain in own or plain != "closed":
        return own.get(plain, _MEANING.get(plain))
    if quirks.closed_means:
        return Status(quirks.closed_means)
    return Status.NO_ACTION if quirks.extended_statuses else Status.FIXED


def _plain(word: str) -> str:
    return word.strip().casefold().replace(" ", "_").replace("-", "_")
