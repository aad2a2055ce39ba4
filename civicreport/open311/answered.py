"""`attribute[CODE]` and `attribute[CODE][]`: answers to what a category asks besides."""

from __future__ import annotations

import re
from typing import Any, TypeAlias

from flask import request

from civicreport.categories.queries import Sheet
from civicreport.domain import answers
from civicreport.domain.answers import Mistake, Question, Why
from civicreport.open311.refusals import Refused

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


def checked(sheet: Sheet, given: Given) -> dict[str, Any]:
    """As they are stored. Raises Refused with each that cannot stand.

    What nobody here asked for is passed over: programs send what other sites ask, too.
    """
    questions = answers.from_json(sheet.questions)
    mistakes = answers.check(questions, given)
    if mistakes:
        raise Refused(400, *(_in_words(mistake, given) for mistake in mistakes))
    return dict(answers.kept(questions, given))


_WORDS = {
    Why.MISSING: "is required for this service",
    Why.NOT_A_NUMBER: "is not a number",
    Why.NOT_A_DATE: "is not a date as in 2010-01-01T00:00:00Z",
    Why.NOT_OFFERED: "is none of the keys that the service definition names",
    Why.ONLY_ONE: "takes one value only",
    Why.TOO_LONG: "is too long",
}


def _in_words(mistake: Mistake, given: Given) -> str:
    if mistake.why is Why.HELD:
        return f"attribute[{mistake.question.code}]: {_advice(mistake.question, given)}"
    return f"attribute[{mistake.question.code}] {_WORDS[mistake.why]}."


def _advice(question: Question, given: Given) -> str:
    """Why nothing is taken with this answer, and where to turn instead."""
    advice = answers.advice_on(question, given)
    if advice is None:
        return ""
    ways = (
        advice.phone and f"Call {advice.phone}.",
        advice.url and f"See {advice.url}.",
        advice.category and f"Send it with service_code {advice.category} instead.",
    )
    return " ".join(("not taken here.", advice.words, *filter(None, ways)))
