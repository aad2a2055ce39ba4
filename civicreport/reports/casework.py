"""The work on a report: moved along, taken back, passed on. Each is one history row, one event."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from civicreport.accounts.models import Account
from civicreport.db import session
from civicreport.domain.errors import UndoNotAllowed
from civicreport.domain.events import StatusChanged, announce
from civicreport.domain.status import Actor, Status, check_change, check_undo, is_open
from civicreport.reports import history
from civicreport.reports.models import HistoryRow, Kind, Report


def change_status(
    report: Report,
    new: Status,
    *,
    by: Account,
    actor: Actor,
    text: str,
    note: str = "",
    at: datetime,
) -> HistoryRow:
    """Move a report along. Raises ChangeNotAllowed or ReasonMissing, and then nothing changed."""
    check_change(report.status, new, actor=actor, text=text)
    old = report.status
    _set(report, new, at=at)
    row = history.record(
        report, Kind.STATUS, by=by, actor=actor, at=at, words=text, old=old, new=new
    )
    if note.strip():
        history.record(report, Kind.NOTE, by=by, actor=actor, at=at, words=note, is_internal=True)
    announce(StatusChanged(report_id=report.id, history_id=row.id, old=old, new=new))
    return row


def undo(report: Report, row: HistoryRow, *, by: Account, at: datetime) -> HistoryRow:
    """Take one's own latest change back within the window. Raises UndoNotAllowed."""
    if (
        row.report_id != report.id
        or row.kind is not Kind.STATUS
        or row.takes_back_id
        or row.old is None
    ):
        raise UndoNotAllowed(why="not_a_change")
    is_latest = _latest_change(report) == row.id
    check_undo(is_author=row.by_id == by.id, is_latest=is_latest, changed_at=row.at, at=at)
    old, new = report.status, Status(row.old)
    _set(report, new, at=at)
    undone = history.record(
        report,
        Kind.STATUS,
        by=by,
        actor=row.actor,
        at=at,
        old=old,
        new=new,
        takes_back_id=row.id,
    )
    announce(StatusChanged(report_id=report.id, history_id=undone.id, old=old, new=new))
    return undone


def _set(report: Report, new: Status, *, at: datetime) -> None:
    report.status = new
    report.closed_at = None if is_open(new) else at
    history.change(report, at=at)


def _latest_change(report: Report) -> int | None:
    """The newest row that moved the status or the responsibility."""
    moves = (Kind.STATUS, Kind.RESPONSIBILITY)
    return session.scalar(
        sa.select(sa.func.max(HistoryRow.id)).where(
            HistoryRow.report_id == report.id, HistoryRow.kind.in_(moves)
        )
    )
