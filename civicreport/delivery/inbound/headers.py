"""The head of a mail, read by hand: the standard library's own reader of addresses takes its time
with hostile ones, so that each value is cut before anybody looks into it.
"""

from __future__ import annotations

import re
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses

from civicreport.delivery.inbound.charsets import decoded, one_line, printable

LONGEST_VALUE = 10_000
_ID = re.compile(r"<[^<>\s]{1,250}>")
_ADDRESS = re.compile(r"[^\s<>@,;:\"]{1,64}@[^\s<>@,;:\"]{1,255}")
_MOST_RECIPIENTS = 100
_TO = ("To", "Cc")


def values(message: Message, name: str) -> list[str]:
    """Every value of a header, unfolded, undecoded, cut."""
    return [
        " ".join(_plain(value)[:LONGEST_VALUE].split())
        for key, value in message.raw_items()
        if key.lower() == name.lower()
    ]


def value(message: Message, name: str) -> str:
    return next(iter(values(message, name)), "")


def words(message: Message, name: str, longest: int) -> str:
    """A header that people read: encoded words decoded."""
    return one_line(_decoded(value(message, name)), longest)


def sender(message: Message) -> tuple[str, str]:
    """Name and address of the one who says he wrote it; empty where that is not exactly one."""
    lines = values(message, "From")
    found = getaddresses(lines[:1]) if len(lines) == 1 else []
    if len(found) != 1:
        return "", ""
    name, address = found[0]
    as_written = address if address in lines[0] else ""  # the library mends what is broken
    return one_line(_decoded(name), 200), _address(as_written)


def recipients(message: Message) -> tuple[str, ...]:
    """Whom the sender wrote to, by his own word; where servers sent it on to is not his."""
    lines = [line for name in _TO for line in values(message, name)][:_MOST_RECIPIENTS]
    found = (_address(address) for _, address in getaddresses(lines))
    return tuple(dict.fromkeys(one for one in found if one))[:_MOST_RECIPIENTS]


def message_id(message: Message) -> str:
    found = _ID.search(value(message, "Message-ID"))
    return found[0] if found and found[0].isascii() else ""


def references(message: Message) -> tuple[str, ...]:
    told = f"{value(message, 'References')} {value(message, 'In-Reply-To')}"
    ids = [one for one in _ID.findall(told) if one.isascii()]
    return tuple(dict.fromkeys(reversed(ids[-50:])))[::-1]


def authentication_results(message: Message) -> tuple[str, ...]:
    """Those of the last server only. It writes its own above the line that says from whom it got
    the mail; below the next `Received` anything may be the sender's own invention.
    """
    found: list[str] = []
    for name, content in message.raw_items():
        if name.lower() == "authentication-results":
            found.append(" ".join(_plain(content)[:LONGEST_VALUE].split()))
        elif name.lower() == "received" and found:
            break
    return tuple(found)


def _plain(content: object) -> str:
    raw = str(content).encode("utf-8", "surrogateescape")
    return printable(raw.decode("utf-8", "replace"))


def _address(text: str) -> str:
    text = text.strip().lower()
    return text if _ADDRESS.fullmatch(text) and text.isprintable() else ""


def _decoded(text: str) -> str:
    try:
        pieces = decode_header(text)
    except (HeaderParseError, ValueError):
        return text
    return "".join(
        piece if isinstance(piece, str) else decoded(piece, label or "utf-8")
        for piece, label in pieces
    )
