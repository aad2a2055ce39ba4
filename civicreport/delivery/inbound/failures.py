"""Whether a mail server says that our letter did not arrive, and why."""

from __future__ import annotations

import re
from email.message import Message

from civicreport.delivery.inbound import headers
from civicreport.delivery.inbound.charsets import one_line
from civicreport.delivery.inbound.incoming import Bounce

_DAEMON = re.compile(r"(?:mailer-daemon|postmaster|mail-daemon|mdaemon|daemon)@.*|", re.IGNORECASE)
_SUBJECT = re.compile(
    r"undeliver|delivery (?:status notification ?\(failure|has failed|failure)|failure notice|"
    r"mail delivery (?:failed|subsystem)|returned (?:mail|to sender)|delivery failed|"
    r"message not delivered|nondeliverable|non.?delivery|unzustellbar|nicht zugestellt|"
    r"non remis|échec de (?:la )?(?:remise|distribution)|no se (?:puede|pudo) entregar|"
    r"no entregado|onbestelbaar|niet bezorgd|impossibile recapitare|mancato recapito",
    re.IGNORECASE,
)
_DELAYED = re.compile(r"delay|warning|verzögert|will be retried|still trying", re.IGNORECASE)
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_CODE = re.compile(r"(?<![\d.])([45])\d\d(?=[ -])")
_RECIPIENT = re.compile(r"<?([^\s<>@:;,\"]{1,64}@[^\s<>@:;,\"]{1,255})>?")
_LONGEST_WORDS = 1000


def told_by_report(reports: list[Message]) -> Bounce | None:
    """From the machine-readable part (RFC 3464). A delay or a success is no bounce."""
    for block in reports[:100]:
        if headers.value(block, "Action").lower().split(" ")[0] == "failed":
            status = _STATUS.search(headers.value(block, "Status"))
            words = headers.value(block, "Diagnostic-Code").partition(";")[2]
            return Bounce(
                recipient=_recipient_of(block),
                status=status[1] if status else "",
                is_permanent=not (status and status[1].startswith("4")),
                words=one_line(words, _LONGEST_WORDS),
            )
    return None


def told_in_words(
    message: Message, text: str, *, envelope_sender: str | None, sender: str
) -> Bounce | None:
    """From servers that write to people only (qmail, old Exchange): they leave no return address,
    or call themselves by a daemon's name, and say so in the subject.
    """
    is_nobody = envelope_sender == "" or headers.value(message, "Return-Path") == "<>"
    subject = headers.words(message, "Subject", 300)
    failed = headers.value(message, "X-Failed-Recipients")
    if not (is_nobody or (sender and _DAEMON.fullmatch(sender))):
        return None
    if not (failed or _SUBJECT.search(subject)) or (not failed and _DELAYED.search(subject)):
        return None
    beginning = text[:5000]
    return Bounce(
        recipient=_address(failed or beginning),
        status=found[1] if (found := _STATUS.search(beginning)) else "",
        is_permanent=_is_permanent(beginning),
        words=one_line(beginning, _LONGEST_WORDS),
    )


def _is_permanent(text: str) -> bool:
    if found := _STATUS.search(text) or _CODE.search(text):
        return not found[1].startswith("4")
    return True


def _recipient_of(block: Message) -> str:
    original = headers.value(block, "Original-Recipient") or headers.value(block, "Final-Recipient")
    return _address(original.partition(";")[2])


def _address(text: str) -> str:
    found = _RECIPIENT.search(text)
    return found[1].lower() if found else ""
