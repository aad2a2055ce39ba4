"""Which category somebody means, from the words that they write: local, simple, and said why.

Several of a category's words in a row count as one, and the last may be a beginning. The more
letters of what was written are a category's words, the more it is meant; of equals the first is.
The browser does the same, in `lib/meant.js`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SHORTEST_BEGINNING = 4  # letters; what is shorter has to be there as it is
_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Meaning:
    code: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Meant:
    code: str
    because: str  # the word of it that says most, as it was written


def meant(text: str, meanings: Iterable[Meaning]) -> Meant | None:
    written = _WORD.findall(text)
    folded = [_folded(word) for word in written]
    best, most = None, 0
    for meaning in meanings:
        spans = [span for words in meaning.words if (span := _where(folded, words))]
        weight = sum(_letters(folded, span) for span in _apart(spans))
        if weight > most:
            begin, end = max(spans, key=lambda span: (_letters(folded, span), -span[0]))
            best, most = Meant(meaning.code, " ".join(written[begin:end])), weight
    return best


def _where(folded: Sequence[str], words: str) -> tuple[int, int] | None:
    """Where these words stand in a row, first of all."""
    wanted = [_folded(word) for word in _WORD.findall(words)]
    for begin in range(len(folded) - len(wanted) + 1 if wanted else 0):
        if folded[begin][:1] != wanted[0][:1]:  # most of them: nothing more to compare
            continue
        row = folded[begin : begin + len(wanted)]
        if _is_like(row, wanted):
            return begin, begin + len(wanted)
    return None


def _is_like(row: Sequence[str], wanted: Sequence[str]) -> bool:
    is_long = sum(map(len, wanted)) >= SHORTEST_BEGINNING
    pairs = zip(row, wanted, strict=True)
    are_same = [written in {word, f"{word}s"} for written, word in pairs]
    return all(are_same[:-1]) and (are_same[-1] or (is_long and row[-1].startswith(wanted[-1])))


def _apart(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """No letter counts twice: the longest first, then what does not overlap."""
    chosen: list[tuple[int, int]] = []
    for begin, end in sorted(spans, key=lambda span: (span[0] - span[1], span[0])):
        if all(end <= other or begin >= last for other, last in chosen):
            chosen.append((begin, end))
    return chosen


def _letters(folded: Sequence[str], span: tuple[int, int]) -> int:
    return sum(map(len, folded[slice(*span)]))


def _folded(word: str) -> str:
    parts = unicodedata.normalize("NFD", word.lower())
    return "".join(part for part in parts if not unicodedata.combining(part))
