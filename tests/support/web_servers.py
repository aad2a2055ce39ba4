"""Web servers on this machine that answer as a test tells them, byte by byte if need be."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.parser import BytesParser
from typing import Any, TypeAlias

Speak: TypeAlias = Callable[[socket.socket], None]


@dataclass(frozen=True, slots=True)
class Heard:
    """A request as it came in."""

    method: str
    path: str
    headers: dict[str, str]  # names in lower case
    body: bytes


@dataclass
class WebServer:
    """Says `says` to each request, in order; the last thing again and again."""

    says: list[bytes | Speak]
    port: int = 0
    heard: list[Heard] = field(default_factory=list)
    scheme: str = "http"

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"{self.scheme}://{host}:{self.port}{path}"

    def next(self) -> bytes | Speak:
        return self.says.pop(0) if len(self.says) > 1 else self.says[0]


def http(status: int = 200, body: bytes = b"", **headers: str) -> bytes:
    """A whole answer; `Content_Type=...` becomes a header."""
    lines = [f"HTTP/1.1 {status} So", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


@contextmanager
def serving(
    *says: bytes | Speak, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None
) -> Iterator[WebServer]:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.create_server((host, 0), family=family)
    server = WebServer(list(says) or [http()], listening.getsockname()[1])
    server.scheme = "https" if tls else "http"
    threading.Thread(target=_accept, args=(listening, server, tls), daemon=True).start()
    try:
        yield server
    finally:
        with suppress(OSError):
            listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def _accept(listening: socket.socket, server: WebServer, tls: ssl.SSLContext | None) -> None:
    while True:
        try:
            line, _ = listening.accept()
        except OSError:
            return
        threading.Thread(target=_serve, args=(line, server, tls), daemon=True).start()


def _serve(line: Any, server: WebServer, tls: ssl.SSLContext | None) -> None:
    with suppress(OSError), line:
        line.settimeout(20)
        sealed = tls.wrap_socket(line, server_side=True) if tls else line
        with sealed:
            server.heard.append(_request(sealed))
            says = server.next()
            says(sealed) if callable(says) else sealed.sendall(says)


def _request(line: socket.socket) -> Heard:
    with line.makefile("rb") as source:
        method, path, _ = source.readline().decode().split(" ", 2)
        headers = BytesParser().parsebytes(b"".join(iter(source.readline, b"\r\n")) + b"\r\n")
        body = source.read(int(headers.get("content-length") or 0))
    return Heard(method, path, {name.lower(): value for name, value in headers.items()}, body)
