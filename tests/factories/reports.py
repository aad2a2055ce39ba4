from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import Any

from civicreport.accounts.models import Account
from civicreport.db import session
from civicreport.domain.visibility import Visibility
from civicreport.reports.models import Report
from civicreport.reports.submission import Submission, submit
from tests.support.town import Town

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)  # a Monday
_numbers = itertools.count(1)


def a_submission(town: Town, **changes: Any) -> Submission:
    """A pothole in the west, each in words of its own."""
    written: dict[str, Any] = {
        "point": town.west,
        "category_code": "pothole",
        "details": f"Deep pothole outside number {next(_numbers)}. Cyclists swerve round it.",
    }
    return Submission(**{**written, **changes})


def a_report(
    town: Town,
    *,
    by: Account | None = None,
    at: datetime = NOON,
    visibility: Visibility | None = None,
    **changes: Any,
) -> Report:
    """As Ada sends it; with a visibility, as if it had been moderated since."""
    report = submit(a_submission(town, **changes), account=by or town.ada, at=at)
    if visibility is not None:
        report.visibility = visibility
        session.flush()
    return report
