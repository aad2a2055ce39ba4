from __future__ import annotations

from collections.abc import Callable

import pytest

from civicreport import config, jobs
from civicreport.adapters.mail import MemoryMail
from civicreport.reports.models import Report
from tests.factories import a_report
from tests.support.town import Town

Configure = Callable[..., None]


@pytest.fixture
def configure(monkeypatch: pytest.MonkeyPatch, db: None) -> Configure:
    """Change settings of one section: `configure("inbound", authserv_id="mx.example")`."""
    settings = config.current()

    def change(section: str, **values: object) -> None:
        nonlocal settings
        changed = getattr(settings, section).model_copy(update=values)
        settings = settings.model_copy(update={section: changed})
        monkeypatch.setattr(config, "current", lambda: settings)

    change("mail", reply_domain="reports.example")
    return change


@pytest.fixture
def pothole(town: Town, letters: MemoryMail, configure: Configure) -> Report:
    """The county's, from Ada; its letter has arrived."""
    report = a_report(town)
    jobs.drain()
    return report
