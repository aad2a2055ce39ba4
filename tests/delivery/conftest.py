from __future__ import annotations

from collections.abc import Iterator

import pytest

from civicreport.adapters.mail import MemoryMail, replaced_by


@pytest.fixture
def letters() -> Iterator[MemoryMail]:
    """What leaves by mail."""
    with replaced_by(MemoryMail()) as twin:
        yield twin
