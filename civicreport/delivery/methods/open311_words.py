"""A report in the words that a peer gets, and those by which it is recognised there."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from civicreport.adapters import rendering
from civicreport.adapters.georeport import PhotoFile, Quirks, Submission
from civicreport.adapters.images import as_jpeg
from civicreport.adapters.photo_store import PhotoMissing, store
from civicreport.db import session
from civicreport.delivery import queries
from civicreport.delivery.methods.look_up import LookUp, Mark
from civicreport.delivery.models import Attempt, Delivery, Purpose
from civicreport.delivery.news import News
from civicreport.delivery.wording import exactness, news_in_words, reference
from civicreport.domain import clock
from civicreport.reports.models import Photo, Report
from civicreport.reports.photos import large, path_for_bodies

logger = logging.getLogger(__name__)


def submission(delivery: Delivery, news: News, quirks: Quirks) -> Submission:
    report = delivery.report
    photos = queries.photos_for_the_body(report.id)
    return Submission(
        service_code=service_code(delivery),
        reference=reference(report.id),
        details=_details(report, news),
        url=rendering.report_address(report.id),
        title=report.title,
        point=report.point,
        place=report.place_in_words,
        category=report.category.name,
        reported_at=report.reported_at,
        name=report.reporter_name,
        email=_email(report),
        media_urls=() if quirks.upload_photos else tuple(map(_address, photos)),
        uploads=_files(report, photos) if quirks.upload_photos else (),
        answers={code: _answer(given) for code, given in report.answers.items()},
    )


def _details(report: Report, news: News) -> str:
    """With what was said about it before it left (no update will repeat that), and how exact its
    place is: coordinates look exact to everybody.
    """
    said = news_in_words(news, report) if news else ""
    return "\n\n".join(part for part in (report.details, exactness(report), said) if part)


def look_up(delivery: Delivery, quirks: Quirks) -> LookUp:
    last = session.scalar(
        sa.select(sa.func.max(Attempt.at)).where(Attempt.delivery_id == delivery.id)
    )
    since_last = timedelta(seconds=quirks.listed_after_seconds)
    return LookUp(
        mark=_mark(delivery.report),
        service_code=service_code(delivery),
        offered_since=delivery.created_at,
        settled_at=(last or clock.now()) + since_last,
        known=_known(delivery),
    )


def service_code(delivery: Delivery) -> str:
    return delivery.address or (delivery.contact.address if delivery.contact else "")


def _mark(report: Report) -> Mark:
    page = rendering.report_address(report.id)
    return Mark(reference(report.id), page, report.point, report.details)


def _known(delivery: Delivery) -> tuple[str, Mark] | None:
    """The latest that the same peer surely has: where that one is recognised, this one would be."""
    there = sa.select(Delivery).where(
        Delivery.body_id == delivery.body_id,
        Delivery.method == delivery.method,
        Delivery.purpose == Purpose.REPORT,
        Delivery.external_id != "",
        Delivery.id != delivery.id,
    )
    latest = session.scalar(there.order_by(Delivery.id.desc()).limit(1))
    return (latest.external_id, _mark(latest.report)) if latest else None


def _email(report: Report) -> str:
    proven = report.reporter.email if queries.is_confirmed(report) else ""
    return report.reporter_email or proven or ""


def _address(photo: Photo) -> str:
    return rendering.absolute(path_for_bodies(photo))


def _files(report: Report, photos: Any) -> tuple[PhotoFile, ...]:
    """A photo whose file is gone must not keep the report from its body."""
    files = []
    for number, photo in enumerate(photos, 1):
        try:
            data = as_jpeg(store().get(large(photo.key)))
        except (PhotoMissing, OSError):
            logger.exception("photo %s cannot be sent", photo.key)
            continue
        files.append(PhotoFile(f"{reference(report.id)}-{number}.jpg", "image/jpeg", data))
    return tuple(files)


def _answer(given: Any) -> str | tuple[str, ...]:
    return tuple(map(str, given)) if isinstance(given, list) else str(given)
