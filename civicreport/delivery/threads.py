"""One thread of letters for each report and reader at a body, as their mail program shows it.

All letters after the first name it in References and bear its subject, whatever the report has
come to be called since: some programs go by the one, some by the other.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from civicreport.db import session
from civicreport.delivery.models import Delivery, KeptMail, ReceivedMail


@dataclass(frozen=True, slots=True)
class Thread:
    references: tuple[str, ...] = ()
    subject: str = ""  # of its first letter, as it was mailed


def thread_of(delivery: Delivery) -> Thread:
    """What this letter follows; without references it is the first one."""
    number = delivery.received_mail_id
    answer = session.get(ReceivedMail, number) if number else None
    first = _first_letter(_answered(answer) or delivery, apart_from=delivery.id)
    references = (first.message_id,) if first else ()
    if answer is not None and answer.message_id:
        references = (*references, answer.message_id)
    return Thread(references, first.subject if first else "")


def _answered(answer: ReceivedMail | None) -> Delivery | None:
    """A receipt stands where the letter stands that was answered, whoever answered it: behind a
    receipt of a receipt, too, lies a letter.
    """
    delivery = _asked_by(answer)
    while delivery and delivery.received_mail_id:
        delivery = _asked_by(session.get(ReceivedMail, delivery.received_mail_id))
    return delivery


def _asked_by(answer: ReceivedMail | None) -> Delivery | None:
    return session.get(Delivery, answer.delivery_id) if answer and answer.delivery_id else None


def _first_letter(delivery: Delivery, *, apart_from: int) -> KeptMail | None:
    in_thread = sa.select(KeptMail).join(Delivery, Delivery.id == KeptMail.delivery_id)
    return session.scalars(
        in_thread.where(
            Delivery.report_id == delivery.report_id,
            Delivery.body_id == delivery.body_id,
            Delivery.contact_id.is_not_distinct_from(delivery.contact_id),
            Delivery.id <= delivery.id,
            Delivery.id != apart_from,
        )
        .order_by(KeptMail.id)
        .limit(1)
    ).first()
