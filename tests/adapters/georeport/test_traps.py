"""Every bad habit that was met in the wild, and those that nobody should meet."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from civicreport.adapters.georeport import discover
from civicreport.adapters.outside import MemoryWorld, replaced_by
from tests.adapters.georeport.answers import (
    NOON,
    answer,
    definition,
    requests,
    services,
    told,
    updates,
)


@pytest.mark.parametrize(
    "body",
    [
        "<services><service><service_code>1</service_code></service></services>",
        "<response><services><service><service_code>1</service_code></service></services></response>",
        '<services is_array="true"><service><service_code>1</service_code></service></services>',
        '<services xmlns="u"><service><service_code>1</service_code></service></services>',
        '<n:service xmlns:n="u"><n:service_code>1</n:service_code></n:service>',
        "<service><service_code>1</service_code></service>",
        '[{"service_code": "1"}]',
        '[{"service_code": 1}]',
        '{"services": [{"service_code": 1}]}',
        '{"services": {"service": {"service_code": 1}}}',
        '[{"service": {"service_code": 1}}]',
        '{"service_code": 1}',
    ],
)
def test_a_service_is_found_however_it_is_wrapped(body: str) -> None:
    assert [service.code for service in told(body, services)] == ["1"]


@pytest.mark.parametrize(
    "body", ["<services/>", "<services>\n</services>", "[]", '{"services":[]}']
)
def test_nothing_is_an_answer_too(body: str) -> None:
    assert told(body, services) == []


def test_a_service_says_all_that_it_offers() -> None:
    body = """[{"service_code": 0, "service_name": "Holes", "metadata": "true", "type": "realtime",
        "keywords": "road, hole,", "groups": ["Roads", "Winter"]}]"""

    (found,) = told(body, services)

    assert (found.code, found.name, found.has_definition) == ("0", "Holes", True)
    assert (found.keywords, found.groups) == (("road", "hole"), ("Roads", "Winter"))


@pytest.mark.parametrize(
    "groups",
    ["<groups><group>Roads</group></groups>", "<group>Roads</group>"],
)
def test_a_group_stands_alone_or_among_groups(groups: str) -> None:
    body = f"<services><service><service_code>1</service_code>{groups}</service></services>"

    assert told(body, services)[0].groups == ("Roads",)


def test_a_definition_in_json_has_its_questions_in_order() -> None:
    asked = [
        {"code": "b", "order": "2", "variable": False, "description": "Mind the gap"},
        {"code": "a", "order": 1, "required": "True", "values": [{"key": 7, "name": "Seven"}]},
        {"description": "without a code"},
    ]
    body = json.dumps({"service_code": 1, "attributes": asked})

    found = told(body, definition)

    assert [(a.code, a.required, a.is_question) for a in found.attributes] == [
        ("a", True, True),
        ("b", False, False),
    ]
    assert found.attributes[0].values == (("7", "Seven"),)


def test_a_definition_may_ask_nothing() -> None:
    body = "<service_definition><service_code>1</service_code><attributes/></service_definition>"

    assert told(body, definition).attributes == ()


def test_a_number_may_be_nought() -> None:
    assert told('[{"service_request_id": 0}]', requests)[0].service_request_id == "0"


def test_a_request_may_have_neither_number_nor_token() -> None:
    body = '[{"status": "open", "service_code": "4"}, {"service_request_id": "5"}]'

    assert [one.service_request_id for one in told(body, requests)] == ["", "5"]


def test_long_numbers_lose_no_digit() -> None:
    (found,) = told('[{"service_request_id": 12345678901234567890123}]', requests)

    assert found.service_request_id == "12345678901234567890123"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-11-22T12:00:00Z", NOON),
        ("2026-11-22T07:00:00-05:00", NOON),
        ("2026-11-22T07:00:00-0500", NOON),
        ("2026-11-22 12:00:00.0", NOON),
        ("2026-11-22 12:00", NOON),
        ("2026-11-22", datetime(2026, 11, 22, tzinfo=UTC)),
        ("2026-7-1 13:00", datetime(2026, 7, 1, 12, tzinfo=UTC)),
        ("", None),
        ("yesterday", None),
        ("2026-02-31T00:00:00Z", None),
        ("0001-01-01T00:00:00+14:00", None),
        ("2026-11-22T12:00:00+99:00", None),
    ],
)
def test_dates_are_read_as_peers_write_them(written: str, read: datetime | None) -> None:
    body = json.dumps([{"service_request_id": "1", "updated_datetime": written}])

    assert told(body, requests)[0].updated_at == read


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [("0.0", "0.0"), ("", ""), (None, None), ("NaN", "1"), ("1e999", "1"), ("91", "0"), ("a", "b")],
)
def test_a_place_that_is_none_is_none(latitude: Any, longitude: Any) -> None:
    body = json.dumps([{"service_request_id": "1", "lat": latitude, "long": longitude}])

    assert told(body, requests)[0].point is None


def test_updates_of_fixmystreet_are_read() -> None:
    body = """<service_requests_updates><request_update><update_id>U1</update_id>
        <service_request_id>123</service_request_id><status>IN_PROGRESS</status>
        <updated_datetime>2026-11-22T12:00:00Z</updated_datetime><description>Soon</description>
        <media_url>https://x.example/a.jpg</media_url><media_url>javascript:x</media_url>
        </request_update></service_requests_updates>"""

    (found,) = told(body, updates)

    assert (found.update_id, found.service_request_id, found.status) == ("U1", "123", "in_progress")
    assert (found.at, found.media_urls) == (NOON, ("https://x.example/a.jpg",))


def test_an_agency_may_be_several() -> None:
    body = '{"requests": [{"agency_responsible": {"recipient": ["A", "B"]}}]}'

    assert told(body, requests)[0].agency_responsible == "A, B"


def test_discovery_tells_the_endpoints_and_their_formats() -> None:
    body = """<?xml version="1.0" encoding="utf-8"?><discovery>
        <changeset>2011-09-1 17:35</changeset><contact>c</contact><key_service>k</key_service>
        <endpoints><endpoint>
        <specification>http://wiki.open311.org/GeoReport_v2</specification>
        <url>https://x.example/v2</url><type>production</type>
        <formats><format>text/xml</format><format>application/json</format></formats>
        </endpoint></endpoints></discovery>"""

    found = told(body, lambda peer: peer.discovery())

    assert [one.url for one in found.endpoints] == ["https://x.example/v2"]
    assert found.endpoints[0].formats == ("text/xml", "application/json")


def test_discovery_in_json_serves_where_there_is_no_xml() -> None:
    world = MemoryWorld(
        answer("<html>Not here</html>", 404),
        answer('{"discovery": {"endpoints": [{"url": "https://x.example/v2"}]}}'),
    )
    with replaced_by(world):
        found = discover("https://x.example")

    assert [one.url for one in found.endpoints] == ["https://x.example/v2"]
    assert [asked.url for asked in world.asked] == [
        "https://x.example/discovery.xml",
        "https://x.example/discovery.json",
    ]
