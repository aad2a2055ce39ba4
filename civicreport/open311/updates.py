"""GET servicerequestupdates: the extension that FixMyStreet brought, for whoever polls us."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint
from flask_babel import gettext as _

from civicreport.delivery import update_feed
from civicreport.delivery.update_feed import PublicUpdate
from civicreport.domain import clock
from civicreport.open311 import keys, statuses
from civicreport.open311.asked import MOST_AT_ONCE, UpdatesAsked
from civicreport.open311.calls import Call, Told, call
from civicreport.open311.requests import leads_to
from civicreport.open311.shapes import Update
from civicreport.open311.translation import media_url

blueprint = Blueprint("updates", __name__)
USUAL_SPAN = timedelta(days=1)


@call(
    blueprint,
    Call(
        "GET",
        "/v2/servicerequestupdates",
        root="service_request_updates",
        item="request_update",
        answers=(Update,),
        asked=UpdatesAsked,
    ),
)
def updates(asked: UpdatesAsked) -> Told:
    """What happened between two moments, oldest first; a key's own updates are left out."""
    until = asked.end_date or clock.now()
    page = update_feed.between(
        asked.start_date or until - USUAL_SPAN,
        until,
        size=min(asked.page_size or MOST_AT_ONCE, MOST_AT_ONCE),
        after=asked.after,
        asker=keys.counted_as() or "",
    )
    return Told([_update(row) for row in page.rows], headers=leads_to(page.next_cursor))


def _update(update: PublicUpdate) -> Update:
    return Update(
        update_id=str(update.id),
        service_request_id=str(update.report_id),
        status=statuses.extended(update.status),
        updated_datetime=update.at,
        description=update.text or _passed_on(update.passed_on_to),
        media_url=media_url(update.photo_key) if update.photo_key else None,
    )


def _passed_on(to: str | None) -> str:
    if to is None:
        return ""
    return str(_("Passed on to %(body)s", body=to or _("nobody yet")))
