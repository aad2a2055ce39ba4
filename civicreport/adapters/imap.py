"""A mailbox at a provider: what nobody has seen yet, and the mark that we have.

Nothing is ever deleted or moved there: how long mail stays is the mailbox owner's affair.
"""

from __future__ import annotations

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from imap_tools import (
    BaseMailBox,
    ImapToolsError,
    MailBox,
    MailBoxStartTls,
    MailBoxUnencrypted,
    MailMessageFlags,
)

from civicreport.config.settings import Inbound

TIMEOUT = 20.0  # seconds of silence
_SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class ImapTrouble(Exception):
    """The mailbox cannot be reached, or does not answer as a mailbox does."""


@dataclass(frozen=True, slots=True)
class ImapMailbox:
    box: BaseMailBox

    def unseen(self) -> list[str]:
        """The numbers of what nobody has seen, oldest first."""
        return sorted(self.box.uids("UNSEEN", charset=None), key=int)

    def size(self, uid: str) -> int:
        found = _SIZE.search(b" ".join(self._fetch(uid, "RFC822.SIZE")))
        return int(found[1]) if found else 0

    def raw(self, uid: str) -> bytes | None:
        """The whole mail, byte for byte and still unseen; None where it is gone meanwhile."""
        parts = self._fetch(uid, "BODY.PEEK[]")
        return parts[1] if len(parts) > 1 else None

    def mark_seen(self, uid: str) -> None:
        self.box.flag(uid, MailMessageFlags.SEEN, value=True)

    def flag(self, uid: str) -> None:
        """Seen, and marked for the mailbox's owner to look at."""
        self.box.flag(uid, (MailMessageFlags.SEEN, MailMessageFlags.FLAGGED), value=True)

    def _fetch(self, uid: str, what: str) -> list[bytes]:
        """Its answer, line and literal in turn."""
        _, answer = self.box.client.uid("FETCH", uid, f"({what})")
        flat: list[bytes] = []
        for part in answer:
            flat.extend(part if isinstance(part, tuple) else [part] if part else [])
        return flat


@contextmanager
def mailbox(settings: Inbound) -> Iterator[ImapMailbox]:
    """Signed in, in its folder. Whatever goes wrong while it is open is ImapTrouble."""
    try:
        box = _connect(settings)
        try:
            box.login(settings.imap_username, settings.imap_password, settings.imap_folder)
            yield ImapMailbox(box)
        finally:
            with suppress(ImapToolsError, imaplib.IMAP4.error, OSError):
                box.logout()
    except (ImapToolsError, imaplib.IMAP4.error, OSError) as error:
        raise ImapTrouble(f"{type(error).__name__}: {error}") from error


def _connect(settings: Inbound) -> BaseMailBox:
    host, port = settings.imap_host, settings.imap_port
    if settings.imap_security == "none":
        return MailBoxUnencrypted(host, port, timeout=TIMEOUT)
    context = ssl.create_default_context()
    if settings.imap_security == "starttls":
        return MailBoxStartTls(host, port, timeout=TIMEOUT, ssl_context=context)
    return MailBox(host, port, timeout=TIMEOUT, ssl_context=context)
