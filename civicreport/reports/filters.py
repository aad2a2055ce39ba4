"""Which reports somebody wants to see: read from an address, written back into one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from civicreport.domain.status import CLOSED, OPEN, Status

_CODE = re.compile(r"[a-z0-9_-]{1,50}")
_CLASSES = {"open": OPEN, "closed": CLOSED}


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """Empty sets filter nothing. `ignored` holds what an address asked for in vain."""

    statuses: frozenset[Status] = frozenset()
    categories: frozenset[str] = frozenset()
    body: str | None = None
    ignored: tuple[str, ...] = ()

    @classmethod
    def from_args(cls, args: Mapping[str, Any]) -> ReportFilter:
        """From `status`, `category` (each repeated or with commas) and `body`.

        A status may be a class of them: `open` or `closed`.
        """
        ignored: list[str] = []
        statuses: set[Status] = set()
        for value in _values(args, "status"):
            statuses |= _statuses_named(value) or _ignore(value, ignored)
        categories: set[str] = set()
        for value in _values(args, "category"):
            categories |= {value} if _CODE.fullmatch(value) else _ignore(value, ignored)
        bodies = [v for v in _values(args, "body") if _CODE.fullmatch(v) or _ignore(v, ignored)]
        return cls(
            statuses=frozenset(statuses),
            categories=frozenset(categories),
            body=bodies[0] if bodies else None,
            ignored=tuple(ignored),
        )

    def to_args(self) -> dict[str, list[str]]:
        """The same filter as query arguments, always in one order."""
        args: dict[str, list[str]] = {}
        if self.statuses:
            args["status"] = self._status_words()
        if self.categories:
            args["category"] = sorted(self.categories)
        if self.body:
            args["body"] = [self.body]
        return args

    def knowing(self, category_codes: Iterable[str]) -> ReportFilter:
        """Without categories that this site does not have."""
        known = self.categories & set(category_codes)
        strange = tuple(sorted(self.categories - known))
        return replace(self, categories=known, ignored=(*self.ignored, *strange))

    @property
    def is_empty(self) -> bool:
        return not (self.statuses or self.categories or self.body)

    def _status_words(self) -> list[str]:
        for word, statuses in _CLASSES.items():
            if self.statuses == statuses:
                return [word]
        return [str(status) for status in Status if status in self.statuses]


def _values(args: Mapping[str, Any], key: str) -> list[str]:
    """Of werkzeug's MultiDict as of a plain dict of words or lists."""
    getlist = getattr(args, "getlist", None)
    found = getlist(key) if getlist else args.get(key, [])
    words = [found] if isinstance(found, str) else list(found)
    return [part.strip() for word in words for part in word.split(",") if part.strip()]


def _statuses_named(word: str) -> frozenset[Status]:
    if word in _CLASSES:
        return _CLASSES[word]
    return frozenset({Status(word)}) if word in set(Status) else frozenset()


def _ignore(value: str, ignored: list[str]) -> set[Any]:
    ignored.append(value)
    return set()
