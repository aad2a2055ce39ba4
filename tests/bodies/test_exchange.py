"""The register as a file: the same in as out, and every mistake with its line."""
# ruff: noqa: E501, Q000 - the table's columns stay in line

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from civicreport.adapters.georeport import Quirks
from civicreport.bodies import bodies_file, exchange, export, queries, takers
from civicreport.bodies.models import Contact, Endpoint
from civicreport.categories.models import Category
from civicreport.db import session
from civicreport.domain.answers import from_json
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
    _, decision = takers.route(town.west, "graffiti")
    assert decision.responsible is None
    _, decision = takers.route(town.west, "noise")
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
    exported.write_text(bodies_file.written(export.register()))
    assert exchange.import_(exported) == []
    assert bodies_file.written(export.register()) == exported.read_text()


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
    ('address = "noise@west.example"', 'address = "nowhere"',           "19: bodies.1.contacts.1.address: 'nowhere' is no e-mail address"),
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


DOCUMENT = Path("docs/bodies-file.md").read_text(encoding="utf-8")


def documented(number: int, folder: Path) -> Path:
    example = folder / "example.toml"
    example.write_text(DOCUMENT.split("```toml\n")[number].split("```")[0])
    return example


def test_the_documented_example_can_be_imported(tmp_path: Path, db: None) -> None:
    example = documented(1, tmp_path)
    exchange.import_(example)
    assert exchange.import_(example) == []
    assert [body.code for body in queries.all_bodies()] == ["E07000178", "E10000025"]


def test_the_documented_endpoint_and_questions_survive_export_and_import(
    tmp_path: Path, db: None
) -> None:
    assert exchange.import_(documented(2, tmp_path)) == [
        "category pothole: new",
        "body E10000025: new",
        "body E10000025: covers county:E10000025",
        "endpoint of E10000025: new",
        "contact E10000025/pothole: new",
    ]
    exported = tmp_path / "exported.toml"
    exported.write_text(bodies_file.written(export.register()))
    assert exchange.import_(exported) == []
    (asked,) = from_json(session.scalars(sa.select(Category)).one().questions)
    assert asked.values == (("s", "Smaller than a hand"), ("l", "Larger"))
    endpoint = session.scalars(sa.select(Endpoint)).one()
    assert endpoint.quirks["attributes"] == {"fixmystreet_id": "{reference}"}


@pytest.mark.parametrize("quirk", Quirks.model_fields)
def test_every_quirk_is_documented(quirk: str) -> None:
    assert f"| `{quirk}` |" in DOCUMENT


def test_an_endpoint_that_the_file_lacks_is_switched_off(tmp_path: Path, db: None) -> None:
    example = documented(2, tmp_path)
    exchange.import_(example)
    without = example.read_text().split("[bodies.endpoint]")[0]
    example.write_text(without)
    assert exchange.import_(example) == [
        "endpoint of E10000025: active: yes → no",
        "contact E10000025/pothole: active: yes → no",
    ]


def test_what_a_body_and_its_contacts_are_besides_is_kept(
    tmp_path: Path, file: Path, db: None
) -> None:
    more = FILE.replace(
        "answer_days = 7", 'answer_days = 7\nsecond_address = "town.hall@west.example"'
    )
    more = more.replace('areas = ["county:C"]', 'areas = ["county:C"]\ntrusts_its_domain = true')
    file.write_text(
        more.replace(
            'address = "pothole@county.example"',
            'method = "webhook"\naddress = "https://c.example/in"',
        )
    )
    exchange.import_(file)
    exported = tmp_path / "exported.toml"
    exported.write_text(bodies_file.written(export.register()))
    assert exchange.import_(exported) == []
    for line in (
        'second_address = "town.hall@west.example"',
        "trusts_its_domain = true",
        'method = "webhook"',
    ):
        assert line in exported.read_text()


OPEN311 = DOCUMENT.split("```toml\n")[2].split("```")[0]
# fmt: off
OPEN311_MISTAKES = [
    ('method = "open311"',           'method = "carrier pigeon"',       "26: bodies.1.contacts.1.method: Input should be 'email', 'open311' or 'webhook'"),
    ('method = "open311"',           '',                                "27: bodies.1.contacts.1.address: 'POT' is no e-mail address"),
    ('method = "open311"',           'method = "webhook"',              "27: bodies.1.contacts.1.address: 'POT' does not begin with https://"),
    ('address = "POT"',              'address = " "',                   "27: bodies.1.contacts.1.address: ' ' is no service code"),
    ('address = "POT"',              'address = "POT"\nsecond_address = "x"', "28: bodies.1.contacts.1.second_address: String should match"),
    ('[bodies.endpoint]',            '[bodies.endpont]',                "17: bodies.1.endpont: unknown key"),
    ('url = "https://open311.county.example/v2"', 'url = "open311.county.example"', "18: bodies.1.endpoint.url: String should match"),
    ('polling = "updates"',          'polling = "often"',               "21: bodies.1.endpoint.polling: Input should be"),
    ('timezone = "Europe/London"',   'timezone = "Europe/Oxford"',      "22: bodies.1.endpoint.quirks.timezone: 'Europe/Oxford' is no time zone"),
    ('{reference}',                  '{secret}',                        "22: bodies.1.endpoint.quirks.attributes: {secret} is none of category"),
    ('timezone = "Europe/London"',   'tz = "Europe/London"',            "22: bodies.1.endpoint.quirks.tz: unknown key"),
    ('code = "SIZE"',                'code = "SI[ZE"',                  "6: categories.1.questions.1.code: String should match"),
    ('datatype = "singlevaluelist"', 'datatype = "list"',               "8: categories.1.questions.1.datatype: Input should be"),
    ('datatype = "singlevaluelist"', '',                                "9: categories.1.questions.1.values: lists have values, and nothing else has"),
    ('values = { s = "Smaller than a hand", l = "Larger" }', '',        "5: categories.1.questions.1.values: lists have values"),
    ('[[bodies]]', '[[categories.questions]]\ncode = "SIZE"\nprompt = "?"\n[[bodies]]', "13: categories.1.questions.2.code: 'SIZE' stands twice"),
]
# fmt: on


@pytest.mark.parametrize(("old", "new", "said"), OPEN311_MISTAKES)
def test_a_mistake_about_open311_is_named_with_its_line_and_key(
    file: Path, db: None, old: str, new: str, said: str
) -> None:
    problems = refused(file, OPEN311.replace(old, new, 1))
    assert any(problem.startswith(said) for problem in problems), problems


def test_a_contact_by_open311_needs_an_endpoint(file: Path, db: None) -> None:
    start, end = OPEN311.index("[bodies.endpoint]"), OPEN311.index("[[bodies.contacts]]")
    problems = refused(file, OPEN311[:start] + OPEN311[end:])
    assert problems == ["19: bodies.1.contacts.1.method: the body has no endpoint for it"]
