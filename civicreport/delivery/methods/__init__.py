"""The ways in which a report reaches a body: each makes a parcel of a delivery."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from civicreport.bodies.models import Method
from civicreport.delivery.methods import email, open311, webhook
from civicreport.delivery.models import Delivery
from civicreport.delivery.news import News
from civicreport.domain.sending import Outcome


class Parcel(Protocol):
    """What leaves: complete, so that it is sent without looking into the database."""

    def post(self) -> Outcome:
        """Send it, with no transaction open; every way to fail comes back as an outcome."""
        ...

    def keep(self, delivery: Delivery, outcome: Outcome, at: datetime) -> None:
        """Write down what is to be remembered of it, in the transaction of the attempt."""
        ...


class Way(Protocol):
    def compose(self, delivery: Delivery, news: News) -> Parcel | None:
        """In a transaction of its own, before sending. None: no longer wanted."""
        ...


WAYS: Mapping[Method, Way] = {
    Method.EMAIL: email,
    Method.OPEN311: open311,
    Method.WEBHOOK: webhook,
}
