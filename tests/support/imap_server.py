"""A real IMAP server on loopback, with one mailbox."""

from __future__ import annotations

import imaplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

USERNAME, PASSWORD = "reports", "pass word"


@dataclass(frozen=True)
class ImapServer:
    port: int

    def append(self, raw: bytes) -> None:
        with self._signed_in() as box:
            box.append("INBOX", "", "", raw)

    def flags(self) -> list[str]:
        """Of each mail, oldest first."""
        with self._signed_in() as box:
            _, answer = box.fetch("1:*", "(FLAGS)")
            return [part.decode() for part in answer if isinstance(part, bytes)]

    @contextmanager
    def _signed_in(self) -> Iterator[imaplib.IMAP4]:
        with imaplib.IMAP4("127.0.0.1", self.port, timeout=10) as box:
            box.login(USERNAME, PASSWORD)
            box.select("INBOX")
            yield box


@contextmanager
def imap_server() -> Iterator[ImapServer]:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    program = subprocess.Popen(
        [
            *(Path(sys.executable).with_name("pymap"), "--no-tls", "--host", "127.0.0.1"),
            *("--port", str(port), "dict", "--demo-user", USERNAME, "--demo-password", PASSWORD),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _until_it_answers(port)
        yield ImapServer(port)
    finally:
        program.kill()
        program.wait()


def _until_it_answers(port: int) -> None:
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("it never listened")
