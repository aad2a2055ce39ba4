"""Mail as councils and citizens answer it, handed over as a mail server does."""

from __future__ import annotations

import itertools
from datetime import datetime
from email.message import EmailMessage

import sqlalchemy as sa

from civicreport import jobs
from civicreport.adapters.reply_addresses import Kind, address_for
from civicreport.db import session
from civicreport.delivery.inbound import reception
from civicreport.delivery.models import Delivery, Purpose, ReceivedMail
from civicreport.domain import clock
from civicreport.reports.models import Report

_numbers = itertools.count(1)


def a_reply(
    words: str,
    *,
    sender: str = "pothole@county.example",
    photos: tuple[bytes, ...] = (),
    message_id: str = "",
    **headers: str,
) -> EmailMessage:
    message = EmailMessage()
    message["From"] = sender
    message["Subject"] = "Re: CR-1 Pothole"
    message["Message-ID"] = message_id or f"<{next(_numbers)}@mail.example>"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(words)
    for number, photo in enumerate(photos, 1):
        message.add_attachment(
            photo, maintype="image", subtype="jpeg", filename=f"after-{number}.jpg"
        )
    return message


def delivery_of(report: Report, purpose: Purpose = Purpose.REPORT) -> Delivery:
    chosen = sa.select(Delivery).filter_by(report_id=report.id, purpose=purpose)
    return session.scalars(chosen.order_by(Delivery.id.desc())).first()  # type: ignore[return-value]


def hand_in(
    message: EmailMessage | bytes,
    recipient: str,
    *,
    envelope_sender: str | None = None,
    at: datetime | None = None,
) -> ReceivedMail:
    """Kept, and read by its job; written to where it goes, unless it says otherwise."""
    if not isinstance(message, bytes) and message["To"] is None:
        message["To"] = recipient
    raw = message if isinstance(message, bytes) else message.as_bytes()
    kept = reception.keep(
        raw, recipient=recipient, envelope_sender=envelope_sender, at=at or clock.now()
    )
    jobs.drain()
    session.expire_all()
    return kept


def answer(report: Report, message: EmailMessage | bytes) -> ReceivedMail:
    """To the letter that took the report to its body."""
    return hand_in(message, address_for(Kind.DELIVERY, delivery_of(report).id))
