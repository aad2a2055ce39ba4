"""What the registers are called in other languages: categories, what these ask, bodies.

By the text as it stands in the site's language, as gettext does it: what a list, a history row or
an older letter names is found without knowing where it came from. What a question says is known by
its question besides, as by gettext's context: “Yes” is “Oes” to one of them and “Ydy” to another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from civicreport import config
from civicreport.db import look_up

_SAID = """
select jsonb_build_object('name', name, 'group', "group", 'hint', hint, 'questions', questions),
       translations -> %(tag)s::text
from category where translations -> %(tag)s::text is not null
union all
select jsonb_build_object('name', name), translations -> %(tag)s::text
from body where translations -> %(tag)s::text is not null
"""


def in_language(tag: str) -> dict[str, str]:
    """From each text of the registers to what it is in that language, as far as it is known."""
    if tag == config.current().site.language:
        return {}
    pairs: dict[str, str] = {}
    for own, said in look_up(_SAID, {"tag": tag}):
        pairs |= {text: other for text, other in _pairs(own, said) if text and other}
    return pairs


def within(question: str, text: str) -> str:
    """By what a text of a question is known before it is looked for by itself."""
    return f"{question}\4{text}" if text else ""


def _pairs(own: Mapping[str, Any], said: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for part in ("name", "group", "hint"):
        yield own.get(part, ""), said.get(part, "")
    answers = said.get("questions", {})
    for question in own.get("questions", ()):
        code = question["code"]
        for text, other in _pairs_of_question(question, answers.get(code, {})):
            yield from ((text, other), (within(code, text), other))


def _pairs_of_question(
    question: Mapping[str, Any], other: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    for part in ("prompt", "hint"):
        yield question.get(part, ""), other.get(part, "")
    for key, advice in question.get("advice", {}).items():
        yield advice["words"], other.get("advice", {}).get(key, "")
    names = other.get("values", {})
    for key, name in question.get("values", ()):
        yield name, names.get(key, "")
