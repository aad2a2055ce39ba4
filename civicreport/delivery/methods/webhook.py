"""A report as signed JSON to a body's own system. Whoever gets it twice knows it by its id."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from civicreport import config
from civicreport.adapters import rendering, webhook
from civicreport.adapters.webhook import Call
from civicreport.delivery import messages
from civicreport.delivery.models import Delivery, Purpose
from civicreport.delivery.news import Item, News
from civicreport.domain.sending import Outcome, Result
from civicreport.reports.photos import path_for_bodies

EVENTS = {
    Purpose.REPORT: "report.created",
    Purpose.COPY: "report.created",
    Purpose.MOVED: "report.moved",
    Purpose.WITHDRAWN: "report.withdrawn",
    Purpose.UPDATE: "report.updated",
}


TELLS_NEWS = (Purpose.REPORT, Purpose.UPDATE)


@dataclass(frozen=True, slots=True)
class WebhookParcel:
    call: Call
    body_code: str

    def post(self) -> Outcome:
        if not self.call.secret:
            return Outcome(
                Result.NEVER,
                f"nothing to sign with: name a secret for {self.body_code} in webhooks.secrets",
            )
        return webhook.call(self.call)

    def keep(self, delivery: Delivery, outcome: Outcome, at: datetime) -> None:  # noqa: ARG002
        if outcome.external_id:
            delivery.external_id = outcome.external_id


def compose(delivery: Delivery, news: News) -> WebhookParcel:
    event, id_ = EVENTS[delivery.purpose], messages.id_of(delivery.message_id)
    body = webhook.encoded(
        {
            "id": id_,
            "event": event,
            "at": delivery.created_at.isoformat(),
            "recipient": {"code": delivery.body.code, "name": delivery.body.name},
            "is_copy": delivery.purpose is Purpose.COPY,
            "report": messages.for_its_body(delivery),
            **(_news(news) if delivery.purpose in TELLS_NEWS else {}),
        }
    )
    return WebhookParcel(
        Call(_url(delivery), _secret(delivery.body.code), id_, event, body), delivery.body.code
    )


def _news(news: News) -> dict[str, Any]:
    told = [{**messages.of_history(one.row), **_photos(one)} for one in news.items]
    return {"news": told, "upvotes": news.upvotes or None}


def _photos(item: Item) -> dict[str, list[str]]:
    return {"photos": [rendering.absolute(path_for_bodies(photo)) for photo in item.photos]}


def _url(delivery: Delivery) -> str:
    return delivery.address or (delivery.contact.address if delivery.contact else "")


def _secret(body_code: str) -> str:
    secrets = config.current().webhooks.secrets
    return next((one.secret for one in secrets if one.body == body_code), "")
