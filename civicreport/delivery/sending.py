"""One delivery's way out: what its method makes of it, how that went, and what is kept of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import joinedload

from civicreport.bodies.models import Method
from civicreport.db import session
from civicreport.delivery.methods import WAYS, Parcel
from civicreport.delivery.models import Attempt, Delivery, Purpose
from civicreport.delivery.news import NOTHING, News, has_arrived, news_for
from civicreport.domain.sending import Outcome, Result
from civicreport.domain.status import Status
from civicreport.domain.visibility import Visibility
from civicreport.jobs.outgoing import Channel, open_channel
from civicreport.reports.models import Report, Source


@dataclass(frozen=True, slots=True)
class Sending:
    """A parcel, and what it tells: written down once it has got through."""

    parcel: Parcel
    news: News


def may_leave(report: Report) -> bool:
    is_settled = report.visibility in (Visibility.PUBLIC, Visibility.PRIVATE)
    is_ours = report.source is not Source.IMPORT
    return is_ours and is_settled and report.status is not Status.WITHDRAWN


def has_to_be_found(delivery: Delivery) -> bool:
    """Offered, perhaps arrived: then it is looked for, so that it can be called back."""
    return delivery.may_have_arrived and delivery.method is Method.OPEN311


def _compose(delivery: Delivery) -> Sending | None:
    """None: hidden or withdrawn before it left, or nothing left to tell."""
    report = delivery.report
    is_report = delivery.purpose in (Purpose.REPORT, Purpose.COPY)
    if is_report and not may_leave(report) and not has_to_be_found(delivery):
        return None
    if report.visibility is Visibility.HIDDEN:
        return None
    # Before the parcel is made: what comes in between is rather told twice than never.
    news = _news(delivery)
    if delivery.purpose is Purpose.UPDATE and not (news and has_arrived(delivery)):
        return None
    parcel = WAYS[delivery.method].compose(delivery, news)
    return None if parcel is None else Sending(parcel, news)


def _news(delivery: Delivery) -> News:
    tells = (Purpose.REPORT, Purpose.UPDATE)
    return news_for(delivery) if delivery.purpose in tells else NOTHING


def _post(sending: Sending) -> Outcome:
    return sending.parcel.post()


def _keep(delivery: Delivery, sending: Sending | None, outcome: Outcome, at: datetime) -> None:
    if outcome.result is Result.UNWANTED:
        return
    succeeded = outcome.result is Result.SENT
    session.add(Attempt(delivery_id=delivery.id, at=at, succeeded=succeeded, outcome=outcome.words))
    if sending is None:
        return
    sending.parcel.keep(delivery, outcome, at)
    # Those of several who got it at the first attempt have not read what a later one tells.
    if (succeeded or outcome.remaining) and sending.news.until and delivery.said_until is None:
        delivery.said_until, delivery.said_upvotes = sending.news.until, sending.news.upvotes


_REPORT = joinedload(Delivery.report)
CHANNEL: Channel[Delivery, Sending] = Channel(
    Delivery,
    "delivery.deliver",
    _compose,
    _post,
    _keep,
    needs=(
        _REPORT.joinedload(Report.category),
        _REPORT.joinedload(Report.body),
        _REPORT.joinedload(Report.reporter),
        joinedload(Delivery.body),
        joinedload(Delivery.contact),
    ),
)
open_channel(CHANNEL)
