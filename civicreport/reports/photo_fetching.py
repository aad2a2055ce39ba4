"""Photos of a report that lie on somebody else's machine: fetched later, and kept as our own.

What cannot be fetched after some tries is given up: the report does not wait for it.
"""

from __future__ import annotations

import hashlib
import logging

import sqlalchemy as sa

from civicreport import config, jobs
from civicreport.adapters import images, outside
from civicreport.adapters.photo_store import store
from civicreport.db import session, transaction
from civicreport.domain import clock
from civicreport.domain.errors import PhotoRefused
from civicreport.domain.visibility import Visibility
from civicreport.reports import photos
from civicreport.reports.models import HistoryRow, Kind, Photo, Report

logger = logging.getLogger(__name__)


def fetch_later(report: Report, urls: tuple[str, ...]) -> None:
    """One job for each address, in the caller's transaction."""
    for url in dict.fromkeys(urls):
        digest = hashlib.sha256(url.encode()).hexdigest()[:32]
        unique = f"photo {report.id} {digest}"
        jobs.enqueue("reports.fetch_photo", unique=unique, report_id=report.id, url=url)


@jobs.task("reports.fetch_photo", attempts=4)
def fetch_photo(report_id: int, url: str) -> None:
    """Again later where nobody answered; a second run finds the photo there and adds nothing."""
    try:
        fetched = fetch(url)
    except (outside.NotAllowed, PhotoRefused) as refused:
        logger.warning("a photo of report %s is not fetched: %s", report_id, refused)
        return
    with transaction():
        report = session.get_one(Report, report_id, with_for_update=True)
        if _has_room(report) and not _is_there(report, fetched):
            _keep(report, fetched)


def fetch(url: str) -> images.Reencoded:
    """A photo of others, written anew. Raises OutsideFailure or PhotoRefused."""
    answer = outside.request("GET", url, max_bytes=config.current().photos.max_bytes)
    if answer.status != 200:  # also one that is not there yet
        raise outside.NoAnswer(f"answered {answer.status}")
    return photos.read(answer.body, name="media_url")


def _has_room(report: Report) -> bool:
    held = sa.select(sa.func.count()).where(Photo.report_id == report.id)
    return (session.scalar(held) or 0) < config.current().photos.max_count


def _is_there(report: Report, fetched: images.Reencoded) -> bool:
    keys = session.scalars(sa.select(Photo.key).where(Photo.report_id == report.id))
    return any(store().get(photos.large(key)) == fetched.large for key in keys)


def _keep(report: Report, fetched: images.Reencoded) -> None:
    """As if it had come with the report: the public waits where it would have waited then."""
    submitted = sa.select(HistoryRow).where(
        HistoryRow.report_id == report.id, HistoryRow.kind == Kind.SUBMITTED
    )
    is_confirmed = report.reporter.email_confirmed_at is not None
    visibility = Visibility.PUBLIC if is_confirmed else Visibility.PENDING
    row = session.scalars(submitted).one()
    photos.add(row, (photos.keep(fetched),), visibility=visibility, at=clock.now())
