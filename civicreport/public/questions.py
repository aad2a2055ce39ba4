"""What the chosen category asks besides: fields of the one form, each in its place in it.

A field is named by its category and question, so that an answer to another category's question is
nobody's answer. Whoever had no chance to see a question is asked once before anything is sent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple, Protocol

from flask_babel import gettext as _
from werkzeug.datastructures import ImmutableMultiDict

from civicreport.categories import queries as categories
from civicreport.domain import answers
from civicreport.domain.answers import LONGEST, Advice, Datatype, Question, Why
from civicreport.web.errors import wants_json
from civicreport.web.i18n import number, zone
from civicreport.web.names import named
from civicreport.web.typed import says_something, tidy, without_controls

# So many can be taken in at a glance; more are a list to open.
MOST_AT_A_GLANCE = 7
MOST_SENT = 200


class Sent(Protocol):
    """A form as it was sent."""

    def getlist(self, key: str) -> list[str]: ...


Answered = dict[str, str | Sequence[str]]  # by the names of fields
NO_ANSWERS: Sent = ImmutableMultiDict()


class Label(NamedTuple):
    text: str


@dataclass
class Asked:
    """One question as a field of the form; a notice is one that nobody answers."""

    question: Question
    id: str
    name: str
    given: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def label(self) -> Label:
        return Label(self.question.prompt)

    @property
    def description(self) -> str:
        return self.question.hint

    @property
    def data(self) -> str:
        return self.given[0] if self.given else ""

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        return self.question.values

    @property
    def kind(self) -> str:
        """Which field it is: a notice, one of the kinds of data, or a list to open."""
        if not self.question.variable:
            return "notice"
        is_one_of_many = len(self.choices) > MOST_AT_A_GLANCE and not self.question.advice
        if self.question.datatype is Datatype.ONE_OF and is_one_of_many:
            return "select"
        return self.question.datatype.value

    @property
    def advice(self) -> dict[str, Advice]:
        """What follows from choosing a value, by the value."""
        return dict(self.question.advice)

    @property
    def has_a_say(self) -> bool:
        """Whether it may change what somebody does: then it comes before they have written."""
        return self.kind == "notice" or self.question.required or bool(self.advice)

    @property
    def answer(self) -> list[str]:
        """What was given, cleaned; a day and a time of day are one answer."""
        cleaned = [without_controls(tidy(one)) for one in self.given]
        said = [one for one in cleaned if says_something(one)]
        if self.question.datatype is Datatype.DATETIME and len(said) > 1:
            return ["T".join(said)]
        return said


@dataclass
class Questions:
    """Those of one category; none where it asks nothing."""

    category: str = ""
    fields: list[Asked] = field(default_factory=list)
    were_shown: bool = False

    @property
    def first(self) -> list[Asked]:
        """Those that come before the details."""
        return [one for one in self.fields if one.has_a_say]

    @property
    def rest(self) -> list[Asked]:
        """Those that may be left alone by whoever is in a hurry: behind the details."""
        return [one for one in self.fields if not one.has_a_say]

    def check(self) -> None:
        """Put what is wrong at its field."""
        by_code = {one.question.code: one for one in self.fields}
        for mistake in answers.check([one.question for one in self.fields], self.answers):
            asked = by_code[mistake.question.code]
            asked.errors = [self._in_words(asked, mistake.why)]
        if not self.were_shown and not wants_json():  # what waited on a device has nobody to ask
            self._ask_first()

    def _ask_first(self) -> None:
        """Whatever nobody had a chance to see stands there once before anything is sent."""
        notices = [one for one in self.fields if one.kind == "notice"]
        for asked in notices:
            asked.errors = [_("One more thing about this: please read it, then send again.")]
        if self.fields and not any(one.errors for one in self.fields):
            topmost = [*self.first, *self.rest][0]
            topmost.errors = [
                _("A few more questions about this: answer what you can, then send again.")
            ]

    @property
    def directing(self) -> dict[str, list[str]]:
        """The answers that say whose it is, by the names of their fields."""
        found = answers.directed([one.question for one in self.fields], self.answers)
        names = {one.question.code: one for one in self.fields}
        return {names[found[0].code].name: names[found[0].code].answer} if found else {}

    def kept(self) -> dict[str, Any]:
        """The checked answers, as the record takes them."""
        kept = answers.kept([one.question for one in self.fields], self.answers)
        for one in self.fields:
            code = one.question.code
            if one.question.datatype is Datatype.DATETIME and code in kept:
                kept[code] = _by_our_clock(str(kept[code]))
        return kept

    @property
    def answers(self) -> Mapping[str, list[str]]:
        """As they were given, whether they can stand or not."""
        return {one.question.code: one.answer for one in self.fields}

    def _in_words(self, asked: Asked, why: Why) -> str:
        if why is Why.MISSING and not self.were_shown:
            return str(_("One more thing about this: %(question)s", question=asked.question.prompt))
        if why is Why.HELD:
            advice = answers.advice_on(asked.question, {asked.question.code: asked.answer})
            return advice.words if advice else ""
        return _words(asked.question, why)


def of_category(code: str, sent: Sent = NO_ANSWERS) -> Questions:
    """With what was answered to them. Raises NotFound for an unknown category."""
    return asked_by(code, categories.sheet(code).questions, sent)


def asked_by(
    code: str, questions: Sequence[Mapping[str, Any]], sent: Sent = NO_ANSWERS
) -> Questions:
    """The same of a category that is at hand."""
    asked = [
        _field(code, number, question, sent)
        for number, question in enumerate(answers.from_json(questions), start=1)
    ]
    return Questions(code, asked, were_shown=code in sent.getlist("asked"))


def _field(category: str, number: int, question: Question, sent: Sent) -> Asked:
    name = _name(category, question)
    # Codes may hold what an id must not.
    return Asked(
        as_named(question), f"answer-{category}-{number}", name, sent.getlist(name)[:MOST_SENT]
    )


def _name(category: str, question: Question) -> str:
    return f"answer-{category}-{question.code}"


def directing(
    category: str, asked: Sequence[Mapping[str, Any]], given: answers.Answers
) -> Answered:
    """Of what was once answered, what says whose it is: as the form would send it."""
    found = answers.directed(answers.from_json(asked), given)
    return {_name(category, found[0]): given[found[0].code]} if found else {}


def as_named(question: Question) -> Question:
    """In the words of the page's language; what is sent are the codes."""
    said = partial(named, question=question.code)
    return replace(
        question,
        prompt=said(question.prompt),
        hint=said(question.hint),
        values=tuple((key, said(name)) for key, name in question.values),
        advice=tuple(
            (key, replace(advice, words=said(advice.words))) for key, advice in question.advice
        ),
    )


def _words(question: Question, why: Why) -> str:
    longest = LONGEST.get(question.datatype, answers.LONGEST_OTHERS)
    said = {
        Why.MISSING: _("Please answer: %(question)s", question=question.prompt),
        Why.NOT_A_NUMBER: _("This has to be a number, as in 12 or 1.5."),
        Why.NOT_A_DATE: _("This is no date. Choose a day, and the time if you know it."),
        Why.NOT_OFFERED: _("Choose from the answers that are offered here."),
        Why.ONLY_ONE: _("Only one answer fits here."),
        Why.TOO_LONG: _("At most %(limit)s characters fit here.", limit=number(longest)),
    }
    return str(said[why])


def _by_our_clock(answer: str) -> str:
    """A day stays a day; a time of day is one of the clock on the site's walls."""
    at = datetime.fromisoformat(answer)
    if "T" not in answer or at.tzinfo is not None:
        return answer
    return at.replace(tzinfo=zone()).isoformat()
