"""`attribute[CODE]` and `attribute[CODE][]`: answers to what a category asks besides."""

from __future__ import annotations

import re
from typing import Any, TypeAlias

from flask import request

from civicreport.categories.queries import Sheet

Given: TypeAlias = dict[str, list[str]]

_ATTRIBUTE = re.compile(r"attribute\[([^\[\]]{1,100})\](?:\[\])?")
_MOST = 100
_LONGEST = 4000


def by_code() -> Given:
    """Whatever was sent, each code with all its values."""
    given: Given = {}
    for name, values in request.values.lists():
        found = _ATTRIBUTE.fullmatch(name)
        if found and len(given) < _MOST:
            kept = [value.replace("\0", "").strip()[:_LONGEST] for value in values[:_MOST]]
            given.setdefault(found[1].replace("\0", ""), []).extend(filter(None, kept))
    return given


def checked(_sheet: Sheet, given: Given) -> dict[str, Any]:
    """As they are stored: one value alone is no list."""
    return {code: values[0] if len(values) == 1 else values for code, values in given.items()}
