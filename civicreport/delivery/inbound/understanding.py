"""What a mail did, read back from what was written down with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from civicreport.adapters import rendering, tokens
from civicreport.db import session
from civicreport.delivery.models import Delivery, ReceivedMail
from civicreport.domain.status import MAIL_UNDO_WINDOW
from civicreport.reports.models import HistoryRow, Kind, Photo

UNDO_TOKEN = "answer-undo"  # noqa: S105 - the purpose of a token, not one


@dataclass(frozen=True, slots=True)
class Did:
    """`status_refused` says why a status that was asked for was not set: see `answers`."""

    status: str
    text: str
    note: str
    photos: int
    status_refused: str
    photos_refused: tuple[str, ...]
    is_cut: bool


def values_for(receipt: Delivery) -> dict[str, Any]:
    """For the letter that says so to whoever sent it."""
    kept = session.get_one(ReceivedMail, receipt.received_mail_id)
    undo = rendering.absolute(undo_path(kept))
    return {
        "did": what_it_did(kept),
        "undo": undo,
        "undo_until": kept.received_at + MAIL_UNDO_WINDOW,
    }


def rows_of(kept: ReceivedMail) -> list[HistoryRow]:
    chosen = sa.select(HistoryRow).where(HistoryRow.id.in_(kept.understood.get("rows", [])))
    whole = chosen.options(joinedload(HistoryRow.text)).order_by(HistoryRow.id)
    return list(session.scalars(whole))


def photos_of(row: HistoryRow) -> list[Photo]:
    return list(session.scalars(sa.select(Photo).where(Photo.history_id == row.id)))


def what_it_did(kept: ReceivedMail) -> Did:
    rows = {row.kind: row for row in reversed(rows_of(kept))}
    status, update = rows.get(Kind.STATUS), rows.get(Kind.UPDATE)
    facts = kept.understood
    return Did(
        status=(status.new or "") if status else "",
        text=_words(status or update),
        note=_words(rows.get(Kind.NOTE)),
        photos=facts.get("photos", 0),
        status_refused=facts.get("status_refused", ""),
        photos_refused=tuple(facts.get("photos_refused", ())),
        is_cut=facts.get("is_cut", False),
    )


def undo_path(kept: ReceivedMail) -> str:
    return f"/answers/{tokens.sign(kept.id, purpose=UNDO_TOKEN)}/undo"


def _words(row: HistoryRow | None) -> str:
    return row.text.words if row and row.text else ""
