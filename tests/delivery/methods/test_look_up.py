"""Whether what a peer lists is all that it has: only then does absence prove anything."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from civicreport import config
from civicreport.adapters.georeport import Peer, Quirks
from civicreport.adapters.outside import Answer, MemoryWorld, Request, replaced_by
from civicreport.delivery.methods.look_up import Finding, LookUp, Mark, Verdict
from civicreport.domain import clock
from civicreport.domain.location import Point
from tests.conftest import settings_for


@pytest.fixture(autouse=True)
def _a_site(tmp_path: Path) -> None:
    config.use(settings_for("", tmp_path))


class City:
    """Knows so many requests, and tells `most` of them in one answer."""

    def __init__(self, count: int, *, most: int, pages: bool = False, refuses: bool = False):
        self.count, self.most, self.pages, self.refuses = count, most, pages, refuses

    def __call__(self, asked: Request) -> Answer:
        page = int(dict(asked.params).get("page", "1"))
        if page > 1 and self.refuses:
            return Answer(400, "text/plain", b"no pages here", asked.url)
        first = (page - 1) * self.most if self.pages else 0
        numbers = range(self.count)[first : first + self.most]
        rows = [{"service_request_id": str(n), "description": "Another matter."} for n in numbers]
        return Answer(200, "application/json", json.dumps(rows).encode(), asked.url)


class BusyCity(City):
    """Newest first, and one more comes in after each page; its third page fails."""

    def __call__(self, asked: Request) -> Answer:
        page = int(dict(asked.params).get("page", "1"))
        if page > 2:
            return Answer(400, "text/plain", b"something went wrong", asked.url)
        newest = self.count + page
        first = newest - (page - 1) * self.most
        rows = [
            {"service_request_id": str(n), "description": "Another matter."}
            for n in range(first, first - self.most, -1)
        ]
        return Answer(200, "application/json", json.dumps(rows).encode(), asked.url)


def found_in(city: City) -> Finding:
    now = clock.now()
    mark = Mark("CR-7", "https://site.example/reports/7", Point(51, -1), "A deep hole.")
    since = now - timedelta(hours=1)
    look_up = LookUp(mark, "POTHOLE", since, settled_at=now, known=None)
    quirks = Quirks(lookup="requests", extended_description=True)
    with replaced_by(MemoryWorld(*[city] * 50)):
        return look_up(Peer("https://city.example", format="json", quirks=quirks), now=now)


@pytest.mark.parametrize(
    "city",
    [
        City(0, most=100),
        City(30, most=100),
        City(30, most=100, refuses=True),
        City(120, most=50, pages=True),
        City(100, most=100, pages=True),
    ],
)
def test_a_whole_list_without_it_proves_that_it_is_not_there(city: City) -> None:
    assert found_in(city).verdict is Verdict.ABSENT


@pytest.mark.parametrize(
    "city",
    [
        City(400, most=100),
        City(400, most=250, refuses=True),
        City(5000, most=1000),
        BusyCity(400, most=50),
    ],
)
def test_a_list_that_was_cut_without_a_word_proves_nothing(city: City) -> None:
    """Ours may be among those that were left out: sent again it would be there twice."""
    assert found_in(city).verdict is Verdict.UNKNOWABLE
