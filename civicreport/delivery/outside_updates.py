"""What a program outside says of a report becomes history here, once, and never more than it may.

The text is kept whatever comes of the status. Nothing here touches visibility: what is hidden
stays hidden. An update of somebody who no longer has the report is a note for those who have it.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from civicreport import config
from civicreport.adapters import rendering
from civicreport.db import session
from civicreport.delivery import outside_photos
from civicreport.delivery.models import OutsideUpdate
from civicreport.domain.hearsay import Standing, move_for
from civicreport.domain.status import NEEDS_REASON, Actor, Status
from civicreport.domain.visibility import Visibility
from civicreport.reports import casework, photos, updates
from civicreport.reports.models import HistoryRow, Kind, Report, Text
from civicreport.reports.photos import StoredPhoto

logger = logging.getLogger(__name__)

LONGEST = 10_000  # letters of one update
MOST_PHOTOS = 10


@dataclass(frozen=True, slots=True)
class Said:
    """`source` and `update_id` together are said once. `at` is by the clock over there."""

    source: str
    update_id: str
    report_id: int
    body_id: int  # whose system it is
    meant: Status | None = None
    unknown_word: str = ""
    text: str = ""
    is_standing: bool = False  # how things stand, not news: the same words again say nothing
    at: datetime | None = None
    photo_urls: tuple[str, ...] = ()
    photos: tuple[StoredPhoto, ...] = ()  # that came along


def take(said: Said, *, at: datetime) -> HistoryRow | None:
    """Do what an update says; None where it changed nothing, or was taken before."""
    report = session.get_one(Report, said.report_id, with_for_update={"of": Report})
    kept = _kept(said, at=at)
    if kept is None:
        return None
    if report.body_id != said.body_id:
        return _overheard(report, said, at=at)
    row = _words(report, said, at=at)
    if said.photos:  # where nothing was written, they are the news themselves
        row = row or updates.show(report, by=None, actor=Actor.OFFICER, at=at)
        photos.add(row, said.photos, visibility=Visibility.PUBLIC, at=at)
    kept.history_id = row.id if row else None
    if said.photo_urls:
        outside_photos.fetch_later(kept, said.photo_urls[:MOST_PHOTOS])
    if said.unknown_word:
        _warn(report, said, at=at)
    return row


def _kept(said: Said, *, at: datetime) -> OutsideUpdate | None:
    """The row that keeps it from being taken again; None where it has been."""
    values = {
        "source": said.source,
        "update_id": said.update_id[:200],
        "report_id": said.report_id,
        "said_at": min(said.at, at) if said.at else None,  # clocks that run ahead bar no other
        "unknown_word": said.unknown_word[:100],
        "received_at": at,
    }
    new = insert(OutsideUpdate).values(values).on_conflict_do_nothing().returning(OutsideUpdate)
    return session.scalar(new)


def _words(report: Report, said: Said, *, at: datetime) -> HistoryRow | None:
    text = said.text.strip()[:LONGEST]
    if said.is_standing and text == _last_words(report, said.source):
        text = ""
    new = move_for(said.meant, said_at=said.at, stands=_standing(report, said.source))
    if new is not None:
        reason = text or (_no_reason() if new in NEEDS_REASON else "")
        return casework.change_status(report, new, by=None, actor=Actor.OFFICER, text=reason, at=at)
    return updates.post(report, by=None, actor=Actor.OFFICER, text=text, at=at) if text else None


def _standing(report: Report, source: str) -> Standing:
    """A move that came from outside is as old as it was said to be, not as its coming here."""
    moves = (Kind.SUBMITTED, Kind.STATUS, Kind.RESPONSIBILITY)
    last = session.execute(
        sa.select(HistoryRow.at, OutsideUpdate.said_at, OutsideUpdate.source)
        .outerjoin(OutsideUpdate, OutsideUpdate.history_id == HistoryRow.id)
        .where(HistoryRow.report_id == report.id, HistoryRow.kind.in_(moves))
        .order_by(HistoryRow.id.desc())
        .limit(1)
    ).first()
    if last is None:
        return Standing(report.status, report.reported_at, is_their_move=False)
    return Standing(report.status, last.said_at or last.at, is_their_move=last.source == source)


def _last_words(report: Report, source: str) -> str:
    """What the same system said last of this report, if anything."""
    said = (
        sa.select(Text.words)
        .join(HistoryRow, HistoryRow.text_id == Text.id)
        .join(OutsideUpdate, OutsideUpdate.history_id == HistoryRow.id)
        .where(OutsideUpdate.report_id == report.id, OutsideUpdate.source == source)
    )
    return session.scalar(said.order_by(OutsideUpdate.id.desc()).limit(1)) or ""


def _overheard(report: Report, said: Said, *, at: datetime) -> HistoryRow | None:
    if not said.text.strip():
        return None
    text = said.text.strip()[:LONGEST]
    return updates.note(report, by=None, actor=Actor.SITE, text=text, at=at)


def _warn(report: Report, said: Said, *, at: datetime) -> None:
    """Beside the alarm that `health` raises of it: here it stands with the report."""
    logger.warning("%s: nobody knows the status “%s”", said.source, said.unknown_word)
    words = _rendered("unknown_word", word=said.unknown_word[:100])
    updates.note(report, by=None, actor=Actor.SITE, text=words, at=at)


def _no_reason() -> str:
    return _rendered("no_reason")


def _rendered(name: str, **values: str) -> str:
    site = config.current().site
    return rendering.environment(site).get_template(f"delivery/{name}.txt").render(values).strip()
