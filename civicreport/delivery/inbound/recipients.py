"""Whom of ours a mail is to, where no envelope tells it: a mailbox, or a pipe without arguments."""

from __future__ import annotations

import re
from email import policy
from email.message import Message
from email.parser import BytesParser

from civicreport.adapters import reply_addresses

# What a mail server wrote when it delivered this very copy, then what the sender wrote.
_DELIVERED = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")
_WRITTEN = ("To", "Cc", "Resent-To", "Resent-Cc")
_ADDRESS = re.compile(r"[\w.+-]{1,100}@[\w.-]{1,255}")
_HEADERS = 200_000  # bytes in which a mail's headers end, or are none


def recipients_in(raw: bytes, *, given: str | None = None) -> tuple[str, ...]:
    """Addresses that we have signed, each once; `given` alone counts where there is one."""
    if given is not None:
        return _ours([given])
    headers = BytesParser(policy=policy.compat32).parsebytes(raw[:_HEADERS], headersonly=True)
    return _ours(_values(headers, _DELIVERED)) or _ours(_values(headers, _WRITTEN))


def _values(headers: Message, names: tuple[str, ...]) -> list[str]:
    return [str(value) for name in names for value in headers.get_all(name, [])]


def _ours(values: list[str]) -> tuple[str, ...]:
    found = (address for value in values for address in _ADDRESS.findall(value))
    return tuple(dict.fromkeys(one.lower() for one in found if reply_addresses.read(one)))
