"""Taking turns: of two that are about to do the same thing at once, the second waits for the first.

By advisory locks of the transaction. Their numbers come from names, and one call asks for all of
its names in a fixed order: two that wait for each other would wait for ever.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from civicreport.db.engine import look_up


def take_turns(names: Iterable[str]) -> None:
    """Wait for whoever has one of these names; they are ours until the transaction ends."""
    numbers = sorted({_lock_number(name) for name in names})
    if numbers:
        look_up(
            "select pg_advisory_xact_lock(n) from unnest(%(numbers)s::bigint[]) as n",
            {"numbers": numbers},
        )


def _lock_number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
