"""Catalogues can be trusted: they fit the sources, their own placeholders, and their readers."""

from __future__ import annotations

import re
from typing import Any

import pytest
from babel.messages import Catalog, Message

from civicreport.adapters import catalogues
from tests.house import texts

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}|</?\w+")
STRAY = re.compile(r"(?<!%)%(?![%(])")
CATALOGUES = texts.catalogues()
REMEDY = "Remedy: script/texts brings it up to date; then translate what it lists."


@pytest.fixture(params=sorted(CATALOGUES))
def catalogue(request: pytest.FixtureRequest) -> Catalog:
    return CATALOGUES[request.param]


def test_nothing_in_it_is_doubtful_or_left_over(catalogue: Catalog) -> None:
    assert not [message.id for message in catalogue if message.fuzzy], REMEDY
    assert not catalogue.obsolete, REMEDY


def test_what_is_put_in_later_has_its_place(catalogue: Catalog) -> None:
    astray = [one.id for one in texts.texts(catalogue) if texts.is_said(one) and _differs(one)]
    assert not astray, "Remedy: a translation has the same %(names)s, {names} and tags."


def test_it_is_up_to_date_with_the_sources(catalogue: Catalog) -> None:
    wanted = {_ids(message) for message in texts.texts(texts.of_the_sources())}
    held = {_ids(message) for message in texts.texts(catalogue)}
    assert wanted == held, REMEDY


def test_residents_read_nothing_else_in_the_middle(catalogue: Catalog) -> None:
    missing = [
        message.id
        for message in texts.texts(catalogue)
        if texts.is_of_citizens(message) and not texts.is_said(message)
    ]
    assert not missing, REMEDY


def test_a_percent_sign_is_doubled() -> None:
    """Templates fill in every text, also one into which nothing goes."""
    single = [
        one.id
        for one in texts.texts(texts.of_the_sources())
        if STRAY.search(" ".join(_ids(one)))
        and any(f.endswith(("html", "txt")) for f, _ in one.locations)
    ]
    assert not single, "Remedy: write %% in a text of a template."


def test_nothing_is_said_by_halves(catalogue: Catalog) -> None:
    """All forms of a plural, or none."""
    halves = [
        one.id for one in texts.texts(catalogue) if any(_strings(one)) and not texts.is_said(one)
    ]
    assert not halves


@pytest.mark.parametrize(
    ("count", "said"),
    [(1, "1 diwrnod"), (2, "2 ddiwrnod"), (3, "3 diwrnod"), (6, "6 diwrnod"), (11, "11 diwrnod")],
)
def test_welsh_counts_as_the_welsh_do(count: int, said: str) -> None:
    days = catalogues.texts("cy").ngettext("%(num)s working day", "%(num)s working days", count)
    assert days % {"num": count} == f"{said} gwaith"


def _differs(message: Message) -> bool:
    expected = set(PLACEHOLDER.findall(" ".join(_ids(message))))
    may_lack = {"%(num)s", "%(num)d"} if len(_ids(message)) > 1 else set()
    return any(
        not expected - may_lack <= set(PLACEHOLDER.findall(said)) <= expected
        for said in _strings(message)
    )


def _ids(message: Message) -> tuple[str, ...]:
    return _all(message.id)


def _strings(message: Message) -> tuple[str, ...]:
    return _all(message.string)


def _all(said: Any) -> tuple[str, ...]:
    return tuple(said) if isinstance(said, tuple | list) else (said,)
