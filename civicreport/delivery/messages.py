"""What programs are told of a report: those of its body everything, those of others what is public.

docs/webhooks.md names each key; a key that is there stays, and means what it meant.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from civicreport.adapters import rendering
from civicreport.db import session
from civicreport.delivery import queries
from civicreport.delivery.models import Delivery, Purpose
from civicreport.domain.visibility import Visibility
from civicreport.reports.models import HistoryRow, Photo, Report
from civicreport.reports.photos import large, path_for_bodies

_PUBLIC_DECIMALS = 5


def id_of(message_id: str) -> str:
    """'<6f1c…@host>' without what only mail needs: the same at each attempt."""
    return message_id.strip("<>").partition("@")[0]


def for_everybody(report: Report) -> dict[str, Any]:
    """What its page shows to a stranger."""
    point = report.point
    return {
        "id": report.id,
        "url": rendering.report_address(report.id),
        "category": {"code": report.category.code, "name": report.category.name},
        "details": report.details,
        "place": report.place_in_words,
        "is_place_rough": report.is_place_rough,
        "latitude": round(point.latitude, _PUBLIC_DECIMALS),
        "longitude": round(point.longitude, _PUBLIC_DECIMALS),
        "status": report.status.value,
        "body": _named(report),
        "reporter_name": report.reporter_name if report.show_name else "",
        "photos": [rendering.absolute(f"/photos/{large(key)}") for key in _public_photos(report)],
        "reported_at": report.reported_at.isoformat(),
        "expected_at": report.expected_at.isoformat() if report.expected_at else None,
        "changed_at": report.changed_at.isoformat(),
    }


def for_its_body(delivery: Delivery) -> dict[str, Any]:
    """What a body gets that has to act, or is told; names only where it has to act."""
    report = delivery.report
    point = report.point
    return {
        **for_everybody(report),
        "reference": f"CR-{report.id}",
        "your_reference": known_as(delivery),
        "officers_url": rendering.officers_address(report.id),
        "latitude": round(point.latitude, 7),
        "longitude": round(point.longitude, 7),
        "is_urgent": report.category.is_urgent,
        "answers": dict(report.answers),
        "reporter_name": report.reporter_name if delivery.purpose is Purpose.REPORT else "",
        "reporter_email": _email(delivery),
        "photos": _addresses(queries.photos_for_the_body(report.id)),
    }


def of_history(row: HistoryRow) -> dict[str, Any]:
    """A change that everybody may know of."""
    return {
        "id": row.id,
        "at": row.at.isoformat(),
        "by": row.actor.value,
        "old": row.old,
        "new": row.new,
        "text": row.text.words if row.text else "",
    }


def known_as(delivery: Delivery) -> str:
    """The number that this receiver gave the report when it got it."""
    same = sa.select(Delivery.external_id).where(
        Delivery.report_id == delivery.report_id,
        Delivery.contact_id == delivery.contact_id,
        Delivery.external_id != "",
    )
    return session.scalar(same.order_by(Delivery.id.desc()).limit(1)) or ""


def _addresses(photos: Sequence[Photo]) -> list[str]:
    return [rendering.absolute(path_for_bodies(photo)) for photo in photos]


def _named(report: Report) -> dict[str, str] | None:
    return {"code": report.body.code, "name": report.body.name} if report.body else None


def _public_photos(report: Report) -> list[str]:
    shown = sa.select(Photo.key).where(
        Photo.report_id == report.id, Photo.visibility == Visibility.PUBLIC
    )
    return list(session.scalars(shown.order_by(Photo.position, Photo.id)))


def _email(delivery: Delivery) -> str:
    report = delivery.report
    if delivery.purpose is not Purpose.REPORT:
        return ""
    if report.reporter_email:
        return report.reporter_email
    return (report.reporter.email or "") if queries.is_confirmed(report) else ""
