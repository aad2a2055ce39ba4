"""Searching reports by words, whatever people type, and by when they came."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from civicreport.reports import queries
from civicreport.reports.filters import Age, ReportFilter
from tests.factories import a_report
from tests.factories.reports import NOON
from tests.support.town import Town

SAID = {
    "wheel": "Deep hole outside no.12, O'Brien's shop; cyclists swerve. http://x.test/kerb/lane",
    "tree": "Ein Baum liegt quer, die Straße ist zu. Größe: 3,5m",
    "hebrew": "בור עמוק ליד בית הספר",
    "arabic": "حفرة عميقة أمام المدرسة",
    "hindi": "सड़क पर गड्ढा है",
    "signs": "🚲🚲 rack is bent — “sharp” edges (50% gone) <b>now</b> &amp; always",
}

# fmt: off
FOUND = [
    ("hole",              {"wheel"}),
    ("HOL",               {"wheel"}),             # by their beginnings, in capitals or not
    ("ole",               set()),
    ("cyclists deep",     {"wheel"}),             # all of them, in any order
    ("cyclists tree",     set()),
    ("no.12",             {"wheel"}),
    ("12",                {"wheel"}),
    ("O'Brien's",         {"wheel"}),
    ("o’brien",           {"wheel"}),
    ("lane",              {"wheel"}),
    ("straß",             {"tree"}),
    ("GRÖSSE",            set()),                 # no language's rules: ß is not SS
    ("größe 3,5m",        {"tree"}),
    ("עמוק",              {"hebrew"}),
    ("المدرسة حفرة",      {"arabic"}),
    ("गड्ढा",              {"hindi"}),
    ("rack 🚲",           {"signs"}),
    ('"sharp"',           {"signs"}),
    ("50%",               {"signs"}),
    ("now",               {"signs"}),
    ("hole' | 'rack",     set()),                 # nothing typed is an operator
    ("!hole",             {"wheel"}),
    ("hole:* & rack",     set()),
    ("\\' ) --",          set(SAID)),             # no word in it: it asks for nothing
    ("x" * 199,           set()),
]
# fmt: on


@pytest.fixture
def said(town: Town) -> dict[int, str]:
    return {a_report(town, details=words).id: name for name, words in SAID.items()}


@pytest.mark.parametrize(("words", "names"), FOUND)
def test_words_find_reports(said: dict[int, str], words: str, names: set[str]) -> None:
    asked = ReportFilter.from_args({"words": words})
    listed = queries.newest_in(None, asked).rows
    assert {said[card.id] for card in listed} == names
    assert queries.count_in(None, asked, most=10) == len(names)


def test_words_are_looked_for_in_the_place_too(town: Town) -> None:
    report = a_report(town, place="OX4 1RP, Cowley Road")
    report.place_note = "behind the bakery"
    for words in ("cowley", "ox4 road", "bakery hole"):
        asked = ReportFilter(words=words)
        found = queries.newest_in(None, asked).rows
        assert [card.id for card in found] == ([] if "hole" in words else [report.id])


def test_pages_of_a_search_go_on(town: Town) -> None:
    sent = [a_report(town, at=NOON + timedelta(minutes=n)).id for n in range(5)]
    asked, listed, cursor = ReportFilter(words="pothole"), [], None
    for _ in range(3):
        page = queries.newest_in(None, asked, cursor, size=2)
        listed += [card.id for card in page.rows]
        cursor = page.next_cursor
    assert listed == sent[::-1]
    assert cursor is None


@pytest.mark.parametrize(
    ("asked", "days_ago"),
    [
        (ReportFilter(), {1, 10, 40, 100, 400}),
        (ReportFilter(age=Age.WEEK), {1}),
        (ReportFilter(age=Age.MONTH), {1, 10}),
        (ReportFilter(age=Age.QUARTER), {1, 10, 40}),
        (ReportFilter(age=Age.YEAR), {1, 10, 40, 100}),
        (ReportFilter(first_day=date(2026, 5, 22)), {1, 10}),
        (ReportFilter(last_day=date(2026, 5, 22)), {10, 40, 100, 400}),
        (ReportFilter(first_day=date(2026, 5, 22), last_day=date(2026, 5, 22)), {10}),
        (ReportFilter(first_day=date(2026, 6, 2), last_day=date(2026, 5, 2)), set()),
    ],
)
def test_only_so_old_ones(town: Town, asked: ReportFilter, days_ago: set[int]) -> None:
    now = datetime(2026, 6, 1, 12, tzinfo=UTC)
    sent = {a_report(town, at=now - timedelta(days=n)).id: n for n in (1, 10, 40, 100, 400)}
    assert {sent[card.id] for card in queries.newest_in(None, asked, now=now).rows} == days_ago
