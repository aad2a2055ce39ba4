"""Which reports somebody wants to see: read from an address, written back into one.

The one place that knows these addresses: the map, its pins, the staff's lists and the feeds all
read them here and write them here. What an address asks for in vain is kept and told.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from string import ascii_letters, digits
from typing import Any

from civicreport.domain.status import CLOSED, IN_HAND, OPEN, Status

# Words that stand for several statuses, the larger ones first: a set is written with as few of
# them as say it.
CLASSES: dict[str, frozenset[Status]] = {
    "open": OPEN,
    "closed": CLOSED,
    "in_hand": IN_HAND,
    "ended": CLOSED - {Status.FIXED},
}
HIDDEN_AFTER = timedelta(days=30)  # what ended longer ago is left out unless somebody asks for it
MOST_WORDS, LONGEST_WORDS, LONGEST_CODE = 10, 200, 50
# As a bodies file may have them: councils go by codes such as E07000178.
_CODE_LETTERS = frozenset(f"{ascii_letters}{digits}_.-")


class Age(StrEnum):
    """How long ago it was reported, at most."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def span(self) -> timedelta:
        return timedelta(days={"week": 7, "month": 30, "quarter": 91, "year": 365}[self.value])


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """Empty values filter nothing. `ignored` holds what an address asked for in vain.

    `first_day` and `last_day` are both included. `words` are found by their beginnings.
    `with_long_ended` shows residents also what ended more than HIDDEN_AFTER ago.
    """

    statuses: frozenset[Status] = frozenset()
    categories: frozenset[str] = frozenset()
    body: str | None = None
    age: Age | None = None
    first_day: date | None = None
    last_day: date | None = None
    words: str = ""
    with_long_ended: bool = False
    ignored: tuple[str, ...] = ()

    @classmethod
    def from_args(cls, args: Mapping[str, Any]) -> ReportFilter:
        """From `status`, `category` (each repeated or with commas), `body`, `age`, `from` and `to`
        (days), `words`, and `ended=any`.

        A status may be a class of them: see CLASSES.
        """
        asked = _Asked(args)
        return cls(
            statuses=frozenset().union(*asked.all("status", _statuses_named)),
            categories=frozenset(asked.all("category", _code)),
            body=asked.one("body", _code),
            age=asked.one("age", _age),
            first_day=asked.one("from", _day),
            last_day=asked.one("to", _day),
            words=asked.words("words"),
            with_long_ended=asked.one("ended", _any) is not None,
            ignored=tuple(asked.ignored),
        )

    def to_args(self) -> dict[str, list[str]]:
        """The same filter as query arguments, always in one order."""
        args = {
            "status": list(status_words(self.statuses)),
            "category": sorted(self.categories),
            "body": [self.body or ""],
            "age": [self.age or ""],
            "from": [self.first_day.isoformat() if self.first_day else ""],
            "to": [self.last_day.isoformat() if self.last_day else ""],
            "words": [self.words],
            "ended": ["any" if self.with_long_ended else ""],
        }
        return {key: [str(v) for v in values] for key, values in args.items() if any(values)}

    def knowing(
        self, category_codes: Iterable[str], body_codes: Iterable[str] | None = None
    ) -> ReportFilter:
        """Without categories and bodies that this site does not have."""
        known = self.categories & set(category_codes)
        strange = sorted(self.categories - known)
        body = self.body
        if body_codes is not None and body is not None and body not in set(body_codes):
            strange, body = [*strange, body], None
        return replace(self, categories=known, body=body, ignored=(*self.ignored, *strange))

    @property
    def is_empty(self) -> bool:
        return not self.to_args()

    def hides_ended(self) -> bool:
        """Whether it may leave something out that ended long ago."""
        asks_for_ended = not self.statuses or bool(self.statuses & CLOSED)
        return asks_for_ended and not self.with_long_ended

    def reported_from(self, *, now: datetime, zone: tzinfo) -> datetime | None:
        """The first instant of what is looked for; days begin at midnight in `zone`."""
        begins = [_midnight(self.first_day, zone)] if self.first_day else []
        if self.age:
            begins.append(now - self.age.span)
        return max(begins, default=None)

    def reported_before(self, *, zone: tzinfo) -> datetime | None:
        if self.last_day is None or self.last_day == date.max:
            return None
        return _midnight(self.last_day + timedelta(days=1), zone)


def status_words(statuses: frozenset[Status]) -> Iterator[str]:
    """As few words as say it: a class where all of it is meant, in the order of the work."""
    left = set(statuses)
    for word, class_ in CLASSES.items():
        if class_ <= left:
            left -= class_
            yield word
    yield from (str(status) for status in Status if status in left)


def searchable_words(text: str) -> list[str]:
    """The letters and digits of a text in words, whatever its script; no signs, no emoji.

    Marks stay with their letters: without them Hindi or Thai falls apart.
    """
    kept = (c if unicodedata.category(c)[0] in "LNM" else " " for c in text)
    return [word for word in "".join(kept).split() if not _is_marks_only(word)]


class _Asked:
    """The arguments of an address, and what of them nobody understands."""

    def __init__(self, args: Mapping[str, Any]) -> None:
        self._args = args
        self.ignored: list[str] = []

    def all(self, key: str, read: Any) -> list[Any]:
        texts = [part.strip() for text in self._texts(key) for part in text.split(",")]
        found = [(text, read(text)) for text in texts if text]
        self.ignored += [text for text, value in found if value is None]
        return [value for _, value in found if value is not None]

    def one(self, key: str, read: Any) -> Any:
        return next(iter(self.all(key, read)), None)

    def words(self, key: str) -> str:
        """At most MOST_WORDS, in single spaces, as they were typed."""
        text = " ".join(" ".join(self._texts(key)).split())
        kept = text[:LONGEST_WORDS].split()
        searched = [word for word in kept[:MOST_WORDS] if searchable_words(word)]
        dropped = [word for word in kept if word not in searched]
        if len(text) > LONGEST_WORDS:
            dropped.append("…")
        self.ignored += dropped
        return " ".join(searched)

    def _texts(self, key: str) -> list[str]:
        """Of werkzeug's MultiDict as of a plain dict of words or lists."""
        getlist = getattr(self._args, "getlist", None)
        found = getlist(key) if getlist else self._args.get(key, [])
        return [found] if isinstance(found, str) else list(found)


def _statuses_named(word: str) -> frozenset[Status] | None:
    if word in CLASSES:
        return CLASSES[word]
    return frozenset({Status(word)}) if word in set(Status) else None


def _code(text: str) -> str | None:
    return text if len(text) <= LONGEST_CODE and _CODE_LETTERS.issuperset(text) else None


def _age(text: str) -> Age | None:
    return Age(text) if text in set(Age) else None


def _any(text: str) -> bool | None:
    return True if text == "any" else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if len(text) == len("2026-01-31") else None
    except ValueError:
        return None


def _midnight(day: date, zone: tzinfo) -> datetime:
    try:
        return datetime.combine(day, time.min, zone).astimezone(UTC)
    except OverflowError:  # the first and the last day that there are
        return datetime.combine(day, time.min, UTC)


def _is_marks_only(word: str) -> bool:
    return all(unicodedata.category(c)[0] == "M" for c in word)
