"""A report that may have arrived, and that nobody can look for from here: a person says."""

from __future__ import annotations

from datetime import datetime

from civicreport.accounts.models import Account
from civicreport.db import session
from civicreport.delivery import queries
from civicreport.delivery.models import Attempt, Delivery, State
from civicreport.delivery.sending import CHANNEL, has_to_be_found
from civicreport.jobs.outgoing import try_again


def is_uncertain(delivery: Delivery) -> bool:
    return delivery.state is State.DEAD and has_to_be_found(delivery)


def is_there(delivery: Delivery, *, external_id: str, by: Account, at: datetime) -> bool:
    """Somebody has found it: from now on its answers come back. False: settled meanwhile."""
    if not is_uncertain(queries.held_fast(delivery)):
        return False
    delivery.state, delivery.sent_at, delivery.last_error = State.SENT, at, ""
    delivery.may_have_arrived, delivery.external_id = False, external_id
    words = f"had arrived: {by.name or by.email} found it there, with the number {external_id}"
    session.add(Attempt(delivery_id=delivery.id, at=at, succeeded=True, outcome=words))
    return True


def is_not_there(delivery: Delivery, *, by: Account, at: datetime) -> bool:
    """Somebody has looked in vain: it goes again, and nothing is looked for before."""
    if not is_uncertain(queries.held_fast(delivery)):
        return False
    delivery.may_have_arrived = False
    words = f"had not arrived: {by.name or by.email} has looked; sent again"
    session.add(Attempt(delivery_id=delivery.id, at=at, succeeded=False, outcome=words))
    try_again(CHANNEL, delivery, at=at)
    return True
