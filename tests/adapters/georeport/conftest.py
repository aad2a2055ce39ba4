from __future__ import annotations

from pathlib import Path

import pytest

from civicreport import config
from tests.conftest import settings_for


@pytest.fixture(autouse=True)
def _a_site(tmp_path: Path) -> None:
    config.use(settings_for("", tmp_path, site={"timezone": "Europe/London"}))
