"""Our statuses in Open311's words, and theirs in ours, as `adapters.georeport` has them."""

from __future__ import annotations

from typing import Literal

from civicreport.adapters.georeport.quirks import Quirks
from civicreport.adapters.georeport.statuses import meaning_of, moves_nothing, word_for
from civicreport.domain.status import Status, is_open

# Everybody who asks for more than open or closed is told all that we know.
_WHOLE = Quirks(extended_statuses=True)


def open_or_closed(status: Status) -> Literal["open", "closed"]:
    return "open" if is_open(status) else "closed"


def extended(status: Status) -> str:
    """'action_scheduled', as FixMyStreet has it and others learned from it."""
    return word_for(status, _WHOLE).lower()


def meant_by(word: str) -> tuple[Status | None, str]:
    """The status that a word stands for, and the word itself where nobody knows it."""
    meant = meaning_of(word, _WHOLE)
    return meant, "" if meant or moves_nothing(word) else word
