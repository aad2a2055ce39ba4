from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.announcements import Heard, listening


@pytest.fixture
def heard() -> Iterator[Heard]:
    with listening() as heard:
        yield heard
