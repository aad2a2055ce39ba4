"""Real SMTP servers on loopback, in every mood."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


@dataclass
class Postbox:
    """Takes every letter, but for what `answers` says of a recipient or of `DATA`."""

    answers: dict[str, str] = field(default_factory=dict)
    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[list[str]] = field(default_factory=list)
    senders: list[str | None] = field(default_factory=list)  # on the envelopes
    pause: float = 0.0  # seconds between taking a letter and saying so
    under_way: int = 0  # letters taken of which the sender does not know yet
    moods: Counter[str] = field(default_factory=Counter)  # what went wrong, and how often

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: object
    ) -> str:
        answer = self.answers.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        answer = self.answers.get("DATA", "250 OK")
        if answer.startswith("250"):
            content = envelope.content
            assert isinstance(content, bytes)
            self.letters.append(message_from_bytes(content, policy=policy.default))
            self.recipients.append(list(envelope.rcpt_tos))
            self.senders.append(envelope.mail_from)
        self.under_way += 1
        try:
            await asyncio.sleep(self.pause)
        finally:
            self.under_way -= 1
        return answer


@contextmanager
def serving(postbox: Postbox, **how: Any) -> Iterator[int]:
    """The port on which the postbox answers."""
    controller = Controller(postbox, hostname="127.0.0.1", port=_free_port(), **how)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


def only(username: str, password: str) -> Callable[..., AuthResult]:
    """An authenticator that knows one person."""

    def check(_server: Any, _session: Any, _envelope: Any, _how: str, data: Any) -> AuthResult:
        known = LoginPassword(username.encode(), password.encode())
        return AuthResult(success=data == known, handled=data == known)

    return check


@contextmanager
def breaking_off(after: bytes, *, hang: bool = False) -> Iterator[int]:
    """A server that, once it has heard a line that begins so, hangs up, or falls silent.

    An empty `after` does so before it has said a word.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.1)
    is_over = threading.Event()

    def serve() -> None:
        while not is_over.is_set():
            try:
                connection, _ = listener.accept()
            except TimeoutError:
                continue
            connection.settimeout(5)
            with connection:
                _converse(connection, after)
                if hang:
                    is_over.wait(10)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        is_over.set()
        thread.join(5)
        listener.close()


def _converse(connection: socket.socket, after: bytes) -> None:
    if not after:
        return
    connection.sendall(b"220 moody\r\n")
    is_in_letter = False
    with connection.makefile("rb") as lines:
        for line in lines:
            if line.upper().startswith(after) or (is_in_letter and line.strip() == after):
                return
            if is_in_letter and line.strip() != b".":
                continue
            is_in_letter = line.upper().startswith(b"DATA")
            connection.sendall(b"354 go on\r\n" if is_in_letter else b"250 OK\r\n")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def waiting_for(what: Callable[[], bool], *, seconds: float) -> bool:
    """Ask until it is so, or the time is over."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if what():
            return True
        time.sleep(0.05)
    return what()


def certified() -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """For a server on `localhost`, and for a client that trusts its maker."""
    import trustme

    authority = trustme.CA()
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    authority.issue_cert("localhost").configure_cert(server)
    client = ssl.create_default_context()
    authority.configure_trust(client)
    return server, client
