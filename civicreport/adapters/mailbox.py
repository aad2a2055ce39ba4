"""A Maildir in place of the world: where a demo's mail goes, and how its page reads it."""

from __future__ import annotations

import mailbox
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_binary_file, policy
from email.message import EmailMessage
from pathlib import Path

from civicreport.domain.errors import NotFound
from civicreport.domain.sending import Outcome, Result


@dataclass(frozen=True, slots=True)
class Received:
    key: str
    at: datetime
    message: EmailMessage


class MailboxMail:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(
        self, message: EmailMessage, recipients: tuple[str, ...], *, return_path: str = ""
    ) -> Outcome:
        """As the last mail server does, it writes the sender on the envelope into the letter."""
        if return_path:
            message["Return-Path"] = f"<{return_path}>"
        for part in ("tmp", "new", "cur"):
            (self.folder / part).mkdir(parents=True, exist_ok=True)
        mailbox.Maildir(self.folder, create=False).add(message)
        return Outcome(Result.SENT, f"kept in the mailbox here, for {', '.join(recipients)}")

    def newest(self, limit: int = 100) -> list[Received]:
        """The newest letters, headers read, bodies at hand."""
        files = sorted(self._files(), key=lambda file: file.stat().st_mtime_ns, reverse=True)
        return [_read(file) for file in files[:limit]]

    def letter(self, key: str) -> Received:
        for file in self._files():
            if file.name == key:
                return _read(file)
        raise NotFound(letter=key)

    def _files(self) -> list[Path]:
        return [file for part in ("new", "cur") for file in (self.folder / part).glob("*")]


def _read(file: Path) -> Received:
    with file.open("rb") as source:
        message = message_from_binary_file(source, policy=policy.default)
    at = datetime.fromtimestamp(file.stat().st_mtime, UTC)
    return Received(file.name, at, message)
