"""The words with which an officer's mail sets the status, and what else it says.

They count only at the very start of the first line of what was written, as a whole phrase.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from civicreport.domain.status import NEEDS_REASON, Status

S = Status


@dataclass(frozen=True, slots=True)
class Words:
    """One language. The first phrase of each status is the one that people are told."""

    phrases: Mapping[Status, tuple[str, ...]]
    internal: tuple[str, ...]  # the word before the note
    examples: tuple[str, ...]  # for the footer of our letters, one for each status, in order


@dataclass(frozen=True, slots=True)
class Understood:
    """What an answer says. Without a status it is text only."""

    text: str  # for everybody
    status: Status | None = None
    words: str = ""  # the phrase that set the status, as it was written
    note: str = ""  # for the staff
    scheduled_on: date | None = None
    duplicate_of: int | None = None  # the number of a report
    lacks_reason: Status | None = None  # it was meant, but it needs a reason: ask back


WORDS: Mapping[str, Words] = MappingProxyType(
    {
        "en": Words(
            phrases={
                S.ACKNOWLEDGED: ("received",),
                S.INVESTIGATING: ("investigating",),
                S.SCHEDULED: ("scheduled",),
                S.IN_PROGRESS: ("in progress",),
                S.FIXED: ("fixed",),
                S.NO_ACTION: ("no action",),
                S.NOT_RESPONSIBLE: ("not ours",),
                S.DUPLICATE: ("duplicate of",),
            },
            internal=("internal",),
            examples=(
                "received",
                "investigating",
                "scheduled for 12 May",
                "in progress",
                "fixed",
                "no action: private land",
                "not ours: a county road",
                "duplicate of 123",
            ),
        )
    }
)


def words_of(language: str) -> Words:
    """The words of a site's language; English where we have none. English works besides."""
    return WORDS.get(language.lower()[:2], WORDS["en"])


def understand(written: str, *, language: str, today: date) -> Understood:  # noqa: ARG001
    """What the words of an answer mean; `written` holds no quotes any more."""
    first, _, rest = written.strip().partition("\n")
    for status, phrases in words_of(language).phrases.items():
        for phrase in phrases:
            if first.lower().rstrip(" .!").startswith(phrase):
                text = f"{first[len(phrase) :].lstrip(' .:!,-')}\n{rest}".strip()
                if status in NEEDS_REASON and not text:
                    return Understood(text=written, lacks_reason=status)
                return Understood(text=text, status=status, words=phrase)
    return Understood(text=written.strip())
