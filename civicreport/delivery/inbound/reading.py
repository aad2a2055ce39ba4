"""Bytes from anywhere → what they are. Pure, and never raises: mail comes from strangers."""

from __future__ import annotations

import re
from email.message import Message

from civicreport.delivery.inbound import failures, headers, machines
from civicreport.delivery.inbound.html_text import PICTURE, text_of
from civicreport.delivery.inbound.incoming import Bounce, Incoming, Nature
from civicreport.delivery.inbound.parts import Hostile, Parts, parsed, taken_apart
from civicreport.delivery.inbound.trimming import trim

__all__ = ["Bounce", "Incoming", "Nature", "read"]

LONGEST_TEXT = 100_000
MOST_PHOTOS = 20
SMALLEST_PHOTO = 5_000  # below, it decorates
SMALLEST_INLINE = 20_000  # among the words, logos are larger, and photos larger still

_PGP_SEALED = "-----BEGIN PGP MESSAGE-----"
_PGP_SIGNED, _PGP_SIGNATURE = "-----BEGIN PGP SIGNED MESSAGE-----", "-----BEGIN PGP SIGNATURE-----"
_PGP_HEAD = re.compile(r"\n(?:\w{1,20}: [^\n]{0,200}\n){0,10}\n?")


def read(raw: bytes, *, envelope_sender: str | None = None, own_host: str = "") -> Incoming:
    """What a mail is and says.

    `envelope_sender` is empty for bounces and None where nobody knows it; `own_host` stands behind
    the @ of our own message ids.
    """
    try:
        return _read(parsed(raw), envelope_sender, own_host)
    except Hostile:
        return Incoming(nature=Nature.UNREADABLE)
    except Exception:  # noqa: BLE001  whatever a stranger's bytes do to the parser ends here
        return Incoming(nature=Nature.UNREADABLE)


def _read(message: Message, envelope_sender: str | None, own_host: str) -> Incoming:
    parts = taken_apart(message)
    text, written, photos = _content(parts)
    name, sender = headers.sender(message)
    subject = headers.words(message, "Subject", 300)
    bounce = failures.told_by_report(parts.reports) or failures.told_in_words(
        message, text, envelope_sender=envelope_sender, sender=sender
    )
    is_automatic = machines.is_automatic(message, envelope_sender=envelope_sender)
    reference = ""
    if is_automatic or machines.says_it_is_automatic(sender, written):
        reference = machines.reference_in(subject, written)
    nature = _nature(
        is_loop=machines.is_loop(message, own_host),
        is_bounce=bounce is not None,
        is_encrypted=parts.is_encrypted or text.startswith(_PGP_SEALED),
        is_calendar=parts.is_calendar,
        is_away=is_automatic and machines.is_about_absence(subject),
        is_receipt=bool(reference),
        is_reply_of_machine=parts.is_report or (is_automatic and machines.is_away(message)),
        is_empty=not written and not photos,
    )
    return Incoming(
        nature=nature,
        message_id=headers.message_id(message),
        sender=sender,
        sender_name=name,
        recipients=headers.recipients(message),
        subject=subject,
        references=headers.references(message),
        authentication_results=headers.authentication_results(message),
        is_automatic=is_automatic or nature in _BY_MACHINES,
        text=text,
        written=written,
        photos=photos,
        bounce=bounce,
        external_reference=reference if nature is Nature.ACKNOWLEDGEMENT else "",
    )


_BY_MACHINES = {Nature.BOUNCE, Nature.OUT_OF_OFFICE, Nature.ACKNOWLEDGEMENT, Nature.LOOP}


def _nature(**signs: bool) -> Nature:
    """The first sign that holds decides; the surest come first."""
    order = (
        ("is_loop", Nature.LOOP),
        ("is_bounce", Nature.BOUNCE),
        ("is_encrypted", Nature.ENCRYPTED),
        ("is_calendar", Nature.CALENDAR),
        ("is_away", Nature.OUT_OF_OFFICE),
        ("is_receipt", Nature.ACKNOWLEDGEMENT),
        ("is_reply_of_machine", Nature.OUT_OF_OFFICE),
        ("is_empty", Nature.EMPTY),
    )
    return next((nature for sign, nature in order if signs[sign]), Nature.REPLY)


def _content(parts: Parts) -> tuple[str, str, tuple[bytes, ...]]:
    """All of the words, the sender's own words, and the photos that he meant to send."""
    plain = _without_pgp("\n\n".join(one for one in parts.plain if one.strip()))
    html = "\n\n".join(text_of(one) for one in parts.html)
    own_html = trim(html)
    own = trim(plain) if plain.strip() else own_html
    photos = tuple(
        picture.data
        for picture in parts.pictures
        if _is_meant(picture.data, picture.content_id, html, own_html)
    )
    text = plain if plain.strip() else html
    return _shown(text), _shown(own), photos[:MOST_PHOTOS]


def _is_meant(data: bytes, content_id: str, html: str, own_html: str) -> bool:
    """Not a logo below the words, nor a picture of the mail that is answered."""
    mark = f"\ue000{content_id}\ue001"
    if content_id and mark in html:
        return mark in own_html and len(data) >= SMALLEST_INLINE
    return len(data) >= SMALLEST_PHOTO


def _without_pgp(text: str) -> str:
    """The words between the lines of an inline signature, which RFC 4880 has escaped."""
    before, is_signed, rest = text.partition(_PGP_SIGNED)
    if not is_signed:
        return text
    words = rest.partition(_PGP_SIGNATURE)[0]
    head = _PGP_HEAD.match(words)
    return before + re.sub(r"^- ", "", words[head.end() if head else 0 :], flags=re.MULTILINE)


def _shown(text: str) -> str:
    return PICTURE.sub("", text).strip()[:LONGEST_TEXT]
