"""Photos that an update of another system names by their addresses: fetched later, made ours.

The row of the update holds the addresses that are still to be fetched; its job is a wake-up.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from civicreport import config
from civicreport.adapters import outside, rendering
from civicreport.db import session, transaction
from civicreport.delivery.models import OutsideUpdate
from civicreport.domain import clock
from civicreport.domain.deadline import next_attempt
from civicreport.domain.errors import PhotoRefused
from civicreport.domain.status import Actor
from civicreport.domain.visibility import Visibility
from civicreport.jobs import queue, registry
from civicreport.reports import photo_fetching, photos, updates
from civicreport.reports.models import HistoryRow, Report
from civicreport.reports.photos import StoredPhoto

logger = logging.getLogger(__name__)

FETCH = "delivery.fetch_photos"


def fetch_later(update: OutsideUpdate, urls: Sequence[str]) -> None:
    update.photo_urls = list(dict.fromkeys(urls))
    queue.enqueue(FETCH, unique=f"{FETCH}/{update.id}", update_id=update.id)


@registry.task(FETCH)
def fetch(update_id: int, attempt: int = 1) -> None:
    """Each for itself: one that is not there keeps no other from being shown."""
    with transaction():
        urls = tuple(session.get_one(OutsideUpdate, update_id).photo_urls)
    for url in urls:
        try:
            stored = photos.keep(photo_fetching.fetch(url))
        except (outside.NotAllowed, PhotoRefused) as error:  # it will be no other tomorrow
            _give_up(update_id, url, _why(error))
        except outside.OutsideFailure as error:
            if next_attempt(attempt, now=clock.now()) is None:
                _give_up(update_id, url, _why(error))
        else:
            _show(update_id, url, stored)
    _try_the_rest_again(update_id, attempt)


def _show(update_id: int, url: str, stored: StoredPhoto) -> None:
    at = clock.now()
    with transaction():
        update = _without(update_id, url)
        photos.add(_row(update, at=at), (stored,), visibility=Visibility.PUBLIC, at=at)


def _row(update: OutsideUpdate, *, at: datetime) -> HistoryRow:
    """Where nothing was written, the photo itself is the news."""
    if update.history_id is not None:
        return session.get_one(HistoryRow, update.history_id)
    report = session.get_one(Report, update.report_id, with_for_update={"of": Report})
    row = updates.show(report, by=None, actor=Actor.OFFICER, at=at)
    update.history_id = row.id
    return row


def _give_up(update_id: int, url: str, why: str) -> None:
    logger.warning("a photo of update %s could not be fetched: %s", update_id, why)
    site = config.current().site
    template = rendering.environment(site).get_template("delivery/photo_missing.txt")
    with transaction():
        update = _without(update_id, url)
        report = session.get_one(Report, update.report_id, with_for_update={"of": Report})
        words = template.render(address=url[:500], why=why).strip()
        updates.note(report, by=None, actor=Actor.SITE, text=words, at=clock.now())


def _try_the_rest_again(update_id: int, attempt: int) -> None:
    with transaction():
        update = session.get_one(OutsideUpdate, update_id)
        due = next_attempt(attempt, now=clock.now())
        if update.photo_urls and due:
            key = f"{FETCH}/{update_id}/{attempt}"
            queue.enqueue(FETCH, unique=key, run_at=due, update_id=update_id, attempt=attempt + 1)


def _without(update_id: int, url: str) -> OutsideUpdate:
    update = session.get_one(OutsideUpdate, update_id, with_for_update=True)
    update.photo_urls = [one for one in update.photo_urls if one != url]
    return update


def _why(error: Exception) -> str:
    return error.why if isinstance(error, PhotoRefused) else str(error)
