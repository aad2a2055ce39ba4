"""Keyset paging: a page costs the same however far down it lies."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    rows: Sequence[Row]
    next_cursor: str | None


def page_of(rows: Sequence[Row], size: int, key: Callable[[Row], list[Any]]) -> Page[Row]:
    """Cut a read of `size + 1` rows to a page; the last row's key becomes the cursor."""
    if len(rows) <= size:
        return Page(rows, None)
    kept = rows[:size]
    return Page(kept, encode_cursor(key(kept[-1])))


def encode_cursor(key: list[Any]) -> str:
    packed = json.dumps(key, default=str, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def decode_cursor(cursor: str) -> list[Any] | None:
    """None where somebody made the cursor up: a page then starts at the top."""
    try:
        key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return None
    return key if isinstance(key, list) else None
