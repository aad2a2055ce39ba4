"""History grows here and nowhere else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civicreport.accounts.models import Account
from civicreport.db import session
from civicreport.domain.status import STAFF, Actor
from civicreport.reports.models import HistoryRow, Kind, Report, Text


def change(report: Report, *, at: datetime) -> None:
    """The report is no longer as it was read: whoever still holds the former version is told."""
    report.version += 1
    report.changed_at = at


def record(
    report: Report,
    kind: Kind,
    *,
    by: Account | None,
    actor: Actor,
    at: datetime,
    words: str = "",
    **facts: Any,
) -> HistoryRow:
    """A row of what happened; `words` go into a row of their own, which may be emptied one day."""
    row = HistoryRow(
        report_id=report.id,
        kind=kind,
        at=at,
        by_id=by.id if by else None,
        actor=actor,
        text_id=_keep(words),
        body_id=report.body_id if actor in STAFF else None,
        version=report.version,
        **facts,
    )
    session.add(row)
    session.flush()
    return row


def _keep(words: str) -> int | None:
    if not words.strip():
        return None
    text = Text(words=words.strip())
    session.add(text)
    session.flush()
    return text.id
