"""Every page, as axe and a ruler see it. Pages are for everybody, or they are not done."""

from __future__ import annotations

import pytest

from tests.journeys.accessibility import findings
from tests.journeys.conftest import Open


@pytest.mark.parametrize("path", ["/", "/map"])
def test_a_public_page_is_for_everybody(phone: Open, path: str) -> None:
    assert findings(phone(path)) == []
