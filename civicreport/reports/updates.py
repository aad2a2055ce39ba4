"""Words on a report that move nothing: for everybody, or for the staff alone."""

from __future__ import annotations

from datetime import datetime

from civicreport.accounts.models import Account
from civicreport.domain.errors import ReasonMissing
from civicreport.domain.events import UpdatePosted, announce
from civicreport.domain.status import Actor
from civicreport.reports import history
from civicreport.reports.models import HistoryRow, Kind, Report


def post(
    report: Report, *, by: Account | None, actor: Actor, text: str, at: datetime
) -> HistoryRow:
    """A public text; `by` None: the body's, whoever wrote it. Raises ReasonMissing for nothing."""
    row = _write(report, Kind.UPDATE, by=by, actor=actor, words=text, at=at)
    announce(UpdatePosted(report_id=report.id, history_id=row.id))
    return row


def note(report: Report, *, by: Account, actor: Actor, text: str, at: datetime) -> HistoryRow:
    """An internal text, of which nobody is told. Raises ReasonMissing where it says nothing."""
    return _write(report, Kind.NOTE, by=by, actor=actor, words=text, at=at)


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
