"""A peer that answered with a token has the report; its number comes later, and is asked for."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple

import sqlalchemy as sa

from civicreport.adapters.georeport import PeerError
from civicreport.adapters.outside import OutsideFailure
from civicreport.bodies import endpoints
from civicreport.db import session, transaction
from civicreport.delivery.models import Attempt, Delivery, State
from civicreport.domain import clock
from civicreport.jobs import registry

logger = logging.getLogger(__name__)

GIVEN_UP_AFTER = timedelta(days=10)
MOST_IN_A_ROUND = 200  # of one body: none keeps another waiting
MINUTES = 5  # from one round to the next
# The younger the token, the more often: at first in each round, later in one of so many.
_OFTEN = ((timedelta(hours=1), 1), (timedelta(days=1), 6), (GIVEN_UP_AFTER, 36))


class Waiting(NamedTuple):
    body_id: int
    delivery_id: int
    token: str
    sent_at: datetime


@registry.periodic(f"*/{MINUTES} * * * *")
def ask_for_numbers() -> None:
    now = clock.now()
    with transaction():
        waiting = _waiting(now)
    due = [one for one in waiting if _is_due(one, now)]
    for body_id, of_body in groupby(due, key=lambda one: one.body_id):
        asked = list(of_body)[:MOST_IN_A_ROUND]
        try:
            _ask(body_id, asked, now)
        except (endpoints.NoPeer, OutsideFailure) as error:  # the next would wait as long
            logger.warning("body %s could not be asked for numbers: %s", body_id, error)
            with transaction():
                for one in asked:  # nor does a peer that is gone for good keep us asking
                    _note(one, "", now)


def _waiting(now: datetime) -> Sequence[Waiting]:
    tokens = sa.select(Delivery.body_id, Delivery.id, Delivery.token, Delivery.sent_at).where(
        Delivery.token != "", Delivery.external_id == "", Delivery.state == State.SENT
    )
    rows = session.execute(tokens.order_by(Delivery.body_id, Delivery.id))
    return [Waiting(*row[:3], row.sent_at or now) for row in rows]


def _is_due(one: Waiting, now: datetime) -> bool:
    """Without remembering when it was asked last: the round's own number decides."""
    number = int(now.timestamp()) // (60 * MINUTES)
    age = now - one.sent_at
    every = next((every for until, every in _OFTEN if age < until), 1)
    return (number + one.delivery_id) % every == 0


def _ask(body_id: int, waiting: Sequence[Waiting], now: datetime) -> None:
    with transaction():
        peer = endpoints.peer_of(endpoints.endpoint_of(body_id))
    for one in waiting:
        try:
            number = peer.token(one.token).service_request_id
        except PeerError as error:  # of this token; it may be another matter with the next
            logger.warning("token of delivery %s: %s", one.delivery_id, error)
            number = ""
        with transaction():
            _note(one, number, now)


def _note(one: Waiting, number: str, now: datetime) -> None:
    delivery = session.get_one(Delivery, one.delivery_id, with_for_update={"of": Delivery})
    if delivery.token != one.token:  # settled meanwhile, in this round or by another way
        return
    if number:
        delivery.external_id, delivery.token = number[:200], ""
        _attempt(one, now, succeeded=True, words=f"got the number {number} for token {one.token}")
    elif now - one.sent_at >= GIVEN_UP_AFTER:
        delivery.token = ""
        words = (
            f"there is still no number for token {one.token} after {GIVEN_UP_AFTER.days} days:"
            " it is not asked for any more, so that no answer can come back"
        )
        _attempt(one, now, succeeded=False, words=words)


def _attempt(one: Waiting, at: datetime, *, succeeded: bool, words: str) -> None:
    row = Attempt(delivery_id=one.delivery_id, at=at, succeeded=succeeded, outcome=words)
    session.add(row)
