"""Whoever answered by mail takes it back: all that the mail did, once, while it still fits."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from civicreport.adapters import tokens
from civicreport.db import session
from civicreport.delivery.inbound.queries import report_for_mail
from civicreport.delivery.inbound.understanding import UNDO_TOKEN, photos_of, rows_of
from civicreport.delivery.models import ReceivedMail
from civicreport.domain.errors import LinkExpired, LinkUsed, UndoNotAllowed, VisibilityNotAllowed
from civicreport.domain.status import MAIL_UNDO_WINDOW
from civicreport.reports import casework, moderation, updates
from civicreport.reports.models import HistoryRow, Kind, Report


def mail_of(token: str, *, at: datetime, is_locked: bool = False) -> ReceivedMail:
    """Whose link this is, used or not. Raises LinkExpired: not ours, or past its day."""
    number = tokens.read(token, purpose=UNDO_TOKEN)
    kept = session.get(ReceivedMail, number) if isinstance(number, int) else None
    if kept is None or kept.report_id is None:
        raise LinkExpired
    if is_locked:
        session.refresh(kept, with_for_update={"of": ReceivedMail})
    if kept.undone_at is None and at - kept.received_at > MAIL_UNDO_WINDOW:
        raise LinkExpired
    return kept


def status_stays(kept: ReceivedMail) -> bool:
    """Whether the mail set a status on which something has been built since."""
    if kept.undone_at is not None:
        return bool(kept.understood.get("status_stays"))
    moved = [row for row in rows_of(kept) if row.kind is Kind.STATUS]
    return any(not casework.is_latest(row) for row in moved)


def undo(kept: ReceivedMail, *, reason: str, at: datetime) -> None:
    """Status, words, note and photos; a status on which something was built stays.

    Raises LinkUsed the second time. `reason` stands in the history of the photos.
    """
    if kept.undone_at is not None:
        raise LinkUsed
    report = report_for_mail(kept.report_id or 0)
    if report is None:
        raise LinkExpired
    kept.understood = {**kept.understood, "status_stays": status_stays(kept)}
    for row in rows_of(kept):
        _take_back(report, row, at=at)
        for photo in photos_of(row):
            with suppress(VisibilityNotAllowed):  # a moderator was faster
                moderation.hide_photo(photo, by=row.by, actor=row.actor, reason=reason, at=at)
    kept.undone_at = at


def _take_back(report: Report, row: HistoryRow, *, at: datetime) -> None:
    if row.kind is not Kind.STATUS:
        updates.take_back(report, row, by=row.by, at=at)
        return
    with suppress(UndoNotAllowed):
        casework.undo(report, row, by=row.by, at=at, window=MAIL_UNDO_WINDOW)
    updates.empty(row, at=at)
