"""Words on a report that move nothing: for everybody, or for the staff alone."""

from __future__ import annotations

from datetime import datetime

from civicreport.accounts.models import Account
from civicreport.db import session
from civicreport.domain.errors import ReasonMissing, UndoNotAllowed
from civicreport.domain.events import UpdatePosted, announce
from civicreport.domain.status import Actor
from civicreport.reports import history
from civicreport.reports.elsewhere import check_is_ours
from civicreport.reports.models import HistoryRow, Kind, Report, Text


def post(
    report: Report, *, by: Account | None, actor: Actor, text: str, at: datetime
) -> HistoryRow:
    """A public text; `by` None: the body's, whoever wrote it. Raises ReasonMissing for nothing."""
    check_is_ours(report)
    row = _write(report, Kind.UPDATE, by=by, actor=actor, words=text, at=at)
    announce(UpdatePosted(report_id=report.id, history_id=row.id))
    return row


def note(
    report: Report, *, by: Account | None, actor: Actor, text: str, at: datetime
) -> HistoryRow:
    """An internal text, of which nobody is told. Raises ReasonMissing where it says nothing."""
    return _write(report, Kind.NOTE, by=by, actor=actor, words=text, at=at)


def show(report: Report, *, by: Account | None, actor: Actor, at: datetime) -> HistoryRow:
    """News without words, for photos to hang on."""
    check_is_ours(report)
    history.change(report, at=at)
    row = history.record(report, Kind.UPDATE, by=by, actor=actor, at=at)
    announce(UpdatePosted(report_id=report.id, history_id=row.id))
    return row


def take_back(report: Report, row: HistoryRow, *, by: Account | None, at: datetime) -> HistoryRow:
    """A text is emptied by whoever wrote it; that it was there, and when, stays."""
    if row.report_id != report.id or row.kind not in (Kind.UPDATE, Kind.NOTE):
        raise UndoNotAllowed(why="not_a_change")
    if row.by_id != (by.id if by else None):
        raise UndoNotAllowed(why="not_yours")
    empty(row, at=at)
    history.change(report, at=at)
    return history.record(
        report,
        row.kind,
        by=by,
        actor=row.actor,
        at=at,
        is_internal=row.is_internal,
        takes_back_id=row.id,
    )


def empty(row: HistoryRow, *, at: datetime) -> None:
    """The words go; the row that held them stays."""
    text = session.get(Text, row.text_id) if row.text_id else None
    if text is not None:
        text.words, text.emptied_at = "", at


def _write(
    report: Report, kind: Kind, *, by: Account | None, actor: Actor, words: str, at: datetime
) -> HistoryRow:
    if not words.strip():
        raise ReasonMissing(new=report.status)
    history.change(report, at=at)
    is_internal = kind is Kind.NOTE
    return history.record(
        report, kind, by=by, actor=actor, at=at, words=words, is_internal=is_internal
    )
