"""Answers to what a category asks: what can stand, and what is kept."""

from __future__ import annotations

from typing import Any

import pytest

from civicreport.domain.answers import (
    Answers,
    Datatype,
    Question,
    Why,
    as_json,
    check,
    from_json,
    in_words,
    kept,
    told,
)

SIZES = (("s", "Smaller than a hand"), ("l", "Larger"))


def question(**facts: Any) -> Question:
    return Question(**{"code": "q", "prompt": "?", **facts})


@pytest.mark.parametrize(
    ("asked", "answers", "why"),
    [
        (question(), {}, None),
        (question(required=True), {}, Why.MISSING),
        (question(required=True), {"q": "  "}, Why.MISSING),
        (question(required=True), {"q": []}, Why.MISSING),
        (question(required=True, variable=False), {}, None),
        (question(datatype=Datatype.NUMBER, variable=False), {"q": "x"}, None),
        (question(required=True), {"q": "7"}, None),
        (question(), {"q": ["7", "8"]}, Why.ONLY_ONE),
        (question(), {"q": ["7", " 7 "]}, None),
        (question(), {"q": "x" * 500}, None),
        (question(), {"q": "x" * 501}, Why.TOO_LONG),
        (question(datatype=Datatype.TEXT), {"q": "x" * 4000}, None),
        (question(datatype=Datatype.TEXT), {"q": "x" * 4001}, Why.TOO_LONG),
        (question(datatype=Datatype.NUMBER), {"q": "-1.5"}, None),
        (question(datatype=Datatype.NUMBER), {"q": "many"}, Why.NOT_A_NUMBER),
        (question(datatype=Datatype.NUMBER), {"q": "nan"}, Why.NOT_A_NUMBER),
        (question(datatype=Datatype.NUMBER), {"q": "1" * 101}, Why.TOO_LONG),
        (question(datatype=Datatype.DATETIME), {"q": "2026-11-22"}, None),
        (question(datatype=Datatype.DATETIME), {"q": "2026-11-22T09:30:00Z"}, None),
        (question(datatype=Datatype.DATETIME), {"q": "tomorrow"}, Why.NOT_A_DATE),
        (question(datatype=Datatype.ONE_OF, values=SIZES), {"q": "s"}, None),
        (question(datatype=Datatype.ONE_OF, values=SIZES), {"q": "Larger"}, Why.NOT_OFFERED),
        (question(datatype=Datatype.ONE_OF, values=SIZES), {"q": ["s", "l"]}, Why.ONLY_ONE),
        (question(datatype=Datatype.SOME_OF, values=SIZES), {"q": ["s", "l"]}, None),
        (question(datatype=Datatype.SOME_OF, values=SIZES), {"q": ["s", "x"]}, Why.NOT_OFFERED),
    ],
)
def test_what_can_stand(asked: Question, answers: Answers, why: Why | None) -> None:
    assert [mistake.why for mistake in check([asked], answers)] == ([why] if why else [])


def test_mistakes_come_in_the_order_of_the_questions() -> None:
    asked = [question(code=code, required=True) for code in ("a", "b", "c")]

    assert [mistake.question.code for mistake in check(asked, {"b": "x", "d": "y"})] == ["a", "c"]


def test_what_is_kept_is_what_was_asked() -> None:
    asked = [
        question(code="a"),
        question(code="b", datatype=Datatype.SOME_OF, values=SIZES),
        question(code="notice", variable=False),
        question(code="unanswered"),
    ]
    answers = {"a": " x ", "b": "s", "notice": "y", "d": "z"}

    assert kept(asked, answers) == {"a": "x", "b": ["s"]}


def test_choices_are_told_by_their_names() -> None:
    asked = question(datatype=Datatype.SOME_OF, values=SIZES)

    assert in_words(asked, ["l", "x"]) == "Larger, x"
    assert in_words(question(), "free words") == "free words"


def test_a_stored_question_is_the_same_again() -> None:
    asked = (question(datatype=Datatype.ONE_OF, values=SIZES, hint="h", required=True), question())

    assert from_json([as_json(one) for one in asked]) == asked


def test_answers_are_told_in_the_order_of_the_questions() -> None:
    asked = [
        question(code="b", prompt="How large?", datatype=Datatype.ONE_OF, values=SIZES),
        question(code="a", prompt="Since when?", datatype=Datatype.DATETIME),
        question(code="c", prompt="Never answered"),
    ]
    answers = {"gone": ["x", "y"], "a": "2026-11-02T09:30:00+00:00", "b": "l"}

    assert told(asked, answers) == [
        ("How large?", "Larger"),
        ("Since when?", "2026-11-02 09:30"),
        ("gone", "x, y"),
    ]
