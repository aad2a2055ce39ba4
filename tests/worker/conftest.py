from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that the account of a serving process can reach, which pytest's own is not."""
    with tempfile.TemporaryDirectory(prefix="civicreport-test-") as name:
        Path(name).chmod(0o755)
        yield Path(name)
