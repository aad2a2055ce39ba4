"""Addresses that a mail program answers to, and by which we know what the answer is about.

`reply+d42.k7…@reports.example.org`: a kind, the number of a row, and a signature over both, all in
lower case, since mail programs may fold it. Holding one proves nothing about the holder: it
travels with every forwarded mail.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from enum import StrEnum
from typing import NamedTuple

from civicreport import config

_SHAPE = re.compile(r"reply\+([a-z])(\d{1,18})\.([a-z2-7]{24})")


class Kind(StrEnum):
    DELIVERY = "d"  # an answer to what was handed over
    DELIVERY_BOUNCE = "b"
    NOTIFICATION = "n"  # an answer to what a person was told
    NOTIFICATION_BOUNCE = "v"


class ReplyAddress(NamedTuple):
    kind: Kind
    row_id: int


def address_for(kind: Kind, row_id: int) -> str:
    """Empty where this site takes no mail."""
    domain = config.current().mail.reply_domain
    return f"reply+{kind}{row_id}.{_signature(kind, row_id)}@{domain}" if domain else ""


def read(address: str) -> ReplyAddress | None:
    """What an address of ours is about; None where it is not ours, or not signed by us."""
    local, _, domain = address.strip().lower().rpartition("@")
    shape = _SHAPE.fullmatch(local)
    if shape is None or domain != config.current().mail.reply_domain.lower():
        return None
    try:
        kind, row_id = Kind(shape[1]), int(shape[2])
    except ValueError:
        return None
    is_ours = hmac.compare_digest(shape[3], _signature(kind, row_id))
    return ReplyAddress(kind, row_id) if is_ours else None


def _signature(kind: Kind, row_id: int) -> str:
    key = f"civicreport.reply {config.current().secret_key}".encode()
    digest = hmac.new(key, f"{kind}{row_id}".encode(), hashlib.sha256).digest()
    return base64.b32encode(digest[:15]).decode().lower()
