"""What happened to a report since its body got it: as an update to its system, or by mail.

FixMyStreet's extension takes updates and knows them by their number, so that the same one again
changes nothing. A peer without it gets a mail, where the body has an address for that.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from civicreport import config
from civicreport.adapters import rendering
from civicreport.adapters.georeport import (
    Gibberish,
    NoAnswer,
    NotAllowed,
    NotReached,
    OwnUpdate,
    Peer,
    Refused,
)
from civicreport.bodies.models import Endpoint, Polling
from civicreport.db import session
from civicreport.delivery.methods import email
from civicreport.delivery.methods.email import MailParcel
from civicreport.delivery.methods.unsent import Unsent, later
from civicreport.delivery.models import Delivery, Purpose
from civicreport.delivery.news import News
from civicreport.delivery.wording import news_in_words, reference
from civicreport.domain.sending import Outcome, Result, State
from civicreport.domain.status import Status
from civicreport.reports.photos import path_for_bodies

_SAYS = {Purpose.MOVED: Status.NOT_RESPONSIBLE, Purpose.WITHDRAWN: Status.WITHDRAWN}


@dataclass(frozen=True, slots=True)
class NewsParcel:
    peer: Peer
    update: OwnUpdate

    def post(self) -> Outcome:
        try:
            number = self.peer.post_update(self.update)
        except NotAllowed as error:
            return Outcome(Result.NEVER, str(error))
        except Refused as error:
            return Outcome(Result.LATER if error.may_pass else Result.NEVER, f"refused: {error}")
        except (NotReached, NoAnswer, Gibberish) as error:
            return Outcome(Result.LATER, str(error))
        return Outcome(Result.SENT, f"taken, with the number {number}", external_id=number)

    def keep(self, delivery: Delivery, outcome: Outcome, at: datetime) -> None:  # noqa: ARG002
        delivery.external_id = outcome.external_id[:200]


def compose(
    delivery: Delivery, news: News, endpoint: Endpoint, peer: Peer
) -> NewsParcel | MailParcel | Unsent | None:
    if endpoint.polling is not Polling.UPDATES:
        return _by_mail(delivery, news)
    first = _handed_over(delivery)
    if first is None:  # they have never heard of the report
        return None
    if not first.external_id:
        return later("waits for the number that the report gets there")
    return NewsParcel(peer, _update(delivery, news, first.external_id))


def update_id_of(delivery: Delivery) -> str:
    """Ours, for all attempts: by it the peer knows that it has the update."""
    return f"{reference(delivery.report_id)}-{delivery.id}"


def _by_mail(delivery: Delivery, news: News) -> MailParcel | None:
    """It goes there from now on, in every further attempt, too."""
    contact = delivery.contact
    delivery.address = (contact.second_address if contact else "") or delivery.body.email
    return email.compose(delivery, news) if delivery.address else None


def _handed_over(delivery: Delivery) -> Delivery | None:
    handed = sa.select(Delivery).where(
        Delivery.report_id == delivery.report_id,
        Delivery.body_id == delivery.body_id,
        Delivery.purpose == Purpose.REPORT,
        Delivery.state != State.CANCELLED,
    )
    return session.scalar(handed.order_by(Delivery.id.desc()).limit(1))


def _update(delivery: Delivery, news: News, number: str) -> OwnUpdate:
    report = delivery.report
    return OwnUpdate(
        update_id=update_id_of(delivery),
        service_request_id=number,
        status=_SAYS.get(delivery.purpose, report.status),
        at=delivery.created_at,
        description=_words(delivery, news),
        media_urls=tuple(rendering.absolute(path_for_bodies(one)) for one in news.photos),
        service_code=delivery.contact.address if delivery.contact else "",
    )


def _words(delivery: Delivery, news: News) -> str:
    report = delivery.report
    if delivery.purpose is Purpose.UPDATE:
        return news_in_words(news, report)
    template = rendering.environment(config.current().site).get_template(
        f"delivery/{delivery.purpose}.txt"
    )
    return template.render(
        responsible=report.body.name if report.body else "",
        page=rendering.report_address(report.id),
    ).strip()
