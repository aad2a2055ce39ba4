"""The site's own list of categories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from civicreport.categories.models import Category
from civicreport.db import look_up, session
from civicreport.domain.answers import Answers, Question, from_json
from civicreport.domain.errors import NotFound

_ASKED_ANYWHERE = """
select question from category, jsonb_array_elements(category.questions) question
where question ->> 'code' = any(%(codes)s) order by category.position desc, category.code desc
"""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A category and what it asks besides, as JSON, read without opening a transaction."""

    code: str
    name: str
    questions: list[dict[str, Any]]


def all_categories() -> Sequence[Category]:
    """In the order in which they are offered."""
    return session.scalars(sa.select(Category).order_by(Category.position, Category.code)).all()


def by_code(code: str) -> Category:
    """Raises NotFound."""
    category = session.scalar(sa.select(Category).where(Category.code == code))
    if category is None:
        raise NotFound(category=code)
    return category


def questions_behind(category: Category, answers: Answers) -> tuple[Question, ...]:
    """What it asks, and what other categories ask of what was answered besides: a report may have
    been one of theirs before.
    """
    asked = from_json(category.questions)
    left = list(answers.keys() - {question.code for question in asked})
    if not left:
        return asked
    others = from_json([row[0] for row in look_up(_ASKED_ANYWHERE, {"codes": left})])
    return (*asked, *{question.code: question for question in others}.values())


def symbols() -> dict[str, str]:
    """Of those that name one, by their codes."""
    return dict(look_up("select code, symbol from category where symbol <> ''", {}))


def sheet(code: str) -> Sheet:
    """Raises NotFound."""
    found = look_up("select code, name, questions from category where code = %(c)s", {"c": code})
    if not found:
        raise NotFound(category=code)
    return Sheet(*found[0])
