"""Every bad habit that was met in the wild, and those that nobody should meet."""

from __future__ import annotations

import contextlib
import json
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicreport.adapters.georeport import Gibberish, Peer, PeerError, Refused, discover
from civicreport.adapters.georeport.trees import DEEPEST, MOST_NODES
from civicreport.adapters.outside import MemoryWorld, replaced_by
from tests.adapters.georeport.answers import answer, told

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def services(peer: Peer) -> list[Any]:
    return list(peer.services())


def requests(peer: Peer) -> list[Any]:
    return list(peer.requests())


def definition(peer: Peer) -> Any:
    return peer.definition("1")


def updates(peer: Peer) -> list[Any]:
    return list(peer.updates(NOON, NOON))


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


@pytest.mark.parametrize(
    ("body", "status", "code", "words"),
    [
        ("<error>No such key</error>", 403, "", "No such key"),
        ("<error>No such key</error>", 200, "", "No such key"),
        (
            "<errors><error><code>7</code><description>No</description></error></errors>",
            400,
            "7",
            "No",
        ),
        (
            '{"errors": [{"code": 7, "description": "No"}, {"description": "Nor this"}]}',
            200,
            "7",
            "No; Nor this",
        ),
        (
            '[{"code": 400, "description": "base is a duplicate"}]',
            400,
            "400",
            "base is a duplicate",
        ),
        ('[{"code": 400, "description": "No"}]', 200, "400", "No"),
        ('{"errors": [{"code": "1", "description": "No"}]}', 400, "1", "No"),
        ('{"errors": {"error": [{"code": "1", "description": "No"}]}}', 200, "1", "No"),
        ('{"error": "No"}', 200, "", "No"),
        ('{"code": "1", "description": "No"}', 422, "1", "No"),
        ('{"message": "No"}', 401, "", "No"),
        ('["No", "Nor this"]', 400, "", "No; Nor this"),
        ("<html><body><h1>Forbidden</h1></body></html>", 403, "", "Forbidden"),
        ("HTTP/1.1 403 Forbidden\r\n\r\n<error>No</error>", 403, "", "No"),
        ("", 404, "", ""),
        ("Slow down", 429, "", "Slow down"),
    ],
)
def test_a_no_is_heard_in_every_shape(body: str, status: int, code: str, words: str) -> None:
    with pytest.raises(Refused) as refusal:
        told(body, requests, status)

    assert (refusal.value.code, refusal.value.words) == (code, words)
    assert refusal.value.may_pass is (status == 429)


def test_a_failure_of_the_peer_is_no_clear_no() -> None:
    """It may have kept what it was given before it fell."""
    with pytest.raises(Gibberish, match="500: database is gone"):
        told(
            "<errors><error><description>database is gone</description></error></errors>",
            requests,
            500,
        )


PAGE = "<!DOCTYPE html><html><style>p{}</style><body><p>ERROR: Missing id</p></body></html>"
BOMB = """<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>
    <services><service><service_code>&b;</service_code></service></services>"""
LOCAL_FILE = """<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>
    <services><service><service_code>&f;</service_code></service></services>"""


@pytest.mark.parametrize(
    "body",
    [
        "",
        "   ",
        "OK",
        PAGE,
        "<html><p>ERROR: Missing id</p></html>",
        "<services><service>",
        "<services>&undefined;</services>",
        BOMB,
        BOMB.encode("utf-16"),
        LOCAL_FILE,
        "<a>" * (DEEPEST + 1) + "</a>" * (DEEPEST + 1),
        "<a>" * 100_000,
        "[" * 100_000,
        "[" * (DEEPEST + 2) + "]" * (DEEPEST + 2),
        f"<services>{'<a/>' * MOST_NODES}</services>",
        f"[{'1,' * MOST_NODES}1]",
        '{"services": "none"}',
        '{"whatever": 1}',
        "null",
        "<unknown/>",
        b"\xff\xfe\x00",
        zlib.compress(b"<services/>")[2:],
    ],
)
def test_what_is_no_answer_is_gibberish(body: str | bytes) -> None:
    with pytest.raises(Gibberish):
        told(body, services)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (
            "<errors><error><description>api_key k-12345 is unknown</description></error></errors>",
            403,
        ),
        ("<h1>No such key: k-12345</h1>", 200),
        ("<h1>No such key: k-12345</h1>", 403),
        ("k-12345", 500),
    ],
)
def test_a_peer_that_quotes_our_key_does_not_spread_it(body: str, status: int) -> None:
    peer = Peer("https://peer.example/v2", key="k-12345")
    with replaced_by(MemoryWorld(answer(body, status))), pytest.raises(PeerError) as no:
        peer.services()
    assert "12345" not in str(no.value)
    assert "***" in str(no.value)


def test_gibberish_is_quoted_in_short() -> None:
    with pytest.raises(Gibberish) as gibberish:
        told(PAGE.replace("id", "id " * 500), requests)

    assert gibberish.value.excerpt.startswith("ERROR: Missing id id")
    assert len(gibberish.value.excerpt) <= 200


@pytest.mark.parametrize(
    "body",
    [
        "<services><service><service_code>1\x00\x0b</service_code></service></services>",
        "<services><service><service_code>1&#0;&#x1F;</service_code></service></services>",
        '[{"service_code": "1\\u0000\\ud800"}]',
    ],
)
def test_what_no_database_takes_is_left_out(body: str) -> None:
    assert told(body, services)[0].code == "1"


@pytest.mark.parametrize(
    "body",
    [
        "<services><service><service_code>Straße</service_code></service></services>".encode(),
        '<?xml version="1.0" encoding="iso-8859-1"?><services><service><service_code>Straße'
        "</service_code></service></services>".encode("latin-1"),
        "<services><service><service_code>Straße</service_code></service></services>".encode(
            "latin-1"
        ),
        '<?xml version="1.0" encoding="no-such"?><services><service><service_code>Straße'
        "</service_code></service></services>".encode(),
        '[{"service_code": "Straße"}]'.encode("utf-8-sig"),
        '<?xml version="1.0" encoding="utf-16"?><services><service><service_code>Straße'
        "</service_code></service></services>".encode("utf-16"),
    ],
)
def test_letters_beyond_ascii_survive_a_wrong_declaration(body: bytes) -> None:
    assert told(body, services)[0].code == "Straße"


CALLS: list[Callable[[Peer], Any]] = [
    services,
    requests,
    definition,
    updates,
    lambda peer: peer.discovery(),
    lambda peer: peer.token("t"),
    lambda peer: peer.request("1"),
]


@given(
    body=st.one_of(
        st.binary(),
        st.text(st.characters(exclude_categories=["Cs"])).map(str.encode),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
            lambda inner: (
                st.lists(inner)
                | st.dictionaries(
                    st.sampled_from(
                        ["services", "service", "request", "errors", "lat", "values", "x"]
                    )
                    | st.text(),
                    inner,
                )
            ),
        ).map(lambda value: json.dumps(value).encode()),
        st.lists(
            st.sampled_from(
                [
                    *("<services>", "<service>", "</service>", "</services>", "<service_code>1"),
                    *("</service_code>", "&#1;", "<attributes/>", "<![CDATA[", "]]>", "<!--"),
                ]
            )
        ).map(lambda parts: "".join(parts).encode()),
    ),
    status=st.sampled_from([200, 201, 302, 400, 403, 404, 500, 503]),
    call=st.sampled_from(CALLS),
)
def test_no_bytes_whatever_bring_anything_down(
    body: bytes, status: int, call: Callable[[Peer], Any]
) -> None:
    with contextlib.suppress(PeerError):
        told(body, call, status)
