"""Which tests begin first where several processes share them.

Tests that wait for programs to start, die and come back are dealt out evenly and begin at once:
at the end, one process alone would wait for them while the others have nothing left to do.
"""

from __future__ import annotations

import os

import pytest

LONG = (
    "tests/worker/test_storm.py",
    "tests/cli/test_serve.py",
    "tests/bench/test_bench.py",
    "tests/cli/test_demo.py",
    "tests/areas/test_real_boundaries.py",
    "tests/cli/mail/test_receive.py",
    "tests/cli/mail/test_listen.py",
    "tests/cli/test_door.py",
    "tests/worker/test_loop.py",
)


def deal(items: list[pytest.Item]) -> None:
    """Sort the tests so that equal shares, in order, each begin with long ones.

    A file stays whole: what it sets up is set up once.
    """
    shares = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    long: dict[str, list[pytest.Item]] = {path: [] for path in LONG}
    short: list[pytest.Item] = []
    for item in items:
        long.get(item.nodeid.split("::")[0], short).append(item)
    size = -(-len(items) // shares)
    dealt: list[pytest.Item] = []
    for share in range(shares):
        begun = len(dealt)
        for path in LONG[share::shares]:
            dealt += long[path]
        room = size - (len(dealt) - begun)
        dealt += short[:room]
        short = short[room:]
    items[:] = [*dealt, *short]
