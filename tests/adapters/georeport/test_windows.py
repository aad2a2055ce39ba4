"""A stretch of time asked for in windows: whole, each request once, and never for ever."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlencode

from civicreport.adapters.georeport import Peer, Quirks
from civicreport.adapters.georeport.windows import requests_between
from civicreport.adapters.outside import Answer, MemoryWorld, Request, replaced_by
from tests.adapters.georeport.answers import answer

NOW = datetime(2026, 6, 1, tzinfo=UTC)
Give = Callable[[dict[str, str], list[tuple[str, datetime]]], list[tuple[str, datetime]]]


class City:
    """Has so many requests, one each hour, and gives as many as its habit is."""

    def __init__(self, count: int, give: Give) -> None:
        self.filed = [(str(n), NOW - timedelta(hours=n)) for n in range(1, count + 1)]
        self.give = give
        self.asked: list[dict[str, str]] = []

    def __call__(self, request: Request) -> Answer:
        asked = dict(parse_qsl(urlencode(request.params)))
        self.asked.append(asked)
        assert len(self.asked) < 500, "it is asked for ever"
        start, end = (datetime.fromisoformat(asked[key]) for key in ("start_date", "end_date"))
        within = [one for one in self.filed if start <= one[1] <= end]
        given = [
            {"service_request_id": number, "requested_datetime": at.isoformat()}
            for number, at in self.give(asked, within)
        ]
        return answer(json.dumps(given))


def found(city: City, *, days: int = 90, page_size: int = 0) -> list[str]:
    peer = Peer("https://x.example", format="json", quirks=Quirks(page_size=page_size))
    with replaced_by(MemoryWorld(*[city] * 500)):
        batches = list(requests_between(peer, NOW - timedelta(days=days), NOW))
    return [one.service_request_id for batch in batches for one in batch]


def test_a_long_time_is_asked_for_in_windows_of_ninety_days() -> None:
    city = City(20, lambda _, within: within)

    assert len(found(city, days=200)) == 20
    assert [asked["start_date"][:10] for asked in city.asked] == [
        "2026-03-03",
        "2025-12-03",
        "2025-11-13",
    ]


def test_answers_that_are_cut_off_are_asked_for_in_halves() -> None:
    city = City(730, lambda _, within: within[:100])

    numbers = found(city)

    assert sorted(numbers, key=int) == [str(n) for n in range(1, 731)]


def test_whoever_answers_everything_with_the_same_is_not_asked_for_ever() -> None:
    city = City(2000, lambda _, __: city.filed[:1000])

    assert len(found(city)) == 1000
    assert len(city.asked) < 20


def test_pages_are_turned_until_they_bring_nothing_new() -> None:
    def page(
        asked: dict[str, str], within: list[tuple[str, datetime]]
    ) -> list[tuple[str, datetime]]:
        first = (int(asked["page"]) - 1) * int(asked["page_size"])
        return within[first : first + int(asked["page_size"])]

    city = City(120, page)

    assert len(found(city, page_size=50)) == 120
    assert [asked["page"] for asked in city.asked] == ["1", "2", "3", "4"]


def test_a_peer_that_repeats_its_only_page_is_left() -> None:
    city = City(120, lambda _, within: within[:50])

    assert len(found(city, page_size=50)) == 50
    assert len(city.asked) == 2


def test_requests_without_a_number_come_along_with_the_others() -> None:
    body = '[{"service_request_id": "1"}, {"service_code": "x"}, {"service_request_id": "1"}]'
    with replaced_by(MemoryWorld(answer(body))):
        (batch,) = requests_between(Peer("https://x.example"), NOW - timedelta(days=1), NOW)

    assert [one.service_request_id for one in batch] == ["1", ""]
