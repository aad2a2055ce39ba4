"""Answers that are none: a no in every shape, hostile pages, and bytes of every kind."""

from __future__ import annotations

import contextlib
import json
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicreport.adapters.georeport import Gibberish, Peer, PeerError, Refused
from civicreport.adapters.georeport.trees import DEEPEST, MOST_NODES
from civicreport.adapters.outside import MemoryWorld, replaced_by
from tests.adapters.georeport.answers import answer, definition, requests, services, told, updates


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
