"""A report as an e-mail to a body: all that somebody needs who never signs in here."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from civicreport.adapters import mail, rendering
from civicreport.adapters.images import as_jpeg
from civicreport.adapters.mail import Attachment, Letter, addresses_in
from civicreport.adapters.photo_store import PhotoMissing, store
from civicreport.adapters.reply_addresses import Kind, address_for
from civicreport.db import latitude_of, longitude_of, session
from civicreport.delivery import queries
from civicreport.delivery.inbound import understanding
from civicreport.delivery.models import Delivery, KeptMail, Purpose
from civicreport.domain.sending import Outcome, Result
from civicreport.reports.models import Report
from civicreport.reports.photos import large

logger = logging.getLogger(__name__)

MAP = (
    "https://www.openstreetmap.org/?mlat={latitude:.6f}&mlon={longitude:.6f}"
    "#map=18/{latitude:.6f}/{longitude:.6f}"
)
MOST_ATTACHED_BYTES = 7_000_000  # a third more in transit, and 10 MB is what most servers take
EVENTS = {
    Purpose.REPORT: "new_report",
    Purpose.COPY: "new_report",
    Purpose.MOVED: "report_moved",
    Purpose.WITHDRAWN: "report_withdrawn",
    Purpose.UNDERSTOOD: "answer_understood",
}


@dataclass(frozen=True, slots=True)
class MailParcel:
    letter: Letter

    def post(self) -> Outcome:
        return mail.post(self.letter)

    def keep(self, delivery: Delivery, outcome: Outcome, at: datetime) -> None:
        letter = self.letter
        got_through = set(letter.to) - set(outcome.remaining)
        if outcome.result is Result.SENT or (outcome.remaining and got_through):
            session.add(_kept(delivery, letter, at))
        delivery.remaining = list(outcome.remaining)


def compose(delivery: Delivery) -> MailParcel:
    return MailParcel(letter(delivery))


def letter(delivery: Delivery) -> Letter:
    report = delivery.report
    attachments, too_many = _photos(delivery)
    values = {**_values(delivery), "photos": len(attachments), "photos_left_out": too_many}
    if delivery.purpose is Purpose.UNDERSTOOD:
        values |= understanding.values_for(delivery)
    rendered = rendering.render(EVENTS[delivery.purpose], **values)
    return Letter(
        to=tuple(delivery.remaining) or addresses_in(_address(delivery)),
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        message_id=delivery.message_id,
        reply_to=_reply_to(delivery),
        return_path=address_for(Kind.DELIVERY_BOUNCE, delivery.id),
        headers={"X-CivicReport-Reference": reference(report.id)},
        attachments=attachments,
    )


def reference(report_id: int) -> str:
    return f"CR-{report_id}"


def _address(delivery: Delivery) -> str:
    return delivery.address or (
        delivery.contact.address if delivery.contact else delivery.body.email
    )


def _reply_to(delivery: Delivery) -> str:
    """An answer comes back to us. Where this site takes no mail it may go straight to the
    reporter, but only to an address that is proven theirs.
    """
    if ours := address_for(Kind.DELIVERY, delivery.id):
        return ours
    report = delivery.report
    if delivery.purpose is not Purpose.REPORT or not queries.is_confirmed(report):
        return ""
    return report.reporter.email or ""


def _photos(delivery: Delivery) -> tuple[tuple[Attachment, ...], int]:
    """As many as a mail server takes, and how many had to be left out."""
    if delivery.purpose not in (Purpose.REPORT, Purpose.COPY):
        return (), 0
    photos = queries.photos_for_the_body(delivery.report_id)
    attached: list[Attachment] = []
    room = MOST_ATTACHED_BYTES
    for number, photo in enumerate(photos, 1):
        data = _picture(photo.key)
        if data is None or len(data) > room:
            continue
        room -= len(data)
        name = f"{reference(delivery.report_id)}-{number}.jpg"
        attached.append(Attachment(name, "image/jpeg", data))
    return tuple(attached), len(photos) - len(attached)


def _picture(key: str) -> bytes | None:
    """A photo whose file is gone must not keep the report from its body."""
    try:
        return as_jpeg(store().get(large(key)))
    except (PhotoMissing, OSError):
        logger.exception("photo %s cannot be attached", key)
        return None


def _values(delivery: Delivery) -> dict[str, Any]:
    report = delivery.report
    latitude, longitude = session.execute(
        sa.select(latitude_of(Report.geom), longitude_of(Report.geom)).where(Report.id == report.id)
    ).one()
    return {
        "reference": reference(report.id),
        "category": report.category.name,
        "is_urgent": report.category.is_urgent,
        "is_copy": delivery.purpose is Purpose.COPY,
        "responsible": report.body.name if report.body else None,
        "recipient": delivery.body.name,
        "place": report.place,
        "details": report.details,
        "latitude": f"{latitude:.6f}",
        "longitude": f"{longitude:.6f}",
        "map": MAP.format(latitude=latitude, longitude=longitude),
        "reported_at": report.reported_at,
        "expected_at": report.expected_at,
        "reporter": _reporter(delivery),
        "page": rendering.report_address(report.id),
        "officers_page": rendering.officers_address(report.id),
        "takes_answers": bool(address_for(Kind.DELIVERY, delivery.id)),
    }


def _reporter(delivery: Delivery) -> dict[str, Any]:
    """Who reported, for the body that has to act; a body that is only told learns no names."""
    report = delivery.report
    is_confirmed = queries.is_confirmed(report)
    email = report.reporter_email or ((report.reporter.email or "") if is_confirmed else "")
    if delivery.purpose is not Purpose.REPORT:
        return {"name": "", "email": "", "is_confirmed": False}
    return {"name": report.reporter_name, "email": email, "is_confirmed": is_confirmed}


def _kept(delivery: Delivery, letter: Letter, at: datetime) -> KeptMail:
    return KeptMail(
        delivery_id=delivery.id,
        message_id=letter.message_id,
        recipient=", ".join(letter.to)[:500],
        subject=mail.one_line(letter.subject),
        text=letter.text,
        sent_at=at,
    )
