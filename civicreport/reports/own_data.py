"""All that somebody gave: for their own copy."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from civicreport.db import session
from civicreport.domain.status import Actor
from civicreport.reports.models import HistoryRow, Photo, Report
from civicreport.reports.photos import large


def reports_of(account_id: int) -> list[dict[str, Any]]:
    """Each report with its answers, what they wrote to it, and the names of its photos' files."""
    given = sa.select(Report).options(joinedload(Report.category), joinedload(Report.body))
    own = given.where(Report.reporter_id == account_id).order_by(Report.id)
    return [_told(report, account_id) for report in session.scalars(own)]


def photo_keys(account_id: int) -> list[str]:
    own = _own_photos().where(Report.reporter_id == account_id)
    return list(session.scalars(own.order_by(Photo.id)))


def words_elsewhere(account_id: int) -> list[dict[str, Any]]:
    """What they wrote to the reports of others."""
    rows = sa.select(HistoryRow).join(Report, Report.id == HistoryRow.report_id)
    theirs = rows.where(HistoryRow.by_id == account_id, Report.reporter_id != account_id)
    return [{"report": row.report_id, **_said(row)} for row in _with_words(theirs)]


def file_of(key: str) -> str:
    """What a photo is called in the copy."""
    return f"photos/{large(key).replace('/', '-')}"


def _told(report: Report, account_id: int) -> dict[str, Any]:
    point = report.point
    rows = sa.select(HistoryRow).where(HistoryRow.report_id == report.id, _is_own(account_id))
    photos = _own_photos().where(Report.id == report.id).order_by(Photo.position, Photo.id)
    return {
        "id": report.id,
        "category": report.category.code,
        "body": report.body.name if report.body else None,
        "status": report.status.value,
        "visibility": report.visibility.value,
        "reported_at": report.reported_at.isoformat(),
        "latitude": point.latitude,
        "longitude": point.longitude,
        "place": report.place,
        "place_note": report.place_note,
        "details": report.details,
        "answers": dict(report.answers),
        "name": report.reporter_name,
        "email": report.reporter_email,
        "shows_name": report.show_name,
        "done": [_said(row) for row in _with_words(rows)],
        "photos": [file_of(key) for key in session.scalars(photos)],
    }


def _is_own(account_id: int) -> sa.ColumnElement[bool]:
    """Also what a device did before it became somebody's."""
    return sa.or_(HistoryRow.by_id == account_id, HistoryRow.actor == Actor.REPORTER)


def _own_photos() -> sa.Select[str]:
    """What came with the reports, and with what their reporters wrote later: not what the council
    or neighbours have sent.
    """
    whole = sa.select(Photo.key).join(Report, Report.id == Photo.report_id)
    later = whole.outerjoin(HistoryRow, HistoryRow.id == Photo.history_id)
    return later.where(sa.or_(Photo.history_id.is_(None), HistoryRow.actor == Actor.REPORTER))


def _with_words(chosen: sa.Select[HistoryRow]) -> list[HistoryRow]:
    whole = chosen.options(joinedload(HistoryRow.text)).order_by(HistoryRow.id)
    return list(session.scalars(whole))


def _said(row: HistoryRow) -> dict[str, Any]:
    words = row.text.words if row.text else ""
    return {"at": row.at.isoformat(), "what": row.kind.value, "words": words}
