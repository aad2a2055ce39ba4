"""Against a server of our own that answers well, badly, slowly, or sends us elsewhere."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from civicreport.adapters.geocoder import FoundPlace, Nominatim, RememberedPlaces, search

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


def _geocoder(server: Answering) -> Nominatim:
    return Nominatim(
        server.url, timeout_seconds=0.5, country_codes="gb", asking_site="https://example.org"
    )


def test_a_place_is_found_by_its_name(server: Answering) -> None:
    assert _geocoder(server).search(" Oxford ") == [FoundPlace("Oxford, England", 51.752, -1.2577)]
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
        (200, b"[1, null, {}]"),
        (200, b'[{"display_name": "Nowhere", "lat": "91", "lon": "0"}]'),
        (200, b'[{"display_name": "Nowhere", "lat": "nan", "lon": "0"}]'),
        (200, b"\xff\xfe[]"),
        (200, b"[" + b" " * 600_000 + b"]"),
    ],
)
def test_whatever_goes_wrong_is_no_place(server: Answering, status: int, body: bytes) -> None:
    server.status, server.body = status, body
    assert _geocoder(server).search("Oxford") == []


def test_nobody_sends_us_to_another_host(server: Answering) -> None:
    server.status, server.body = 302, b""
    server.location = server.url.replace("127.0.0.1", "localhost") + "/elsewhere"
    assert _geocoder(server).search("Oxford") == []
    assert len(server.asked) == 1


def test_a_server_that_drips_is_left_in_time(server: Answering) -> None:
    server.body = b"[" + b" " * 100_000 + b"]"
    server.seconds_between_bytes = 0.1
    begun = time.monotonic()
    assert _geocoder(server).search("Oxford") == []
    assert time.monotonic() - begun < 3


def test_a_server_that_is_down_is_no_place() -> None:
    closed = Nominatim("http://127.0.0.1:9", timeout_seconds=0.5)
    assert closed.search("Oxford") == []


@pytest.mark.usefixtures("db")
def test_without_a_configured_server_nobody_is_asked() -> None:
    assert search("Oxford") == []


def test_the_twin_knows_what_it_was_told() -> None:
    oxford = FoundPlace("Oxford, England", 51.752, -1.2577)
    assert RememberedPlaces(oxford).search("oxf") == [oxford]
    assert RememberedPlaces(oxford).search(" ") == []
