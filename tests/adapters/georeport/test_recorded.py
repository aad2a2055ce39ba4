"""What cities really answered, read to the right count (counted by grep)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from civicreport.adapters.georeport import Peer, Refused
from civicreport.domain.location import Point
from tests.adapters.georeport.answers import told

Call = Callable[[Peer], list[Any]]


def services(peer: Peer) -> list[Any]:
    return list(peer.services())


def requests(peer: Peer) -> list[Any]:
    return list(peer.requests())


def attributes(peer: Peer) -> list[Any]:
    return list(peer.definition("DMV66").attributes)


@pytest.fixture
def recorded(shared: Path) -> Path:
    return shared / "data" / "open311" / "recorded"


COUNTS: list[tuple[str, Call, int]] = [
    ("cfa-ruby_services.xml", services, 36),
    ("cfa-ruby_service_definition.xml", attributes, 1),
    ("cfa-ruby_service_requests.xml", requests, 2),
    ("cfa-ruby_service_requests_empty.xml", requests, 0),
    ("cfa-ruby_get_service_request.xml", requests, 1),
    ("cfa-ruby_request_id_from_token.xml", requests, 1),
    ("cfa-ruby_post_service_request.xml", requests, 1),
    ("fgregg_san_francisco_services.xml", services, 38),
    ("fgregg_san_francisco_requests.xml", requests, 56),
    ("fgregg_bloomington_services.json", services, 46),
    ("fgregg_bloomington_requests.json", requests, 21),
]
REFUSALS = {"cfa-ruby_403.xml", "cfa-ruby_get_service_request_not_found.xml"}


@pytest.mark.parametrize(("name", "call", "count"), COUNTS)
def test_every_recorded_answer_is_read_to_the_right_count(
    recorded: Path, name: str, call: Call, count: int
) -> None:
    found = told((recorded / name).read_bytes(), call)

    assert len(found) == count


def test_no_recorded_answer_is_left_out(recorded: Path) -> None:
    assert {path.name for path in recorded.iterdir()} == {n for n, _, _ in COUNTS} | REFUSALS


@pytest.mark.parametrize(
    ("name", "status", "code", "words"),
    [
        ("cfa-ruby_403.xml", 403, "", "Invalid api_key received -- can't proceed"),
        ("cfa-ruby_403.xml", 200, "", "Invalid api_key received -- can't proceed"),
        ("cfa-ruby_get_service_request_not_found.xml", 404, "404", "Service request not found"),
    ],
)
def test_recorded_refusals_say_why(
    recorded: Path, name: str, status: int, code: str, words: str
) -> None:
    with pytest.raises(Refused) as refusal:
        told((recorded / name).read_bytes(), requests, status)

    assert (refusal.value.code, refusal.value.status) == (code, status)
    assert refusal.value.words.startswith(words)


def test_san_francisco_writes_its_dates_without_a_zone_and_its_places_as_zero(
    recorded: Path,
) -> None:
    body = (recorded / "fgregg_san_francisco_requests.xml").read_bytes()

    first = told(body, requests, timezone="America/Los_Angeles")[0]

    assert first.service_request_id == "1129806"
    assert first.status == "open"
    assert first.requested_at == datetime(2012, 5, 23, 6, 57, 23, 970_000, tzinfo=UTC)
    assert first.updated_at is None
    assert first.point is None
    assert first.address == "SAN FRANCISCO , CA"


def test_san_francisco_requests_that_have_a_place_keep_it(recorded: Path) -> None:
    body = (recorded / "fgregg_san_francisco_requests.xml").read_bytes()

    assert told(body, requests)[-1].point == Point(37.757236, -122.48238)


def test_a_closed_request_is_read_with_all_that_it_says(recorded: Path) -> None:
    (found,) = told((recorded / "cfa-ruby_get_service_request.xml").read_bytes(), requests)

    assert (found.status, found.status_notes) == ("closed", "Duplicate request.")
    assert found.service_code == "006"
    assert found.updated_at == datetime(2010, 4, 14, 14, 37, 38, tzinfo=UTC)
    assert found.media_urls == (
        "http://open311.city.gov.s3.amazonaws.com/requests/media/638344.rss",
    )


def test_a_definition_without_its_wrapper_has_its_choices(recorded: Path) -> None:
    body = (recorded / "cfa-ruby_service_definition.xml").read_bytes()

    (found,) = told(body, attributes)

    assert (found.code, found.datatype, found.required) == ("WHISHETN", "singlevaluelist", True)
    assert found.values == (("123", "Ford"), ("124", "Chrysler"))


def test_an_accepted_report_has_its_number_and_a_notice(recorded: Path) -> None:
    body = (recorded / "cfa-ruby_post_service_request.xml").read_bytes()

    taken = told(body, lambda peer: peer.token("x"))

    assert (taken.service_request_id, taken.token) == ("293944", "")
