"""What a category asks besides, and whether what somebody answered can stand.

The kinds of question are those of GeoReport's service definitions, so that they go to a peer and
come from a client as they are.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Datatype(StrEnum):
    STRING = "string"
    NUMBER = "number"
    DATETIME = "datetime"
    TEXT = "text"  # several lines
    ONE_OF = "singlevaluelist"
    SOME_OF = "multivaluelist"


LISTS = frozenset({Datatype.ONE_OF, Datatype.SOME_OF})
LONGEST = {Datatype.STRING: 500, Datatype.TEXT: 4000}
LONGEST_OTHERS = 100
_UP_TO_MINUTES = len("2010-01-01 00:00")

Answers = Mapping[str, str | Sequence[str]]


@dataclass(frozen=True, slots=True)
class Advice:
    """What follows from choosing a value, before anything is sent: words, and where to turn.

    It stops the report, says as which category it is reported instead, or sends it to a body;
    or does none of these and is only words.
    """

    words: str
    phone: str = ""
    url: str = ""
    stop: bool = False
    category: str = ""  # by its code
    body: str = ""  # by its code

    @property
    def holds(self) -> bool:
        """Whether nothing is sent while this is the answer."""
        return self.stop or bool(self.category)


@dataclass(frozen=True, slots=True)
class Question:
    code: str
    prompt: str
    datatype: Datatype = Datatype.STRING
    required: bool = False
    hint: str = ""
    values: tuple[tuple[str, str], ...] = ()  # of lists: key, name
    variable: bool = True  # False: it tells something, and nobody answers
    advice: tuple[tuple[str, Advice], ...] = ()  # on values of lists, by their keys


class Why(StrEnum):
    MISSING = "missing"
    NOT_A_NUMBER = "not_a_number"
    NOT_A_DATE = "not_a_date"
    NOT_OFFERED = "not_offered"  # none of the values of its list
    ONLY_ONE = "only_one"
    TOO_LONG = "too_long"
    HELD = "held"  # the advice on it is to do something else


@dataclass(frozen=True, slots=True)
class Mistake:
    question: Question
    why: Why


def check(questions: Sequence[Question], answers: Answers) -> list[Mistake]:
    """What cannot stand, in the order of the questions; answers that nobody asked for are passed
    over, since programs send what other sites ask.
    """
    found = ((question, _mistake(question, answers)) for question in questions)
    return [Mistake(question, why) for question, why in found if why]


def kept(questions: Sequence[Question], answers: Answers) -> dict[str, str | list[str]]:
    """What was asked and answered, as it is stored: a list where several may be chosen."""
    stored: dict[str, str | list[str]] = {}
    for question in _asked(questions):
        given = _given(question, answers)
        if given:
            stored[question.code] = given if question.datatype is Datatype.SOME_OF else given[0]
    return stored


def advice_on(question: Question, answers: Answers) -> Advice | None:
    """On what was answered; of several, the one that holds the report up."""
    on = dict(question.advice)
    found = [on[one] for one in _given(question, answers) if one in on]
    return max(found, key=lambda advice: advice.holds, default=None)


def directed(questions: Sequence[Question], answers: Answers) -> tuple[Question, Advice] | None:
    """The first answer that says whose it is."""
    for question in _asked(questions):
        advice = advice_on(question, answers)
        if advice and advice.body:
            return question, advice
    return None


def told(questions: Sequence[Question], answers: Answers) -> list[tuple[str, str]]:
    """For people: each question with its answer, in the order of the questions; what is no longer
    asked comes last and keeps its code for a name.
    """
    asked = {question.code: question for question in questions if question.code in answers}
    others = [Question(code, code) for code in answers if code not in asked]
    return [(one.prompt, in_words(one, answers[one.code])) for one in (*asked.values(), *others)]


def in_words(question: Question, answer: str | Sequence[str]) -> str:
    """For people: the names of what was chosen instead of their keys, and no 'T' in a date."""
    names = dict(question.values)
    chosen = [answer] if isinstance(answer, str) else answer
    if question.datatype is Datatype.DATETIME:
        return ", ".join(one.replace("T", " ")[:_UP_TO_MINUTES] for one in chosen)
    return ", ".join(names.get(one, one) for one in chosen)


def as_json(question: Question) -> dict[str, Any]:
    stored = {
        "code": question.code,
        "prompt": question.prompt,
        "datatype": str(question.datatype),
        "required": question.required,
        "hint": question.hint,
        "values": [list(pair) for pair in question.values],
        "variable": question.variable,
    }
    advice = {key: asdict(one) for key, one in question.advice}
    return stored | {"advice": advice} if advice else stored


def from_json(stored: Sequence[Mapping[str, Any]]) -> tuple[Question, ...]:
    return tuple(
        Question(
            **{
                **one,
                "datatype": Datatype(one["datatype"]),
                "values": tuple((key, name) for key, name in one["values"]),
                "advice": tuple(
                    (key, Advice(**advice)) for key, advice in one.get("advice", {}).items()
                ),
            }
        )
        for one in stored
    )


def _asked(questions: Sequence[Question]) -> list[Question]:
    return [question for question in questions if question.variable]


def _given(question: Question, answers: Answers) -> list[str]:
    """What was answered, each once, without blanks round it."""
    answer = answers.get(question.code, ())
    several = [answer] if isinstance(answer, str) else answer
    return list(dict.fromkeys(one.strip() for one in several if one.strip()))


def _mistake(question: Question, answers: Answers) -> Why | None:
    given = _given(question, answers) if question.variable else []
    if not given:
        return Why.MISSING if question.required and question.variable else None
    if len(given) > 1 and question.datatype is not Datatype.SOME_OF:
        return Why.ONLY_ONE
    wrong = next((why for why in (_mistake_in(question, one) for one in given) if why), None)
    advice = advice_on(question, answers)
    return Why.HELD if wrong is None and advice and advice.holds else wrong


def _mistake_in(question: Question, answer: str) -> Why | None:
    if question.datatype in LISTS:
        return None if answer in dict(question.values) else Why.NOT_OFFERED
    if len(answer) > LONGEST.get(question.datatype, LONGEST_OTHERS):
        return Why.TOO_LONG
    if question.datatype is Datatype.NUMBER and not _is_number(answer):
        return Why.NOT_A_NUMBER
    if question.datatype is Datatype.DATETIME and not _is_date(answer):
        return Why.NOT_A_DATE
    return None


def _is_number(text: str) -> bool:
    try:
        return math.isfinite(float(text))
    except ValueError:
        return False


def _is_date(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True
