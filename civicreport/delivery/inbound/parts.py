"""The parts of a mail, taken apart within limits: words, pictures, and what machines put in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import Message

from civicreport.delivery.inbound.charsets import decoded
from civicreport.delivery.inbound.flowed import unwrapped
from civicreport.delivery.inbound.opaque import signed_content

LARGEST = 50_000_000
LARGEST_HEAD = 500_000
MOST_PARTS = 500
_MOST_BOUNDARIES = 60  # each is looked for in every line
_MOST_LOOKS = 20_000_000  # a second or two of them
_LONGEST_TEXT = 1_000_000
_BOUNDARY = re.compile(rb"boundary\s*=", re.IGNORECASE)
_HEAD_END = re.compile(rb"\r?\n\r?\n")


class Hostile(ValueError):
    """Built to hurt, or no mail at all."""


@dataclass(frozen=True, slots=True)
class Picture:
    data: bytes
    content_id: str
    is_inline: bool


@dataclass(slots=True)
class Parts:
    plain: list[str] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    reports: list[Message] = field(default_factory=list)  # message/delivery-status
    is_report: bool = False  # a machine on the way of a letter, or of its being opened
    is_encrypted: bool = False
    is_calendar: bool = False


def parsed(raw: bytes) -> Message:
    """Raises Hostile for what would cost more than a mail is worth."""
    if len(raw) > LARGEST:
        raise Hostile("too large")
    end = _HEAD_END.search(raw)
    if (end.start() if end else len(raw)) > LARGEST_HEAD:
        raise Hostile("too long a head")
    boundaries = len(_BOUNDARY.findall(raw))
    if boundaries > _MOST_BOUNDARIES:
        raise Hostile("too many parts in parts")
    if (boundaries + 1) * max(raw.count(b"\n"), raw.count(b"\r")) > _MOST_LOOKS:
        raise Hostile("too many lines")
    message = message_from_bytes(raw, policy=policy.compat32)
    if not message.keys():
        raise Hostile("no head")
    return message


def taken_apart(message: Message) -> Parts:
    parts = Parts()
    for number, (part, is_choice) in enumerate(_leaves(message)):
        if number >= MOST_PARTS:
            break
        _take(part, parts, is_choice=is_choice)
    return parts


def _leaves(message: Message) -> Iterator[tuple[Message, bool]]:
    """The parts that hold something, in order; whether each is one choice of several.

    A mail inside the mail is somebody else's words and stays closed.
    """
    waiting = [(message, False)]
    while waiting:
        part, is_choice = waiting.pop()
        kind = part.get_content_type()
        if kind.startswith("multipart/") and part.is_multipart():
            choice = kind == "multipart/alternative"
            waiting.extend((one, choice) for one in reversed(_inside(part)))
            if kind == "multipart/encrypted":
                yield part, is_choice
        else:
            yield part, is_choice


def _inside(part: Message) -> list[Message]:
    return [one for one in part.get_payload() if isinstance(one, Message)]


def _take(part: Message, parts: Parts, *, is_choice: bool) -> None:
    kind = part.get_content_type()
    is_attached = part.get_content_disposition() == "attachment"
    if kind == "multipart/encrypted":
        parts.is_encrypted = True
    elif kind in {"message/delivery-status", "message/disposition-notification"}:
        parts.is_report = True
        parts.reports.extend(_inside(part))
    elif kind in {"application/pkcs7-mime", "application/x-pkcs7-mime"}:
        _open(part, parts)
    elif kind == "text/calendar":
        parts.is_calendar |= not is_attached and bool(is_choice or part.get_param("method"))
    elif kind in {"text/plain", "text/html"} and not is_attached:
        _take_words(part, kind, parts)
    elif kind.startswith("multipart/"):  # it says so, and has no parts
        _take_words(part, "text/plain", parts)
    elif not kind.startswith(("text/", "message/")):
        _take_picture(part, parts)


def _open(part: Message, parts: Parts) -> None:
    content = signed_content(_bytes(part))
    if content is None:
        parts.is_encrypted = True
        return
    for inner, is_choice in _leaves(parsed(content)):
        if inner.get_content_type() not in {"application/pkcs7-mime", "application/x-pkcs7-mime"}:
            _take(inner, parts, is_choice=is_choice)


def _take_words(part: Message, kind: str, parts: Parts) -> None:
    text = decoded(_bytes(part)[:_LONGEST_TEXT], str(part.get_param("charset") or ""))
    if kind == "text/html":
        parts.html.append(text)
        return
    if str(part.get_param("format") or "").lower() == "flowed":
        delete = str(part.get_param("delsp") or "").lower() == "yes"
        text = unwrapped(text, delete_space=delete)
    parts.plain.append(text)


def _take_picture(part: Message, parts: Parts) -> None:
    content = _bytes(part)
    if is_picture(content):
        content_id = str(part.get("Content-ID", "")).strip().strip("<>")[:300]
        is_inline = part.get_content_disposition() != "attachment"
        parts.pictures.append(Picture(content, content_id, is_inline))


def is_picture(content: bytes) -> bool:
    """By its first bytes: names and types are whatever the sender says."""
    return (
        content.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))
        or (content[:4] == b"RIFF" and content[8:12] == b"WEBP")
        or (content[4:8] == b"ftyp" and content[8:12] in _HEIC)
    )


_HEIC = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"}


def _bytes(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
