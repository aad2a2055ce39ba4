"""What a peer answers, in one line, and who asks it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from civicreport.adapters.georeport import Peer, Quirks
from civicreport.adapters.outside import Answer, MemoryWorld, replaced_by

T = TypeVar("T")
NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def answer(body: str | bytes, status: int = 200, content_type: str = "text/xml") -> Answer:
    raw = body.encode() if isinstance(body, str) else body
    return Answer(status, content_type, raw, "https://peer.example/")


def told(body: str | bytes, call: Callable[[Peer], T], status: int = 200, **quirks: Any) -> T:
    """What the call makes of this answer."""
    with replaced_by(MemoryWorld(answer(body, status))):
        return call(peer(**quirks))


def peer(**quirks: Any) -> Peer:
    return Peer("https://peer.example/v2/", quirks=Quirks(**quirks))


def services(peer: Peer) -> list[Any]:
    return list(peer.services())


def requests(peer: Peer) -> list[Any]:
    return list(peer.requests())


def definition(peer: Peer) -> Any:
    return peer.definition("1")


def updates(peer: Peer) -> list[Any]:
    return list(peer.updates(NOON, NOON))
