from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from civicreport.domain.titles import LONGEST, excerpt, title_of

LONG = "word " * 30


@pytest.mark.parametrize(
    ("details", "title"),
    [
        ("Deep pothole", "Deep pothole"),
        ("Deep pothole. Cyclists swerve.", "Deep pothole"),
        ("Deep pothole!\nCyclists swerve.", "Deep pothole!"),
        ("\n\n  Deep pothole  \nsecond line", "Deep pothole"),
        ("Is it 3.5 metres wide? Yes.", "Is it 3.5 metres wide?"),
        ("Broken lamp no. 7 at the corner", "Broken lamp no. 7 at the corner"),
        ("A sign, e.g. the one here", "A sign, e.g. the one here"),
        (LONG, ("word " * 16).strip() + "…"),
        ("x" * 100, "x" * 79 + "…"),
        ("x" * 80, "x" * 80),
        ("...", "..."),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_the_first_words_are_the_title(details: str, title: str) -> None:
    assert title_of(details) == title


@given(some.text())
def test_a_title_is_short_and_on_one_line(details: str) -> None:
    title = title_of(details)
    assert len(title) <= LONGEST
    assert title == " ".join(title.split())


@given(some.text(), some.integers(2, 200))
def test_an_excerpt_is_the_beginning_of_the_text(text: str, longest: int) -> None:
    short = excerpt(text, longest)
    assert len(short) <= longest
    assert " ".join(text.split()).startswith(short.removesuffix("…").rstrip())


def test_a_word_that_fits_to_the_last_letter_stays() -> None:
    assert excerpt("one two three", 8) == "one two…"
