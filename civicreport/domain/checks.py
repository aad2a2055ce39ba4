"""The light checks that every report passes: one that doubts never refuses, a person looks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

# Nobody drops a pin and writes a line in less. Alone it proves nothing (a form filled in by the
# browser, a queue sent when the line is back), with a link in the words it is how spam comes.
FASTEST_SECONDS = 3.0
MANY_REPEATS = 3  # one crew of potholes is described alike; a campaign is described alike for ever
_LINK = re.compile(r"https?://|www\.\w", re.IGNORECASE)


class Doubt(StrEnum):
    TEMPO = "tempo"  # with a link, and sent faster than a person can fill a form
    TRAP = "trap"  # filled a field that people do not see
    REPEATS = "repeats"  # the same words stand elsewhere, many times
    LINKS = "links"
    WORDS = "words"
    CROWD = "crowd"  # more unconfirmed reports for this body within the hour than usual


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known of one submission. `seconds_taken` is None where no form was open."""

    details: str
    seconds_taken: float | None = None
    trap_filled: bool = False
    same_words_elsewhere: int = 0
    is_confirmed: bool = False
    unconfirmed_this_hour: int = 0


@dataclass(frozen=True, slots=True)
class Bounds:
    max_links: int
    words: tuple[str, ...]
    unconfirmed_per_hour: int


def doubts_about(signs: Signs, bounds: Bounds) -> tuple[Doubt, ...]:
    """All reasons to look before this goes out, in a fixed order."""
    verdicts = (
        (Doubt.TEMPO, _is_hasty(signs.seconds_taken) and count_links(signs.details) > 0),
        (Doubt.TRAP, signs.trap_filled),
        (Doubt.REPEATS, signs.same_words_elsewhere >= MANY_REPEATS),
        (Doubt.LINKS, count_links(signs.details) > bounds.max_links),
        (Doubt.WORDS, holds_any(signs.details, bounds.words)),
        (
            Doubt.CROWD,
            not signs.is_confirmed and signs.unconfirmed_this_hour >= bounds.unconfirmed_per_hour,
        ),
    )
    return tuple(doubt for doubt, is_so in verdicts if is_so)


def are_doubtful(text: str, *, max_links: int, words: Iterable[str]) -> bool:
    """Whether a person should look at these words before everybody reads them."""
    return count_links(text) > max_links or holds_any(text, words)


def _is_hasty(seconds_taken: float | None) -> bool:
    return seconds_taken is not None and seconds_taken < FASTEST_SECONDS


def count_links(text: str) -> int:
    return len(_LINK.findall(text))


def holds_any(text: str, words: Iterable[str]) -> bool:
    """Whole words, in any case: 'ass' does not stand in 'class'."""
    return any(
        re.search(rf"(?<!\w){re.escape(word.casefold())}(?!\w)", text.casefold())
        for word in words
        if word.strip()
    )
