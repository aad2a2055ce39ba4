"""History grows here and nowhere else."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from civicreport.accounts.models import Account
from civicreport.db import session
from civicreport.domain.events import VisibilityChanged, announce
from civicreport.domain.status import STAFF, Actor
from civicreport.domain.visibility import Visibility
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


def show_to(
    report: Report,
    new: Visibility,
    *,
    by: Account | None,
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> None:
    """Who may see it from now on; that this was changed is for the staff to know."""
    old, report.visibility = report.visibility, new
    facts: dict[str, Any] = {"old": old, "new": new, "reason": reason, "is_internal": True}
    record(report, Kind.VISIBILITY, by=by, actor=actor, at=at, **facts)
    announce(VisibilityChanged(report_id=report.id, old=old, new=new))


def _keep(words: str) -> int | None:
    if not words.strip():
        return None
    text = Text(words=words.strip())
    session.add(text)
    session.flush()
    return text.id
