"""What could not be handed over, and what people do about it: again, elsewhere, or otherwise."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from civicreport.accounts.models import Account
from civicreport.adapters.mail import one_line
from civicreport.db import session
from civicreport.delivery import addresses, queries
from civicreport.delivery.models import Attempt, Delivery, State
from civicreport.delivery.sending import CHANNEL
from civicreport.domain.errors import ReasonMissing
from civicreport.jobs.outgoing import try_again

_LOG = logging.getLogger(__name__)


def of_contact(contact_id: int, *, for_change: bool = False) -> Sequence[Delivery]:
    """All of them, oldest first."""
    dead = sa.select(Delivery).where(
        Delivery.contact_id == contact_id, Delivery.state == State.DEAD
    )
    if for_change:
        dead = dead.with_for_update(of=Delivery)
    return session.scalars(dead.order_by(Delivery.id)).all()


def retry(delivery: Delivery, *, at: datetime, to: str = "") -> bool:
    """Send it after all, now; `to` another address than its contact's, and stay with that.

    False where it is no dead letter any more. Raises BadAddress.
    """
    if queries.held_fast(delivery).state is not State.DEAD:
        return False
    if to.strip():
        _redirect(delivery, to.strip())
    try_again(CHANNEL, delivery, at=at)
    return True


def settle(delivery: Delivery, *, by: Account | None, reason: str, at: datetime) -> bool:
    """They know it by another way: whoever is told later what became of it has it, too.

    False where it is no dead letter any more. Raises ReasonMissing.
    """
    if not reason.strip():
        raise ReasonMissing(new=State.SENT)
    if queries.held_fast(delivery).state is not State.DEAD:
        return False
    who = (by.name or by.email) if by else "an operator"
    words = one_line(f"told them otherwise ({who}): {reason}", longest=1000)
    session.add(Attempt(delivery_id=delivery.id, at=at, succeeded=True, outcome=words))
    delivery.state, delivery.last_error = State.SENT, ""
    delivery.sent_at = delivery.settled_at = at
    return True


def _redirect(delivery: Delivery, to: str) -> None:
    """Who was still to get it at the old address is not at the new one."""
    contact = delivery.contact
    delivery.method = addresses.method_of(to)
    is_usual = contact is not None and (contact.method, contact.address) == (delivery.method, to)
    delivery.address = "" if is_usual else to
    delivery.remaining = []
    _LOG.info("delivery %s goes to another address from now on", delivery.id)
