"""A report as an e-mail to a body: all that somebody needs who never signs in here."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from civicreport.accounts.models import Account
from civicreport.adapters import mail, rendering
from civicreport.adapters.images import as_jpeg
from civicreport.adapters.mail import Attachment, Letter, addresses_in
from civicreport.adapters.photo_store import PhotoMissing, store
from civicreport.adapters.reply_addresses import Kind, address_for
from civicreport.db import session
from civicreport.delivery import queries
from civicreport.delivery.inbound import understanding
from civicreport.delivery.models import Delivery, KeptMail, Purpose
from civicreport.delivery.news import NOTHING, News
from civicreport.delivery.threads import thread_of
from civicreport.delivery.wording import reference, told, values_of
from civicreport.domain.sending import Outcome, Result
from civicreport.reports.models import Photo, Report
from civicreport.reports.photos import large

logger = logging.getLogger(__name__)

MOST_ATTACHED_BYTES = 7_000_000  # a third more in transit, and 10 MB is what most servers take
EVENTS = {
    Purpose.REPORT: "new_report",
    Purpose.COPY: "new_report",
    Purpose.MOVED: "report_moved",
    Purpose.WITHDRAWN: "report_withdrawn",
    Purpose.UNDERSTOOD: "answer_understood",
    Purpose.UPDATE: "report_updated",
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


def compose(delivery: Delivery, news: News) -> MailParcel:
    return MailParcel(letter(delivery, news))


def letter(delivery: Delivery, news: News = NOTHING) -> Letter:
    thread = thread_of(delivery)
    attachments, too_many = _photos(delivery, news)
    values = {**values_of(delivery), "photos": len(attachments), "photos_left_out": too_many}
    if delivery.purpose is Purpose.UNDERSTOOD:
        values |= understanding.values_for(delivery)
    rendered = rendering.render(EVENTS[delivery.purpose], **values, **told(news, delivery.report))
    return Letter(
        to=tuple(delivery.remaining) or addresses_in(_address(delivery)),
        subject=f"Re: {thread.subject or rendered.subject}"
        if thread.references
        else rendered.subject,
        text=rendered.text,
        html=rendered.html,
        message_id=delivery.message_id,
        reply_to=_reply_to(delivery),
        return_path=address_for(Kind.DELIVERY_BOUNCE, delivery.id),
        references=thread.references,
        headers=_headers(delivery),
        attachments=attachments,
    )


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


def _headers(delivery: Delivery) -> dict[str, str]:
    about = {"X-CivicReport-Reference": reference(delivery.report_id)}
    return {**about, "Auto-Submitted": "auto-replied"} if delivery.received_mail_id else about


def _photos(delivery: Delivery, news: News) -> tuple[tuple[Attachment, ...], int]:
    """As many as a mail server takes, and how many had to be left out."""
    photos: Sequence[Photo] = news.photos
    if delivery.purpose in (Purpose.REPORT, Purpose.COPY):
        photos = queries.photos_for_the_body(delivery.report_id)
    attached: list[Attachment] = []
    room = MOST_ATTACHED_BYTES
    for photo in photos:
        data = _picture(photo.key)
        if data is None or len(data) > room:
            continue
        room -= len(data)
        name = f"{reference(delivery.report_id)}-{photo.position + 1}.jpg"
        attached.append(Attachment(name, "image/jpeg", data))
    return tuple(attached), len(photos) - len(attached)


def _picture(key: str) -> bytes | None:
    """A photo whose file is gone must not keep the report from its body."""
    try:
        return as_jpeg(store().get(large(key)))
    except (PhotoMissing, OSError):
        logger.exception("photo %s cannot be attached", key)
        return None


def _kept(delivery: Delivery, letter: Letter, at: datetime) -> KeptMail:
    """Without its words where the reporter was erased while it was on its way: asked as the row is
    written, since every letter leaves this way.
    """
    reporter = sa.select(Account.is_active).join(Report, Report.reporter_id == Account.id)
    is_known = reporter.where(Report.id == delivery.report_id).scalar_subquery()
    return KeptMail(
        delivery_id=delivery.id,
        message_id=letter.message_id,
        recipient=", ".join(letter.to)[:500],
        subject=mail.one_line(letter.subject),
        text=sa.case((is_known, letter.text), else_=""),
        sent_at=at,
        emptied_at=sa.case((is_known, sa.null()), else_=at),
    )
