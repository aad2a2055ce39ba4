"""What goes over the wire to and from the GeoReport peer, straight or broken."""

from __future__ import annotations

import json
import sys
import threading
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import HTTP
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol, Self
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET


class Fault(StrEnum):
    """What goes wrong with one call."""

    NONE = "none"
    REFUSAL = "refusal"  # a clear 400 with an error document; nothing is stored
    FAILURE = "failure"  # 500 before storing
    BUSY = "busy"  # 503 with Retry-After, before storing
    HTML = "html"  # 200 with a page for people; nothing is stored
    SILENCE = "silence"  # stored, and never answered
    CUT = "cut"  # stored, and the connection breaks in the middle of the answer
    TWICE = "twice"  # stored, and the answer comes twice on the connection
    DRIP = "drip"  # stored, and the answer comes byte by byte
    NAMELESS = "nameless"  # stored, and answered with neither id nor token


_BEFORE = {
    Fault.REFUSAL: (400, "description is required"),
    Fault.FAILURE: (500, "internal error"),
    Fault.BUSY: (503, "try again later"),
}


@dataclass(frozen=True)
class Asked:
    method: str
    resource: str
    rest: str
    format: str
    values: dict[str, list[str]] = field(default_factory=dict)

    @property
    def call(self) -> str:
        return f"{self.method} {self.resource}"

    def first(self, name: str) -> str:
        return self.values.get(name, [""])[0]


@dataclass(frozen=True)
class Said:
    root: str
    item: str
    items: list[dict[str, str]]
    status: int = 200

    @classmethod
    def refusal(cls, status: int, words: str) -> Said:
        return cls("errors", "error", [{"code": str(status), "description": words}], status)

    def nameless(self) -> Said:
        return Said(self.root, self.item, [{} for _ in self.items], self.status)

    def written(self, kind: str) -> bytes:
        if kind == "json":
            return json.dumps(self.items).encode()
        root = ET.Element(self.root)
        for values in self.items:
            item = ET.SubElement(root, self.item)
            for name, value in values.items():
                ET.SubElement(item, name).text = value
        written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
        return written


class City(Protocol):
    silence: float

    def fault(self, asked: Asked) -> Fault: ...

    def answer(self, asked: Asked) -> Said: ...


class Wire:
    """The server of one peer, while it is open."""

    def __init__(self, city: City) -> None:
        self.is_over = threading.Event()
        handler = type("Handler", (_Handler,), {"city": city, "is_over": self.is_over})
        self._server = _Server(("127.0.0.1", 0), handler)
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.is_over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever asks and is killed before the answer is no mistake of the city's."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    city: City
    is_over: threading.Event
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._converse("GET", {})

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        self._converse("POST", _form(self.headers.get("Content-Type", ""), self.rfile.read(length)))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - its name there
        """A test's output is no place for an access log."""

    def _converse(self, method: str, form: dict[str, list[str]]) -> None:
        asked = _asked(method, self.path, form)
        fault = self.city.fault(asked)
        if fault in _BEFORE:
            self._write(Said.refusal(*_BEFORE[fault]), asked.format)
        elif fault is Fault.HTML:
            self._send(200, "text/html", b"<html><body><h1>Sorry</h1></body></html>")
        else:
            self._say(self.city.answer(asked), asked.format, fault)

    def _say(self, said: Said, kind: str, fault: Fault) -> None:
        match fault:
            case Fault.SILENCE:
                self.is_over.wait(self.city.silence)
                self.close_connection = True
            case Fault.CUT | Fault.DRIP:
                self._break_off(said.written(kind), kind, drips=fault is Fault.DRIP)
            case Fault.TWICE:
                self._write(said, kind)
                self._write(said, kind)
            case Fault.NAMELESS:
                self._write(said.nameless(), kind)
            case _:
                self._write(said, kind)

    def _write(self, said: Said, kind: str) -> None:
        media = "application/json" if kind == "json" else "text/xml"
        self._send(said.status, f"{media}; charset=utf-8", said.written(kind))

    def _send(self, status: int, media: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media)
        self.send_header("Content-Length", str(len(body)))
        if status == 503:
            self.send_header("Retry-After", "1")
        self.end_headers()
        self.wfile.write(body)

    def _break_off(self, body: bytes, kind: str, *, drips: bool) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json" if kind == "json" else "text/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.close_connection = True
        if not drips:
            self.wfile.write(body[: len(body) // 2])
            return
        pause = self.city.silence / max(len(body), 1)
        for byte in body:
            if self.is_over.wait(pause):
                return
            self.wfile.write(bytes([byte]))
            self.wfile.flush()


def _asked(method: str, target: str, form: dict[str, list[str]]) -> Asked:
    address = urlsplit(target)
    path, _, kind = address.path.removeprefix("/open311/v2/").rpartition(".")
    resource, _, rest = path.partition("/")
    values = {**parse_qs(address.query), **form}
    return Asked(method, resource, rest, kind, values)


def _form(media: str, body: bytes) -> dict[str, list[str]]:
    if not media.startswith("multipart/"):
        return parse_qs(body.decode())
    head = f"Content-Type: {media}\r\n\r\n".encode()
    parts = BytesParser(EmailMessage, policy=HTTP).parsebytes(head + body)
    values: dict[str, list[str]] = {}
    for part in parts.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        values.setdefault(name, []).append(str(part.get_content()))
    return values
