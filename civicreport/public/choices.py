"""The categories as they are offered: what is most used here first, then in their groups."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from typing import Any

from flask_babel import gettext as _

from civicreport.domain import clock
from civicreport.domain.location import Point
from civicreport.domain.suggestions import Meaning, Meant, meant
from civicreport.public.report_form import MAX_DETAILS
from civicreport.reports import usage
from civicreport.web.names import named

FEW = 6  # can be looked through as they are
MOST_USED = 3

Groups = list[tuple[str, list[Any]]]


def grouped(categories: Sequence[Any], point: Point | None) -> Groups:
    """All of them, each once."""
    first: list[Any] = []
    if point and len(categories) > FEW:
        codes = usage.most_reported_near(point, most=MOST_USED, at=clock.now())
        first = sorted(
            (one for one in categories if one.code in codes), key=lambda one: codes.index(one.code)
        )
    groups: dict[str, list[Any]] = {}
    for one in categories:
        if one not in first:
            groups.setdefault(one.group, []).append(one)
    others = [(name if len(groups) > 1 or first else "", ones) for name, ones in groups.items()]
    return [(_("Most reported here"), first), *others] if first else others


def suggested(details: str, categories: Sequence[Any]) -> Meant | None:
    """By the words typed so far; of a pasted book, by those that would fit."""
    return meant(
        details[:MAX_DETAILS],
        (
            Meaning(one.code, (one.name, named(one.name), *chain.from_iterable(one.words.values())))
            for one in categories
        ),
    )
