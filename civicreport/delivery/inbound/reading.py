"""Bytes from anywhere → what they are. Pure, and never raises: mail comes from strangers."""

from __future__ import annotations

from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import getaddresses

from civicreport.delivery.inbound.incoming import Bounce, Incoming, Nature
from civicreport.delivery.inbound.trimming import trim

__all__ = ["Bounce", "Incoming", "Nature", "read"]


def read(
    raw: bytes,
    *,
    envelope_sender: str | None = None,  # noqa: ARG001
    own_host: str = "",  # noqa: ARG001
) -> Incoming:
    """What a mail is and says.

    `envelope_sender` is empty for bounces and None where nobody knows it; `own_host` stands behind
    the @ of our own message ids.
    """
    try:
        return _read(raw)
    except Exception:  # noqa: BLE001  whatever a stranger's bytes do to the parser ends here
        return Incoming(nature=Nature.UNREADABLE)


def _read(raw: bytes) -> Incoming:
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101
    addresses = getaddresses([str(one) for one in message.get_all("From", [])])
    name, sender = addresses[0] if len(addresses) == 1 else ("", "")
    body = message.get_body(("plain", "html"))
    text = str(body.get_content()) if body else ""
    photos = tuple(
        part.get_content()
        for part in message.iter_attachments()
        if part.get_content_maintype() == "image"
    )
    written = trim(text)
    return Incoming(
        nature=Nature.REPLY if written or photos else Nature.EMPTY,
        message_id=str(message.get("Message-ID", "")),
        sender=sender.lower(),
        sender_name=name,
        subject=str(message.get("Subject", "")),
        authentication_results=tuple(
            str(one) for one in message.get_all("Authentication-Results", [])
        ),
        text=text,
        written=written,
        photos=photos,
    )
