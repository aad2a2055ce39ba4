"""What whoever sent a report adds to it later: words, photos, or both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from civicreport import config
from civicreport.accounts.models import Account
from civicreport.db import session
from civicreport.domain.checks import are_doubtful
from civicreport.domain.status import Actor
from civicreport.domain.visibility import Visibility
from civicreport.reports import photos, queries, updates
from civicreport.reports.models import HistoryRow, Photo, Report
from civicreport.reports.photos import StoredPhoto


@dataclass(frozen=True, slots=True)
class Addition:
    text: str
    photos: tuple[StoredPhoto, ...] = ()


def add(
    report: Report, addition: Addition, *, version: int, by: Account, at: datetime
) -> HistoryRow | None:
    """The row that holds it; None where this very thing was added since `version` was read.

    Words that somebody should look at first are shown to the staff alone.
    """
    if _is_there(report, addition, version=version, by=by):
        return None
    row = _write(report, addition, by=by, at=at)
    is_theirs = by.email_confirmed_at is not None and not row.is_internal
    visibility = Visibility.PUBLIC if is_theirs else Visibility.PENDING
    photos.add(row, addition.photos, visibility=visibility, at=at)
    return row


def _write(report: Report, addition: Addition, *, by: Account, at: datetime) -> HistoryRow:
    if not addition.text:
        return updates.show(report, by=by, actor=Actor.REPORTER, at=at)
    bounds = config.current().moderation
    is_doubtful = are_doubtful(addition.text, max_links=bounds.max_links, words=bounds.words)
    write = updates.note if is_doubtful else updates.post
    return write(report, by=by, actor=Actor.REPORTER, text=addition.text, at=at)


def _is_there(report: Report, addition: Addition, *, version: int, by: Account) -> bool:
    """A second tap of the same button: the same words and pictures, by the same person."""
    rows = [row for row in queries.changes_since(report.id, version) if row.by_id == by.id]
    alike = [row for row in rows if (row.text.words if row.text else "") == addition.text]
    new = photos.pictures(photo.key for photo in addition.photos)
    return any(photos.pictures(_keys_of(row)) == new for row in alike)


def _keys_of(row: HistoryRow) -> Sequence[str]:
    return session.scalars(sa.select(Photo.key).where(Photo.history_id == row.id)).all()
