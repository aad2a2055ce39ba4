"""Against a server of our own that answers well, badly, slowly, or sends us elsewhere."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from civicreport import config
from civicreport.adapters.geocoder import (
    Nominatim,
    Silence,
    address_at,
    search,
)
from civicreport.domain.location import Place, Point

HERE = Point(51.752, -1.2577)
OXFORD = {"display_name": "Oxford, England", "lat": "51.7520", "lon": "-1.2577"}


@dataclass
class Answering:
    """What the server does, and what it was asked."""

    status: int = 200
    body: bytes = json.dumps([OXFORD]).encode()
    location: str = ""
    seconds_between_bytes: float = 0
    url: str = ""
    asked: list[tuple[str, dict[str, list[str]], str]] = field(default_factory=list)


@pytest.fixture
def server() -> Iterator[Answering]:
    answering = Answering()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            agent = self.headers["User-Agent"]
            answering.asked.append((parts.path, parse_qs(parts.query), agent))
            self.send_response(answering.status)
            if answering.location:
                self.send_header("Location", answering.location)
            self.send_header("Content-Length", str(len(answering.body)))
            self.end_headers()
            self._send()

        def _send(self) -> None:
            if not answering.seconds_between_bytes:
                self.wfile.write(answering.body)
                return
            try:
                for byte in answering.body:
                    self.wfile.write(bytes([byte]))
                    time.sleep(answering.seconds_between_bytes)
            except OSError:
                pass

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    answering.url = f"http://127.0.0.1:{listening.server_port}"
    thread = threading.Thread(target=listening.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield answering
    listening.shutdown()
    listening.server_close()


def _geocoder(server: Answering, *, seconds: float = 10) -> Nominatim:
    return Nominatim(
        server.url, timeout_seconds=seconds, country_codes="gb", asking_site="https://example.org"
    )


def test_a_place_is_found_by_its_name(server: Answering) -> None:
    assert _geocoder(server).search(" Oxford ") == [Place("Oxford, England", 51.752, -1.2577)]
    ((path, asked, agent),) = server.asked
    assert path == "/search"
    assert (asked["q"], asked["countrycodes"], asked["format"]) == (["Oxford"], ["gb"], ["jsonv2"])
    assert agent == "CivicReport (https://example.org)"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b"[]"),
        (429, b"[]"),
        (200, b""),
        (200, b"<html>busy</html>"),
        (200, b'{"error": "no"}'),
        (200, b"\xff\xfe[]"),
        (200, b"[" + b" " * 600_000 + b"]"),
        (200, b"[" * 100_000 + b"]" * 100_000),
    ],
)
def test_whatever_goes_wrong_is_silence_and_not_nowhere(
    server: Answering, status: int, body: bytes
) -> None:
    server.status, server.body = status, body
    with pytest.raises(Silence):
        _geocoder(server).search("Oxford")


@pytest.mark.parametrize("body", [b"[]", b"null", b"<html>", b"[" + b" " * 600_000 + b"]"])
def test_an_address_that_is_none_is_silence(server: Answering, body: bytes) -> None:
    server.body = body
    with pytest.raises(Silence):
        _geocoder(server).address_at(HERE)


@pytest.mark.parametrize(
    "body",
    [
        b"[1, null, {}]",
        b'[{"display_name": "Nowhere", "lat": "91", "lon": "0"}]',
        b'[{"display_name": "Nowhere", "lat": "nan", "lon": "0"}]',
        b'[{"display_name": "Nowhere", "lat": "1", "lon": "0", "place_rank": "high"}]',
    ],
)
def test_what_is_no_place_on_earth_is_left_out(server: Answering, body: bytes) -> None:
    server.body = body
    assert _geocoder(server).search("Nowhere") == []


def test_a_name_is_a_line_too(server: Answering) -> None:
    strange = {**OXFORD, "display_name": "Oxford,\x00 \u202eEngland\r\n" + "!" * 5_000}
    server.body = json.dumps([strange]).encode()
    [place] = _geocoder(server).search("Oxford")
    assert place.label.startswith("Oxford, England !!!")
    assert len(place.label) == 200


@pytest.mark.parametrize(
    ("rank", "is_wide", "is_street"),
    [
        (16, True, False),
        (25, True, False),
        (26, False, True),
        (27, False, True),
        (28, False, False),
        (30, False, False),
    ],
)
def test_towns_streets_and_houses_are_told_apart(
    server: Answering, rank: int, *, is_wide: bool, is_street: bool
) -> None:
    server.body = json.dumps([{**OXFORD, "place_rank": rank}]).encode()
    [place] = _geocoder(server).search("Oxford")
    assert (place.is_wide, place.is_street) == (is_wide, is_street)


# fmt: off
ADDRESSES = [
    ({"house_number": "12", "road": "Mill Lane", "city": "Oxford"}, "12 Mill Lane, Oxford"),
    ({"road": "Mill Lane", "village": "Iffley", "county": "Oxon"},  "Mill Lane, Iffley"),
    ({"house_number": "12", "city": "Oxford"},                      ""),  # of which street?
    ({"footway": "Towpath"},                                        "Towpath"),
    ({"road": " A  40 "},                                           "A 40"),
    ({"road": "Mill\x00 \u202e\x1bLane", "city": "A\nB"},           "Mill Lane, A B"),
    ({"road": "Mill" * 5_000},                                      "Mill" * 50),
    ({},                                                            ""),
    ("nowhere",                                                     ""),
]
# fmt: on


@pytest.mark.parametrize(("parts", "line"), ADDRESSES)
def test_an_address_is_a_line_that_fits_a_phone(server: Answering, parts: Any, line: str) -> None:
    server.body = json.dumps({"display_name": "a very long name", "address": parts}).encode()
    assert _geocoder(server).address_at(HERE) == line
    ((path, asked, _agent),) = server.asked
    assert (path, asked["lat"], asked["lon"]) == ("/reverse", ["51.752000"], ["-1.257700"])


def test_the_middle_of_the_sea_has_no_address(server: Answering) -> None:
    server.body = b'{"error": "Unable to geocode"}'
    assert _geocoder(server).address_at(HERE) == ""


def test_nobody_sends_us_to_another_host(server: Answering) -> None:
    server.status, server.body = 302, b""
    server.location = server.url.replace("127.0.0.1", "localhost") + "/elsewhere"
    with pytest.raises(Silence):
        _geocoder(server).search("Oxford")
    assert len(server.asked) == 1


def test_a_server_that_drips_is_left_in_time(server: Answering) -> None:
    server.body = b"[" + b" " * 100_000 + b"]"
    server.seconds_between_bytes = 0.1
    begun = time.monotonic()
    with pytest.raises(Silence):
        _geocoder(server, seconds=0.5).search("Oxford")
    assert time.monotonic() - begun < 10


def test_a_server_that_is_down_is_silent() -> None:
    closed = Nominatim("http://127.0.0.1:9", timeout_seconds=0.5)
    with pytest.raises(Silence):
        closed.search("Oxford")


@pytest.mark.usefixtures("db")
def test_without_a_configured_server_nobody_is_asked() -> None:
    assert search("Oxford") == []
    assert address_at(HERE) == ""


@pytest.fixture
def named(server: Answering) -> Iterator[Answering]:
    """The site's settings name this server."""
    before = config.current()
    geocoder = before.geocoder.model_copy(update={"nominatim_url": server.url})
    config.use(before.model_copy(update={"geocoder": geocoder}))
    yield server
    config.use(before)


@pytest.mark.usefixtures("db")
def test_the_same_question_is_asked_once(named: Answering) -> None:
    assert search("Oxford") == search(" Oxford ")
    named.body = json.dumps({"address": {"road": "Mill Lane"}}).encode()
    assert address_at(HERE) == address_at(Point(51.752001, -1.257701)) == "Mill Lane"
    assert [path for path, _asked, _agent in named.asked] == ["/search", "/reverse"]


@pytest.mark.usefixtures("db")
def test_nobody_waits_again_for_a_server_that_was_silent_just_now(named: Answering) -> None:
    named.status = 500
    for _ in range(3):
        with pytest.raises(Silence):
            search("Oxford")
    assert len(named.asked) == 1


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("status", [400, 404, 414, 422])
def test_a_question_that_it_will_not_have_keeps_nobody_elses_from_it(
    named: Answering, status: int
) -> None:
    """Or a stranger's odd words would take the search from everybody, again and again."""
    named.status = status
    with pytest.raises(Silence):
        search("\u202e%%%")
    named.status = 200
    assert search("Oxford")


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("status", [403, 429, 503])
def test_who_is_to_ask_less_asks_less(named: Answering, status: int) -> None:
    named.status = status
    for text in ("Oxford", "Witney"):
        with pytest.raises(Silence):
            search(text)
    assert len(named.asked) == 1
