"""What a mail server hears from us, LMTP or SMTP: who is here, and whether a letter is kept.

"250" is said after the commit, never before; a database that is away is "451, try again". Where
LMTP has one answer for each recipient, each has its own transaction, too.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import SMTP, Envelope, Session

from civicreport import config
from civicreport.adapters import reply_addresses

logger = logging.getLogger(__name__)

LONGEST_LINE = 1_000_000  # bytes; RFC 5321 has 1,000, and programs that never read it
MOST_RECIPIENTS = 100
SILENCE = 120.0  # seconds until who says nothing is hung up on

HERE, KEPT = "250 2.1.5 OK", "250 2.0.0 Kept"
NOT_HERE = "550 5.1.1 No such address here"
TOO_MANY = "452 4.5.3 Too many recipients"
LATER = "451 4.3.0 It cannot be kept just now, try again"

Keep = Callable[[bytes, str, str], bool]  # a letter, its recipient and sender; False: not now


class Counter:
    """What aiosmtpd asks of whoever takes the letters."""

    def __init__(self, keep: Keep, keepers: Executor) -> None:
        self.idle = asyncio.Event()  # no letter is waiting for its answer
        self.idle.set()
        self._under_way = 0
        self._keep = keep
        self._keepers = keepers

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: object
    ) -> str:
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return TOO_MANY
        if reply_addresses.read(address) is None:
            return NOT_HERE
        envelope.rcpt_tos.append(address)
        return HERE

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        sender = "" if envelope.mail_from == "<>" else str(envelope.mail_from)
        raw = envelope.original_content or b""
        with self._busy():
            answers = [await self._kept(raw, one, sender) for one in envelope.rcpt_tos]
        if isinstance(server, LMTP):
            return "\r\n".join(answers)
        return LATER if LATER in answers else KEPT  # handed over again, what is kept is known

    async def handle_exception(self, error: Exception) -> str:
        logger.error("a mail server's words made us stumble", exc_info=error)
        return LATER

    @contextmanager
    def _busy(self) -> Iterator[None]:
        self._under_way += 1
        self.idle.clear()
        try:
            yield
        finally:
            self._under_way -= 1
            if not self._under_way:
                self.idle.set()

    async def _kept(self, raw: bytes, recipient: str, sender: str) -> str:
        loop = asyncio.get_running_loop()
        is_kept = await loop.run_in_executor(self._keepers, self._keep, raw, recipient, sender)
        return KEPT if is_kept else LATER


class _Bounded(SMTP):
    """One of a bounded number of conversations; the others wait for their greeting."""

    line_length_limit = LONGEST_LINE

    def __init__(self, counter: Counter, places: asyncio.Semaphore) -> None:
        settings = config.current()
        super().__init__(
            counter,
            data_size_limit=settings.inbound.max_bytes,
            enable_SMTPUTF8=True,
            hostname=settings.mail.reply_domain,
            ident="CivicReport",
            timeout=SILENCE,
            loop=asyncio.get_running_loop(),
        )
        self._places = places

    async def _handle_client(self) -> None:
        async with self._places:
            await super()._handle_client()


class SmtpConversation(_Bounded):
    pass


class LmtpConversation(_Bounded, LMTP):
    _is_in_letter = False

    async def push(self, status: Any) -> None:
        """After a letter each recipient has an answer, also where it was too long for all."""
        if self._is_in_letter and "\r\n" not in status and self.envelope is not None:
            status = "\r\n".join([status] * max(1, len(self.envelope.rcpt_tos)))
        self._is_in_letter = status.startswith("354")
        await super().push(status)
