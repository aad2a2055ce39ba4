"""POST servicerequestupdates: a body's own system says what has become of a report.

It may do no more than an officer of that body, and what it says twice it has said once.
"""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint

from civicreport.accounts.models import Right
from civicreport.accounts.queries import HeldKey
from civicreport.db import transaction
from civicreport.delivery import outside_updates, update_feed
from civicreport.delivery.outside_updates import Said
from civicreport.domain import clock
from civicreport.domain.errors import NotFound
from civicreport.open311 import keys, media, statuses
from civicreport.open311.asked import NewUpdate
from civicreport.open311.calls import Call, call
from civicreport.open311.refusals import Refused
from civicreport.open311.requests import number_in
from civicreport.open311.shapes import UpdateTaken
from civicreport.reports import open_data
from civicreport.web.typed import tidy, without_controls

blueprint = Blueprint("new_update", __name__)


@call(
    blueprint,
    Call(
        "POST",
        "/v2/servicerequestupdates",
        root="service_request_updates",
        item="request_update",
        answers=(UpdateTaken,),
        asked=NewUpdate,
        right=Right.UPDATE,
        errors=(404,),
    ),
)
def new_update(asked: NewUpdate) -> list[UpdateTaken]:
    """Answer for the key's body; older than the last change, only the words are kept."""
    key = keys.holder_with(Right.UPDATE)
    said = _said(asked, key, _report(asked, key))
    stored, _ = media.kept()
    with transaction():
        outside_updates.take(replace(said, photos=stored), at=clock.now())
    return [UpdateTaken(update_id=update_feed.number_of(said.source, said.update_id))]


def _report(asked: NewUpdate, key: HeldKey) -> int:
    """Raises NotFound, or Refused where another body has it."""
    number = number_in(asked.service_request_id)
    whose = open_data.whose(number) if number else None
    if number is None or whose is None:
        raise NotFound(report=asked.service_request_id)
    body_id, is_public = whose
    if key.body_id is not None and body_id == key.body_id:
        return number
    if not is_public:
        raise NotFound(report=asked.service_request_id)
    raise Refused(403, "Another body has this request; this key does not answer for it.")


def _said(asked: NewUpdate, key: HeldKey, report_id: int) -> Said:
    meant, unknown = statuses.meant_by(asked.status)
    return Said(
        source=f"key {key.id}",
        update_id=f"{report_id}/{asked.update_id}",  # some number each report's from one
        report_id=report_id,
        body_id=key.body_id or 0,
        meant=meant,
        unknown_word=unknown,
        text=without_controls(tidy(asked.description)),
        at=asked.updated_datetime,
        photo_urls=asked.media_url,
    )
