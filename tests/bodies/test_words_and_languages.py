"""What a file says of a category for people: icon, distance, plain words, other languages."""
# ruff: noqa: E501, Q000 - the table stays in line

from __future__ import annotations

from pathlib import Path

import pytest

from civicreport.bodies import bodies_file, exchange, export
from civicreport.bodies import queries as bodies
from civicreport.categories import queries as categories
from civicreport.domain.answers import Advice, from_json
from civicreport.domain.errors import ImportRefused

FILE = """\
[[categories]]
code = "noise"
name = "Noise"
symbol = "noise"
radius_metres = 250
words = { en = ["loud", "late party"], cy = ["swnllyd"] }

[[categories.questions]]
code = "when"
prompt = "When?"
datatype = "singlevaluelist"
values = { day = "By day", night = "At night" }

[categories.questions.advice.night]
words = "Call us now."
phone = "01234 567890"
stop = true

[categories.translations.cy]
name = "Sŵn"

[categories.translations.cy.questions.when]
prompt = "Pryd?"
values = { night = "Yn y nos" }
advice = { night = "Ffoniwch ni." }

[[bodies]]
code = "west"
name = "Westham Council"

[bodies.translations.cy]
name = "Cyngor Westham"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "bodies.toml"
    path.write_text(FILE)
    return path


def test_a_category_knows_what_people_call_it_in_their_languages(file: Path, db: None) -> None:
    exchange.import_(file)
    noise = categories.by_code("noise")
    assert (noise.symbol, noise.radius_metres) == ("noise", 250)
    assert noise.words == {"en": ["loud", "late party"], "cy": ["swnllyd"]}
    said = {"values": {"night": "Yn y nos"}, "advice": {"night": "Ffoniwch ni."}}
    asked = {"when": {"prompt": "Pryd?", **said}}
    [question] = from_json(noise.questions)
    assert question.advice == (("night", Advice("Call us now.", phone="01234 567890", stop=True)),)
    assert noise.translations == {"cy": {"name": "Sŵn", "questions": asked}}
    assert bodies.by_code("west").translations == {"cy": {"name": "Cyngor Westham"}}


def test_what_is_exported_changes_nothing_when_imported(file: Path, db: None) -> None:
    exchange.import_(file)
    file.write_text(bodies_file.written(export.register()))
    assert exchange.import_(file) == []


def test_a_change_is_told_by_what_is_said(file: Path, db: None) -> None:
    exchange.import_(file)
    file.write_text(FILE.replace('"loud", ', "").replace("250", "0"))
    assert exchange.import_(file) == [
        "category noise: radius_metres: “250” → “0”",
        "category noise: words: “cy: swnllyd; en: loud, late party” → “en: late party; cy: swnllyd”",
    ]


# fmt: off
MISTAKES = [
    # what stands there       what is put there        line: key: what is said
    ('250',                   '-1',                    "5: categories.1.radius_metres: Input should be greater"),
    ('"loud"',                '"x"',                   "6: categories.1.words.en.1: String should have at least 2"),
    ('en = ["loud"',          'English = ["loud"',     "6: categories.1.words.English.[key]: String should match"),
    ('symbol = "noise"',      'symbol = "<svg>"',      "4: categories.1.symbol: String should match"),
    ('cy.questions.when',     'cy.questions.where',    "1: categories.1: cy: there is no question 'where'"),
    ('stop = true',           'category = "loud"',     "17: categories.1.questions.1.advice.night.category: no category 'loud'"),
    ('stop = true',           'body = "east"',         "17: categories.1.questions.1.advice.night.body: no body 'east'"),
    ('stop = true',           'stop = true\nbody = "west"', "14: categories.1.questions.1.advice.night: either stops"),
    ('advice.night',          'advice.noon',           "14: categories.1.questions.1.advice: there is no value 'noon'"),
    ('night = "Yn',           'dusk = "Yn',            "1: categories.1: cy: 'when' has no value 'dusk'"),
    ('name = "Cyngor',        'nam = "Cyngor',         "32: bodies.1.translations.cy.nam: unknown key"),
]
# fmt: on


@pytest.mark.parametrize(("old", "new", "said"), MISTAKES)
def test_a_mistake_is_named_with_its_line(
    file: Path, db: None, old: str, new: str, said: str
) -> None:
    file.write_text(FILE.replace(old, new, 1))
    with pytest.raises(ImportRefused) as refusal:
        exchange.import_(file)
    assert [p for p in refusal.value.problems if p.startswith(f"{file}:{said}")], (
        refusal.value.problems
    )
