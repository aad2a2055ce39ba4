"""One connection to a checked address, and the one moment at which it ends whatever happens."""

from __future__ import annotations

import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache

import certifi

from civicreport.adapters.outside.addresses import Place, checked_places
from civicreport.adapters.outside.failures import NotReached
from civicreport.adapters.outside.messages import Target


class Deadline:
    """For everything together: look-up, connection, request and answer, and all redirects."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._ends = time.monotonic() + seconds

    @property
    def left(self) -> float:
        return max(self._ends - time.monotonic(), 0.001)  # a time-out of 0 means something else

    @property
    def is_over(self) -> bool:
        return time.monotonic() >= self._ends


@contextmanager
def line_to(
    target: Target, *, allow: tuple[str, ...], deadline: Deadline
) -> Iterator[socket.socket]:
    """An open connection, with TLS where the address says so; cut when the time is over."""
    places = checked_places(target, allow=allow, seconds=deadline.left)
    line = _connected(target, places, deadline)
    try:
        if target.scheme == "https":
            line = _sealed(line, target, deadline)
        timer = threading.Timer(deadline.left, _cut, [line])
        timer.daemon = True
        timer.start()
        try:
            yield line
        finally:
            timer.cancel()
    finally:
        line.close()


@cache
def authorities() -> ssl.SSLContext:
    """The system's authorities, and those that browsers trust: a small image may have no others."""
    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return context


def _connected(target: Target, places: list[Place], deadline: Deadline) -> socket.socket:
    errors: list[str] = []
    for tried, place in enumerate(places):
        line = socket.socket(place.family, socket.SOCK_STREAM)
        try:
            line.settimeout(deadline.left / (len(places) - tried))
            line.connect(place.at)
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            line.close()
            errors.append(f"{place.at[0]}: {error}")
        else:
            return line
    raise NotReached(f"{target.host}:{target.port} takes no connection ({'; '.join(errors)})")


def _sealed(line: socket.socket, target: Target, deadline: Deadline) -> socket.socket:
    """With TLS, by the name that was asked for, whatever address it led to."""
    line.settimeout(deadline.left)
    try:
        return authorities().wrap_socket(line, server_hostname=target.host.rstrip("."))
    except (OSError, ValueError) as error:  # ssl.SSLError is an OSError
        raise NotReached(f"{target.host}:{target.port}: no TLS ({error})") from error


def _cut(line: socket.socket) -> None:
    """Each arriving byte begins a socket's own time-out anew: this does not ask how it drips."""
    with suppress(OSError):
        socket.socket.shutdown(line, socket.SHUT_RDWR)  # below TLS, which would wait for an answer
