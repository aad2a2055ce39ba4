"""Many browsers at once from one thread: plain sockets kept alive, which cost little."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import urlencode

_PATIENCE_IN_SECONDS = 30
_CHUNK = 1 << 16


@dataclass
class Measured:
    """What came back: seconds for each good answer, and how many were not as they should be."""

    status: int
    seconds: list[float] = field(default_factory=list)
    took: float = 0.0
    failures: dict[int, int] = field(default_factory=dict)

    def note(self, status: int, seconds: float) -> None:
        if status == self.status:
            self.seconds.append(seconds)
        else:
            self.failures[status] = self.failures.get(status, 0) + 1


def get(path: str, **headers: str) -> bytes:
    lines = [f"GET {path} HTTP/1.1", "Host: bench", *_lines(headers)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def post(path: str, fields: dict[str, str]) -> bytes:
    body = urlencode(fields).encode()
    lines = [
        f"POST {path} HTTP/1.1",
        "Host: bench",
        "Content-Type: application/x-www-form-urlencoded",
        f"Content-Length: {len(body)}",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


def _lines(headers: dict[str, str]) -> list[str]:
    return [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]


def ask_for(
    seconds: float, port: int, request: Callable[[int], bytes], *, clients: int, status: int = 200
) -> Measured:
    """Have each client ask again as soon as it was answered; `request` gets a running number."""
    ends = time.perf_counter() + seconds
    numbers = count()
    requests = (request(n) for n in iter(lambda: _next_before(ends, numbers), None))
    return _converse(port, requests, clients=clients, status=status)


def ask_at_once(port: int, requests: list[bytes], *, status: int) -> Measured:
    """One client for each request, all connected first and all sent at the same moment."""
    return _converse(port, iter(requests), clients=len(requests), status=status)


def _next_before(ends: float, numbers: Iterator[int]) -> int | None:
    return next(numbers) if time.perf_counter() < ends else None


def _converse(port: int, requests: Iterator[bytes], *, clients: int, status: int) -> Measured:
    measured = Measured(status)
    lines = [_Line(port) for _ in range(clients)]
    with selectors.DefaultSelector() as waiting:
        began = time.perf_counter()
        for line in lines:
            if line.ask(next(requests, None)):
                waiting.register(line.socket, selectors.EVENT_READ, line)
        while waiting.get_map():
            ready = waiting.select(_PATIENCE_IN_SECONDS)
            if not ready:
                raise TimeoutError(f"No answer within {_PATIENCE_IN_SECONDS} s")
            for key, _ in ready:
                line = key.data
                if line.hear(measured) and not line.ask(next(requests, None)):
                    waiting.unregister(line.socket)
        measured.took = time.perf_counter() - began
    for line in lines:
        line.socket.close()
    return measured


class _Line:
    """One connection with one question at a time."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), _PATIENCE_IN_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._heard = b""
        self._asked_at = 0.0

    def ask(self, request: bytes | None) -> bool:
        if request is None:
            return False
        self._heard = b""
        self._asked_at = time.perf_counter()
        self.socket.sendall(request)
        return True

    def hear(self, measured: Measured) -> bool:
        """Take in what has come; True when the answer is whole."""
        chunk = self.socket.recv(_CHUNK)
        if not chunk:
            raise ConnectionError("The server hung up")
        self._heard += chunk
        head, found, body = self._heard.partition(b"\r\n\r\n")
        if not found or len(body) < _length(head):
            return False
        measured.note(int(head[9:12]), time.perf_counter() - self._asked_at)
        return True


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0
