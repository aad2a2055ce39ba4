"""One delivery's way out: what its method makes of it, how that went, and what is kept of it."""

from __future__ import annotations

from datetime import datetime

from civicreport.db import session
from civicreport.delivery.methods import WAYS, Parcel
from civicreport.delivery.models import Attempt, Delivery, Purpose
from civicreport.domain.sending import Outcome, Result
from civicreport.domain.status import Status
from civicreport.domain.visibility import Visibility
from civicreport.jobs.outgoing import Channel, open_channel
from civicreport.reports.models import Report, Source


def may_leave(report: Report) -> bool:
    is_settled = report.visibility in (Visibility.PUBLIC, Visibility.PRIVATE)
    is_ours = report.source is not Source.IMPORT
    return is_ours and is_settled and report.status is not Status.WITHDRAWN


def _compose(delivery: Delivery) -> Parcel | None:
    """None: hidden or withdrawn before it left."""
    report = delivery.report
    if delivery.purpose in (Purpose.REPORT, Purpose.COPY) and not may_leave(report):
        return None
    if report.visibility is Visibility.HIDDEN:
        return None
    return WAYS[delivery.method].compose(delivery)


def _post(parcel: Parcel) -> Outcome:
    return parcel.post()


def _keep(delivery: Delivery, parcel: Parcel | None, outcome: Outcome, at: datetime) -> None:
    if outcome.result is Result.UNWANTED:
        return
    succeeded = outcome.result is Result.SENT
    session.add(Attempt(delivery_id=delivery.id, at=at, succeeded=succeeded, outcome=outcome.words))
    if parcel is not None:
        parcel.keep(delivery, outcome, at)


CHANNEL: Channel[Delivery, Parcel] = Channel(Delivery, "delivery.deliver", _compose, _post, _keep)
open_channel(CHANNEL)
