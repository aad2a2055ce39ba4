from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import parse_qs, urlencode
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some
from werkzeug.datastructures import MultiDict

from civicreport.domain.status import CLOSED, OPEN, Status
from civicreport.reports.filters import Age, ReportFilter, searchable_words

FIXED, SCHEDULED = Status.FIXED, Status.SCHEDULED


@pytest.mark.parametrize(
    ("args", "found"),
    [
        ({}, ReportFilter()),
        ({"status": ""}, ReportFilter()),
        ({"status": "fixed"}, ReportFilter(statuses=frozenset({FIXED}))),
        ({"status": "fixed, scheduled"}, ReportFilter(statuses=frozenset({FIXED, SCHEDULED}))),
        ({"status": ["fixed", "scheduled"]}, ReportFilter(statuses=frozenset({FIXED, SCHEDULED}))),
        (
            MultiDict([("status", "fixed"), ("status", "scheduled")]),
            ReportFilter(statuses=frozenset({FIXED, SCHEDULED})),
        ),
        ({"status": "open"}, ReportFilter(statuses=OPEN)),
        ({"status": "closed"}, ReportFilter(statuses=CLOSED)),
        ({"category": "pothole,litter"}, ReportFilter(categories=frozenset({"pothole", "litter"}))),
        ({"body": "oxford"}, ReportFilter(body="oxford")),
        ({"body": "E07000178"}, ReportFilter(body="E07000178")),
        ({"body": ["oxford", "other"]}, ReportFilter(body="oxford")),
        ({"page": "2"}, ReportFilter()),
        ({"status": "in_hand"}, ReportFilter(statuses=OPEN - {Status.REPORTED})),
        ({"status": "ended"}, ReportFilter(statuses=CLOSED - {FIXED})),
        ({"age": "quarter"}, ReportFilter(age=Age.QUARTER)),
        (
            {"from": "2026-01-31", "to": "2026-02-28"},
            ReportFilter(first_day=date(2026, 1, 31), last_day=date(2026, 2, 28)),
        ),
        ({"words": "  deep   hole, kerb "}, ReportFilter(words="deep hole, kerb")),
        ({"words": "حفرة עמוקה"}, ReportFilter(words="حفرة עמוקה")),
        ({"words": "'; drop table report --"}, ReportFilter(words="drop table report")),
        ({"ended": "any"}, ReportFilter(with_long_ended=True)),
    ],
)
def test_a_filter_is_read_from_an_address(args: Any, found: ReportFilter) -> None:
    assert replace(ReportFilter.from_args(args), ignored=()) == found


@pytest.mark.parametrize(
    ("args", "told"),
    [
        ({"age": "decade"}, ("decade",)),
        ({"from": "2026-02-30", "to": "tomorrow"}, ("2026-02-30", "tomorrow")),
        ({"from": "20260131"}, ("20260131",)),
        ({"ended": "yes"}, ("yes",)),
        ({"words": "🚲 stand —"}, ("🚲", "—")),
        ({"words": "a b c d e f g h i j k l"}, ("k", "l")),
        ({"words": "x" * 300}, ("…",)),
        ({"body": "x" * 51}, ("x" * 51,)),
    ],
)
def test_what_cannot_be_meant_is_told(args: Any, told: tuple[str, ...]) -> None:
    assert ReportFilter.from_args(args).ignored == told


def test_a_body_that_the_site_lacks_is_told() -> None:
    asked = ReportFilter(body="atlantis")
    assert asked.knowing([], ["oxford"]) == ReportFilter(ignored=("atlantis",))
    assert asked.knowing([]).body == "atlantis"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("no.12, O'Brien's", ["no", "12", "O", "Brien", "s"]),
        ("गड्ढा सड़क", ["गड्ढा", "सड़क"]),
        ("🚲🚲 · —", []),
        ("x" * 200, ["x" * 200]),
        ("\u0301", []),
    ],
)
def test_words_are_letters_and_digits_of_any_script(text: str, words: list[str]) -> None:
    assert searchable_words(text) == words


def test_days_begin_at_the_sites_midnight() -> None:
    zone = ZoneInfo("Europe/London")
    asked = ReportFilter(first_day=date(2026, 7, 1), last_day=date(2026, 7, 1))
    now = datetime(2026, 7, 9, tzinfo=UTC)
    assert asked.reported_from(now=now, zone=zone) == datetime(2026, 6, 30, 23, tzinfo=UTC)
    assert asked.reported_before(zone=zone) == datetime(2026, 7, 1, 23, tzinfo=UTC)
    later = replace(asked, age=Age.WEEK)
    assert later.reported_from(now=now, zone=zone) == datetime(2026, 7, 2, tzinfo=UTC)
    ends = ReportFilter(first_day=date.min, last_day=date.max)
    assert ends.reported_from(now=now, zone=zone) is not None
    assert ends.reported_before(zone=zone) is None


@pytest.mark.parametrize(
    ("args", "hides"),
    [
        ({}, True),
        ({"status": "open"}, False),
        ({"status": "fixed,scheduled"}, True),
        ({"ended": "any"}, False),
    ],
)
def test_only_who_may_see_ended_ones_is_told_that_some_are_hidden(args: Any, hides: object) -> None:
    assert ReportFilter.from_args(args).hides_ended() is hides


def test_what_nobody_knows_is_ignored_and_told() -> None:
    found = ReportFilter.from_args(
        {"status": "fixed,dancing", "category": "POTHOLE' --", "body": "<b>"}
    )
    assert found.statuses == {FIXED}
    assert (found.categories, found.body) == (frozenset(), None)
    assert found.ignored == ("dancing", "POTHOLE' --", "<b>")


def test_a_category_that_the_site_lacks_is_ignored_and_told() -> None:
    found = ReportFilter(categories=frozenset({"pothole", "dragons"})).knowing(["pothole"])
    assert found.categories == {"pothole"}
    assert found.ignored == ("dragons",)


@given(
    some.builds(
        ReportFilter,
        statuses=some.frozensets(some.sampled_from(Status)),
        categories=some.frozensets(some.sampled_from(["pothole", "litter", "dog_fouling"])),
        body=some.none() | some.just("oxford"),
        age=some.none() | some.sampled_from(Age),
        first_day=some.none() | some.dates(),
        last_day=some.none() | some.dates(),
        words=some.sampled_from(["", "deep hole", "O'Brien & co, 50%", "حفرة"]),
        with_long_ended=some.booleans(),
        ignored=some.just(()),
    )
)
def test_a_filter_survives_its_own_address(written: ReportFilter) -> None:
    read = ReportFilter.from_args(parse_qs(urlencode(written.to_args(), doseq=True)))
    assert replace(read, words=written.words, ignored=()) == written
    assert searchable_words(read.words) == searchable_words(written.words)
    assert written.is_empty is (written == ReportFilter())


@given(some.text(max_size=300))
def test_any_words_can_be_searched_for(text: str) -> None:
    asked = ReportFilter.from_args({"words": text})
    assert ReportFilter.from_args(asked.to_args()).words == asked.words
    assert all(word.isprintable() for word in searchable_words(asked.words))


def test_an_address_is_always_written_in_one_order() -> None:
    filters = ReportFilter(frozenset({FIXED, SCHEDULED}), frozenset({"pothole", "litter"}))
    assert filters.to_args() == {
        "status": ["scheduled", "fixed"],
        "category": ["litter", "pothole"],
    }
    assert ReportFilter(statuses=OPEN).to_args() == {"status": ["open"]}
