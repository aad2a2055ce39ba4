from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from civicreport.domain.checks import (
    Bounds,
    Signs,
    are_doubtful,
    count_links,
    doubts_about,
    holds_any,
)

BOUNDS = Bounds(max_links=2, words=("viagra", "e.g."), unconfirmed_per_hour=60)


# fmt: off
@pytest.mark.parametrize(("what", "doubts"), [
    ({},                                                          []),
    ({"seconds_taken": None},                                     []),
    ({"seconds_taken": 0.1},                                      []),
    ({"seconds_taken": 3.0, "details": "See http://a"},           []),
    ({"seconds_taken": 2.9, "details": "See http://a"},           ["tempo"]),
    # Sent before it was opened:
    ({"seconds_taken": -5.0, "details": "See http://a"},          ["tempo"]),
    ({"trap_filled": True},                                       ["trap"]),
    ({"same_words_elsewhere": 2},                                 []),
    ({"same_words_elsewhere": 3},                                 ["repeats"]),
    ({"details": "http://a https://b"},                           []),
    ({"details": "http://a https://b www.c.example"},             ["links"]),
    ({"details": "Cheap VIAGRA!"},                                ["words"]),
    ({"unconfirmed_this_hour": 59},                               []),
    ({"unconfirmed_this_hour": 60},                               ["crowd"]),
    ({"unconfirmed_this_hour": 60, "is_confirmed": True},         []),
    ({"seconds_taken": 0.5, "trap_filled": True, "details": "viagra www.b"},
                                                                  ["tempo", "trap", "words"]),
])  # fmt: skip
def test_what_is_doubted(what: dict[str, Any], doubts: list[str]) -> None:
    signs = Signs(**{"details": "Deep pothole outside number 7", **what})
    assert doubts_about(signs, BOUNDS) == tuple(doubts)


@pytest.mark.parametrize(("text", "links"), [
    ("See the photo",                             0),
    ("Gone since 1.5.2026, ring 01865.",          0),
    ("HTTPS://A.example and www.b.example",       2),
    ("https://www.a.example",                     2),
    ("www. is not a link",                        0),
])  # fmt: skip
def test_links(text: str, links: int) -> None:
    assert count_links(text) == links


@pytest.mark.parametrize(("text", "words", "holds"), [
    ("A pain in the ass",          ("ass",),        True),
    ("Glass in the class",         ("ass",),        False),
    ("ASS.",                       ("Ass",),        True),
    ("STRASSE",                    ("straße",),     True),
    ("anything",                   (),              False),
    ("anything",                   ("", " "),       False),
    ("a.b",                        ("a+b",),        False),
    ("what (the) hell",            ("(the)",),      True),
])  # fmt: skip
def test_whole_words_in_any_case(text: str, words: tuple[str, ...], *, holds: bool) -> None:
    assert holds_any(text, words) is holds


@given(some.text(), some.lists(some.text(max_size=8), max_size=4))
def test_no_text_and_no_list_of_words_breaks_the_checks(text: str, words: list[str]) -> None:
    doubts_about(Signs(details=text), Bounds(2, tuple(words), 60))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The left lane.", False),
        ("See https://a.example and https://b.example", False),
        ("https://a.example https://b.example https://c.example", True),
        ("You muppets!", True),
        ("A muppetshow.", False),
        ("", False),
    ],
)
def test_words_that_a_person_should_look_at(text: str, *, expected: bool) -> None:
    assert are_doubtful(text, max_links=2, words=("muppets",)) is expected
