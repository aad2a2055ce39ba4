"""Letters out: what one is, and the one door through which they leave.

Which way they go is decided here and nowhere else: a demo never opens SMTP, and a staging site
sends everything to `mail.redirect_to`, saying in the subject for whom it was meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from email import policy
from email.errors import HeaderParseError, MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

import idna

from civicreport import config
from civicreport.adapters.mailbox import MailboxMail
from civicreport.adapters.smtp import SmtpMail
from civicreport.domain import clock
from civicreport.domain.sending import Outcome, Result

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_HOST = re.compile(rf"{_LABEL}(?:\.{_LABEL})*")
_LONGEST_SUBJECT = 200


@dataclass(frozen=True, slots=True)
class Attachment:
    name: str
    type: str  # as in 'image/webp'
    data: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    to: tuple[str, ...]
    subject: str
    text: str
    html: str
    message_id: str
    reply_to: str = ""
    return_path: str = ""  # where bounces go; empty: to whoever sends
    references: tuple[str, ...] = ()  # message ids of its thread, the one that it follows last
    headers: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()


class Mailer(Protocol):
    def send(
        self, message: EmailMessage, recipients: tuple[str, ...], *, return_path: str = ""
    ) -> Outcome:
        """`return_path` is the sender on the envelope; empty: the address in From."""
        ...


class BadAddress(ValueError):
    """No address that a mail could go to."""


def post(letter: Letter) -> Outcome:
    """Send one letter; every way in which that can fail comes back as an outcome."""
    settings = config.current()
    try:
        to = tuple(str(address_in(one)) for one in letter.to)
        if not to:
            raise BadAddress("no address")
        message = message_of(replace(letter, to=to))
        recipients, return_path = tuple(parseaddr(one)[1] for one in to), letter.return_path
        if settings.mail.redirect_to:
            recipients = _redirect(message, to, settings.mail.redirect_to)
            return_path = ""  # a bounce of the redirected one says nothing of whom it was meant for
    except BadAddress as error:
        return Outcome(Result.NEVER, str(error))
    return mailer().send(message, recipients, return_path=return_path)


def mailer() -> Mailer:
    """How letters leave this site."""
    if _instead:
        return _instead[-1]
    settings = config.current()
    if settings.site.mode == "demo" or settings.mail.transport == "mailbox":
        return MailboxMail(settings.var_folder / "mailbox")
    if settings.site.mode == "staging" and not settings.mail.redirect_to:
        raise config.ConfigError("mail.redirect_to must be set where site.mode is 'staging'")
    return SmtpMail(settings.mail)


class MemoryMail:
    """The twin for tests: keeps what it is given, and answers as it is told."""

    def __init__(self, *outcomes: Outcome) -> None:
        self.messages: list[EmailMessage] = []
        self.recipients: list[tuple[str, ...]] = []
        self.return_paths: list[str] = []
        self.outcomes = list(outcomes)

    def send(
        self, message: EmailMessage, recipients: tuple[str, ...], *, return_path: str = ""
    ) -> Outcome:
        outcome = self.outcomes.pop(0) if self.outcomes else Outcome(Result.SENT, "kept in memory")
        if outcome.result is Result.SENT:
            self.messages.append(message)
            self.recipients.append(recipients)
            self.return_paths.append(return_path)
        return outcome


_instead: list[Mailer] = []
Twin = TypeVar("Twin", bound=Mailer)


@contextmanager
def replaced_by(twin: Twin) -> Iterator[Twin]:
    _instead.append(twin)
    try:
        yield twin
    finally:
        _instead.remove(twin)


def addresses_in(text: str) -> tuple[str, ...]:
    """The addresses of a contact, which may name several, parted by commas or semicolons."""
    return tuple(part.strip() for part in re.split(r"[,;]", text) if part.strip())


def address_in(text: str) -> Address:
    """'Ada <ada@exämple.org>' with its domain as the DNS knows it. BadAddress for anything else."""
    name, spec = parseaddr(text)
    local, _, domain = spec.rpartition("@")
    if _CONTROL.search(text) or spec not in text or not local or not domain:
        raise BadAddress(f"not an e-mail address: {_CONTROL.sub(' ', text)!r}")
    try:
        if not domain.isascii():
            domain = idna.encode(domain, uts46=True).decode("ascii")
        if not _HOST.fullmatch(domain):
            raise BadAddress(f"not an e-mail address: {spec!r}")
        # A local part beyond ASCII stays as it is: the server must then speak SMTPUTF8.
        if local.startswith('"'):
            return Address(display_name=name, addr_spec=f"{local}@{domain}")
        return Address(display_name=name, username=local, domain=domain)
    except (idna.IDNAError, HeaderParseError, MessageError, ValueError) as error:
        raise BadAddress(f"not an e-mail address: {spec!r}") from error


def message_of(letter: Letter) -> EmailMessage:
    """The letter as RFC 5322 has it; line breaks cannot smuggle headers in."""
    everybody = (*letter.to, letter.reply_to)
    beyond_ascii = not all(one.isascii() for one in everybody)
    message = EmailMessage(policy=policy.SMTPUTF8 if beyond_ascii else policy.SMTP)
    message["From"] = address_in(config.current().mail.sender)
    message["To"] = [address_in(one) for one in letter.to]
    if letter.reply_to:
        message["Reply-To"] = address_in(letter.reply_to)
    message["Subject"] = one_line(letter.subject)
    for name, value in {**_headers(letter), **letter.headers}.items():
        message[name] = one_line(value, longest=2000)
    message.set_content(letter.text)
    message.add_alternative(letter.html, subtype="html")
    for attachment in letter.attachments:
        main, _, sub = attachment.type.partition("/")
        message.add_attachment(
            attachment.data, maintype=main, subtype=sub, filename=one_line(attachment.name)
        )
    return message


def _headers(letter: Letter) -> dict[str, str]:
    """Which letter it is, what it follows, that no person has written it, and that it is ours."""
    headers = {
        "Message-ID": letter.message_id,
        "Date": format_datetime(clock.now()),
        "Auto-Submitted": "auto-generated",
        "X-CivicReport-Site": config.current().site.url,
    }
    if letter.references:
        headers["In-Reply-To"] = letter.references[-1]
        headers["References"] = " ".join(letter.references)
    return headers


def one_line(text: str, *, longest: int = _LONGEST_SUBJECT) -> str:
    line = " ".join(_CONTROL.sub(" ", text).split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def message_id_host() -> str:
    return urlsplit(config.current().site.url).hostname or "localhost"


def _redirect(message: EmailMessage, to: tuple[str, ...], redirect_to: str) -> tuple[str, ...]:
    meant_for = one_line(", ".join(to))
    subject = message["Subject"]
    del message["Subject"], message["To"]
    message["Subject"] = one_line(f"[for {meant_for}] {subject}")
    message["X-Original-To"] = meant_for
    message["To"] = address_in(redirect_to)
    return (parseaddr(redirect_to)[1],)
