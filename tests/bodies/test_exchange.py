"""The register as a file: the same in as out, and every mistake with its line."""
# ruff: noqa: E501, Q000 - the table's columns stay in line

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from civicreport.bodies import bodies_file, exchange, queries
from civicreport.bodies.models import Contact
from civicreport.db import session
from civicreport.domain.errors import ImportRefused
from tests.support.town import Town

FILE = """\
[[categories]]
code = "pothole"
name = "Pothole"

[[categories]]
code = "noise"
name = "Noise"
group = "Nuisance"
private = true

[[bodies]]
code = "west"
name = "Westham Borough Council"
email = "office@west.example"
areas = ["district:W"]

[[bodies.contacts]]
category = "noise"
address = "noise@west.example"
answer_days = 7
copy_to = ["county"]

[[bodies]]
code = "county"
name = "Countyshire Council"
email = "office@county.example"
areas = ["county:C"]

[[bodies.contacts]]
category = "pothole"
address = "pothole@county.example"
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "bodies.toml"
    path.write_text(FILE)
    return path


def refused(path: Path, text: str) -> list[str]:
    path.write_text(text)
    with pytest.raises(ImportRefused) as refusal:
        exchange.import_(path)
    return [problem.removeprefix(f"{path}:") for problem in refusal.value.problems]


def test_a_file_becomes_a_register_and_says_what_changes(file: Path, db: None) -> None:
    assert exchange.import_(file) == [
        "category pothole: new",
        "category noise: new",
        "body west: new",
        "body county: new",
        "body west: covers district:W",
        "contact west/noise: new",
        "contact west/noise: copied to county",
        "body county: covers county:C",
        "contact county/pothole: new",
    ]
    assert exchange.import_(file) == []


def test_what_differs_is_changed_and_the_rest_left_alone(file: Path, town: Town) -> None:
    changes = exchange.import_(file)
    assert "body west: name: “Westham District Council” → “Westham Borough Council”" in changes
    assert "contact west/graffiti: active: yes → no" in changes  # the file does not have it
    assert "contact county/street_light: active: yes → no" in changes
    assert not [change for change in changes if "east" in change]  # nor does it speak of this one
    _, decision = queries.route(town.west, "graffiti")
    assert decision.responsible is None
    _, decision = queries.route(town.west, "noise")
    assert decision.responsible is not None
    assert decision.responsible.copies == ("county",)


def test_what_is_exported_changes_nothing_when_imported(
    file: Path, town: Town, tmp_path: Path
) -> None:
    exchange.import_(file)
    session.execute(sa.update(Contact).values(precedence=7))
    town.bodies["west"].name = 'A "quoted" name, ünïcödé \\ and a tab\t.'
    session.flush()
    exported = tmp_path / "exported.toml"
    exported.write_text(bodies_file.written(exchange.export()))
    assert exchange.import_(exported) == []
    assert bodies_file.written(exchange.export()) == exported.read_text()


def test_areas_and_copies_are_given_up(file: Path, db: None) -> None:
    exchange.import_(file)
    changed = FILE.replace('areas = ["district:W"]', 'areas = ["district:V"]')
    file.write_text(changed.replace('copy_to = ["county"]\n', ""))
    assert exchange.import_(file) == [
        "body west: covers district:V",
        "body west: no longer covers district:W",
        "contact west/noise: no longer copied to county",
    ]


# fmt: off
MISTAKES = [
    # what stands there              what is put there                  line: key: what is said
    ('answer_days = 7',              'answer_days = "soon"',            "20: bodies.1.contacts.1.answer_days: Input should be a valid integer"),
    ('answer_days = 7',              'answer_days = -1',                "20: bodies.1.contacts.1.answer_days: Input should be greater than or equal to 0"),
    ('answer_days = 7',              'answr_days = 7',                  "20: bodies.1.contacts.1.answr_days: unknown key"),
    ('address = "noise@west.example"', 'address = "nowhere"',           "19: bodies.1.contacts.1.address: String should match"),
    ('address = "pothole@county.example"', '',                          "29: bodies.2.contacts.1.address: is missing"),
    ('category = "noise"',           'category = "nois"',               "18: bodies.1.contacts.1.category: no category 'nois'"),
    ('copy_to = ["county"]',         'copy_to = ["nobody"]',            "21: bodies.1.contacts.1.copy_to: no body 'nobody'"),
    ('code = "county"',              'code = "west"',                   "24: bodies.2.code: 'west' stands twice"),
    ('code = "noise"',               'code = "pothole"',                "6: categories.2.code: 'pothole' stands twice"),
    ('areas = ["county:C"]',         'areas = ["county C"]',            "27: bodies.2.areas.1: String should match"),
    ('private = true',               'private = "perhaps"',             "9: categories.2.private: Input should be a valid boolean"),
    ('[[bodies.contacts]]',          '[[bodies.contcts]]',              "17: bodies.1.contcts: unknown key"),
]
# fmt: on


@pytest.mark.parametrize(("old", "new", "said"), MISTAKES)
def test_a_mistake_is_named_with_its_line_and_key(
    file: Path, db: None, old: str, new: str, said: str
) -> None:
    problems = refused(file, FILE.replace(old, new, 1))
    assert any(problem.startswith(said) for problem in problems), problems
    assert queries.all_bodies() == []


def test_a_file_that_is_no_toml(file: Path, db: None) -> None:
    assert "at line 2" in refused(file, "\nbodies = = 1")[0]


def test_the_documented_example_can_be_imported(tmp_path: Path, db: None) -> None:
    document = Path("docs/bodies-file.md").read_text(encoding="utf-8")
    example = tmp_path / "example.toml"
    example.write_text(document.split("```toml\n")[1].split("```")[0])
    exchange.import_(example)
    assert exchange.import_(example) == []
    assert [body.code for body in queries.all_bodies()] == ["E07000178", "E10000025"]
