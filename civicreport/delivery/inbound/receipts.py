"""What a mail did is mailed back to whoever sent it, with a link that takes it back."""

from __future__ import annotations

from datetime import datetime, timedelta

from civicreport.bodies.models import Method
from civicreport.delivery.inbound import queries
from civicreport.delivery.models import Delivery, Purpose, ReceivedMail
from civicreport.delivery.operations import add

MOST_AN_HOUR = 20  # to one address: two machines that answer each other end here


def send(kept: ReceivedMail, answered: Delivery, *, at: datetime) -> None:
    if queries.receipts_since(kept.sender, at - timedelta(hours=1)) >= MOST_AN_HOUR:
        return
    add(
        Delivery(
            report_id=answered.report_id,
            body_id=answered.body_id,
            purpose=Purpose.UNDERSTOOD,
            method=Method.EMAIL,
            address=kept.sender,
            received_mail_id=kept.id,
            created_at=at,
            due_at=at,
        )
    )
