"""Who may see a report or a photo: light, after the fact, with a reason, and never lost.

Its rows are internal: that something was hidden, and why, is not for the public to read.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from civicreport.accounts.models import Account
from civicreport.categories.models import Category
from civicreport.db import session
from civicreport.domain.events import ReportReleased, announce
from civicreport.domain.status import Actor
from civicreport.domain.visibility import Move, Visibility, check_move, when_released
from civicreport.reports import history
from civicreport.reports.models import HistoryRow, Kind, Photo, Report


def hide(report: Report, *, by: Account, actor: Actor, reason: str, at: datetime) -> None:
    """Each of these raises VisibilityNotAllowed or ReasonMissing, and then nothing changed."""
    check_move(report.visibility, Move.HIDE, reason=reason)
    _move(report, Visibility.HIDDEN, by=by, actor=actor, reason=reason, at=at)


def release(report: Report, *, by: Account, actor: Actor, reason: str, at: datetime) -> None:
    """What a light check held back goes out now."""
    check_move(report.visibility, Move.RELEASE, reason=reason)
    new = when_released(is_private=report.category.is_private)
    _move(report, new, by=by, actor=actor, reason=reason, at=at)
    announce(ReportReleased(report_id=report.id))


def restore(report: Report, *, by: Account, actor: Actor, reason: str, at: datetime) -> None:
    """As it was before it was hidden: what had not been released still waits.

    Its category may have become a private one meanwhile, and nothing private comes out by itself.
    """
    check_move(report.visibility, Move.RESTORE, reason=reason)
    before = _before_hiding(HistoryRow.report_id == report.id, Kind.VISIBILITY)
    if before is Visibility.PUBLIC:
        before = when_released(is_private=report.category.is_private)
    _move(report, before, by=by, actor=actor, reason=reason, at=at)


def follow_categories(*, at: datetime) -> Counter[str]:
    """Of categories that show theirs to nobody, what was public goes private; how many of which.

    None comes out again by itself where one shows them to everybody anew.
    """
    chosen = sa.select(Report).join(Report.category).options(contains_eager(Report.category))
    shown = chosen.where(Category.is_private, Report.visibility == Visibility.PUBLIC)
    reports = session.scalars(shown.order_by(Report.id).with_for_update(of=Report)).all()
    for report in reports:
        history.change(report, at=at)
        history.show_to(report, Visibility.PRIVATE, by=None, actor=Actor.SITE, at=at)
    return Counter(report.category.name for report in reports)


def hide_photo(
    photo: Photo, *, by: Account | None, actor: Actor, reason: str, at: datetime
) -> None:
    """Without an account it is the body itself that takes its own photo back."""
    check_move(photo.visibility, Move.HIDE, reason=reason)
    _move_photo(photo, Visibility.HIDDEN, by=by, actor=actor, reason=reason, at=at)


def release_photo(photo: Photo, *, by: Account, actor: Actor, reason: str, at: datetime) -> None:
    check_move(photo.visibility, Move.RELEASE, reason=reason)
    _move_photo(photo, Visibility.PUBLIC, by=by, actor=actor, reason=reason, at=at)


def restore_photo(photo: Photo, *, by: Account, actor: Actor, reason: str, at: datetime) -> None:
    check_move(photo.visibility, Move.RESTORE, reason=reason)
    before = _before_hiding(HistoryRow.photo_id == photo.id, Kind.PHOTO_VISIBILITY)
    _move_photo(photo, before, by=by, actor=actor, reason=reason, at=at)


def _move(
    report: Report, new: Visibility, *, by: Account, actor: Actor, reason: str, at: datetime
) -> None:
    history.change(report, at=at)
    history.show_to(report, new, by=by, actor=actor, at=at, reason=reason)


def _move_photo(
    photo: Photo, new: Visibility, *, by: Account | None, actor: Actor, reason: str, at: datetime
) -> None:
    old, photo.visibility = photo.visibility, new
    facts: dict[str, Any] = {"old": old, "new": new, "reason": reason, "photo_id": photo.id}
    report = session.get_one(Report, photo.report_id)
    history.change(report, at=at)
    history.record(
        report, Kind.PHOTO_VISIBILITY, by=by, actor=actor, at=at, is_internal=True, **facts
    )


def _before_hiding(whose: sa.ColumnElement[bool], kind: Kind) -> Visibility:
    hidings = sa.select(HistoryRow.old).where(
        whose, HistoryRow.kind == kind, HistoryRow.new == Visibility.HIDDEN
    )
    old = session.scalar(hidings.order_by(HistoryRow.id.desc()).limit(1))
    return Visibility(old) if old else Visibility.PENDING
