from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from werkzeug.datastructures import MultiDict

from civicreport.domain.status import CLOSED, OPEN, Status
from civicreport.reports.filters import ReportFilter

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
        ({"body": ["oxford", "other"]}, ReportFilter(body="oxford")),
        ({"page": "2"}, ReportFilter()),
    ],
)
def test_a_filter_is_read_from_an_address(args: Any, found: ReportFilter) -> None:
    assert ReportFilter.from_args(args) == found


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
    some.frozensets(some.sampled_from(Status)),
    some.frozensets(some.sampled_from(["pothole", "litter", "dog_fouling"])),
    some.none() | some.just("oxford"),
)
def test_a_filter_survives_its_own_address(
    statuses: frozenset[Status], categories: frozenset[str], body: str | None
) -> None:
    written = ReportFilter(statuses, categories, body)
    assert ReportFilter.from_args(written.to_args()) == written
    assert written.is_empty is not bool(statuses or categories or body)


def test_an_address_is_always_written_in_one_order() -> None:
    filters = ReportFilter(frozenset({FIXED, SCHEDULED}), frozenset({"pothole", "litter"}))
    assert filters.to_args() == {
        "status": ["scheduled", "fixed"],
        "category": ["litter", "pothole"],
    }
    assert ReportFilter(statuses=OPEN).to_args() == {"status": ["open"]}
