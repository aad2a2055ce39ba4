"""What happened to a report, as far as somebody may know it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from civicreport.accounts.models import Account
from civicreport.bodies.models import Body
from civicreport.db import session
from civicreport.domain.permissions import Viewer
from civicreport.domain.status import Actor
from civicreport.reports.models import HistoryRow, Kind, Report, Text
from civicreport.reports.queries import visible


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """`by_name` is empty for those who may not know it; `old` and `new` are codes of its kind."""

    id: int
    kind: Kind
    at: datetime
    actor: Actor
    by_name: str
    body_name: str | None  # whose officer spoke
    old: str | None
    new: str | None
    text: str
    reason: str
    is_internal: bool
    is_taken_back: bool
    is_emptied: bool
    takes_back_id: int | None
    photo_id: int | None


def of(report_id: int, viewer: Viewer) -> list[TimelineEntry]:
    """Oldest first. Raises NotFound where the report is not this person's to see."""
    report = visible(report_id, viewer)
    is_staff = viewer.serves(report.body_id)
    rows = session.execute(_rows(), {"report_id": report_id, "is_staff": is_staff}).all()
    return [_entry(row, report, is_staff=is_staff) for row in rows]


@cache  # put together once: that took as long as asking
def _rows() -> sa.Select[*tuple[Any, ...]]:
    undo = aliased(HistoryRow)
    taken_back = sa.exists().where(undo.takes_back_id == HistoryRow.id)
    return (
        sa.select(
            *(HistoryRow.id, HistoryRow.kind, HistoryRow.at, HistoryRow.actor),
            *(HistoryRow.old, HistoryRow.new, HistoryRow.reason, HistoryRow.is_internal),
            *(HistoryRow.takes_back_id, HistoryRow.photo_id),
            taken_back.label("is_taken_back"),
            sa.func.coalesce(Text.words, "").label("text"),
            Text.emptied_at.is_not(None).label("is_emptied"),
            sa.func.coalesce(Account.name, "").label("by_name"),
            Body.name.label("body_name"),
        )
        .join(Text, HistoryRow.text_id == Text.id, isouter=True)
        .join(Account, HistoryRow.by_id == Account.id, isouter=True)
        .join(Body, HistoryRow.body_id == Body.id, isouter=True)
        .where(
            HistoryRow.report_id == sa.bindparam("report_id"),
            sa.or_(sa.bindparam("is_staff", type_=sa.Boolean), ~HistoryRow.is_internal),
        )
        .order_by(HistoryRow.id)
    )


def _entry(row: Any, report: Report, *, is_staff: bool) -> TimelineEntry:
    facts = {**row._mapping, "by_name": _name(row, report, is_staff=is_staff)}  # noqa: SLF001
    return TimelineEntry(**facts)


def _name(row: Any, report: Report, *, is_staff: bool) -> str:
    """The public reads a reporter's name by their own wish only, and of the staff the body's."""
    if row.actor is Actor.REPORTER:
        return report.reporter_name if is_staff or report.show_name else ""
    return str(row.by_name) if is_staff else ""
