"""Hand a report over to whoever is responsible, once each, and say when it has moved on."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from civicreport import config
from civicreport.adapters import mail
from civicreport.bodies.models import Body, Contact, ContactCopy, Method
from civicreport.db import session
from civicreport.delivery import queries
from civicreport.delivery.models import Delivery, Purpose, State
from civicreport.delivery.news import may_have_news, waiting_updates
from civicreport.delivery.sending import CHANNEL, has_to_be_found, may_leave
from civicreport.jobs.outgoing import new_message_id, wake
from civicreport.reports.models import Report


def hand_over(report: Report, *, at: datetime) -> None:
    """Have the report delivered to its body and its copies, where that has not happened yet."""
    if report.contact is None or not may_leave(report):
        return
    due_at = at + timedelta(seconds=_hold(report))
    _address(report, report.contact.body, Purpose.REPORT, contact=report.contact, due_at=due_at)
    copied = sa.select(Body).join(ContactCopy, ContactCopy.body_id == Body.id)
    of_contact = copied.where(ContactCopy.contact_id == report.contact_id, Body.is_active)
    for body in session.scalars(of_contact.order_by(Body.code)):
        _address(report, body, Purpose.COPY, contact=None, due_at=due_at)


def hand_on(report: Report, former: Contact | None, *, at: datetime) -> None:
    """Somebody else is responsible now: the former one is told, the new one gets the report."""
    if former is not None and not _is_same_place(former, report.contact):
        _tell_whoever_has_it(report, Purpose.MOVED, contact_id=former.id, at=at)
    hand_over(report, at=at)


def take_back(report: Report, *, at: datetime) -> None:
    """The reporter has withdrawn it: what has not left stays, what has left is called back."""
    for delivery in queries.latest_to_each(report.id):
        _tell(delivery, Purpose.WITHDRAWN, at=at)


def tell_news(report: Report, *, at: datetime) -> None:
    """Have whoever is responsible told what others have said since.

    It waits a while, so that several things make one letter; what has not left itself, or waits
    already, tells it anyway.
    """
    for delivery in queries.latest_to_each(report.id):
        if delivery.purpose is Purpose.REPORT and _has_left(delivery):
            update = _next(delivery, Purpose.UPDATE, at=at)
            if may_have_news(update) and not waiting_updates(delivery):
                update.due_at += timedelta(seconds=_update_hold(report))
                add(update)


def keep_back(report: Report) -> None:
    """Hidden before it left: it does not leave."""
    for delivery in queries.waiting(report.id):
        delivery.state = State.CANCELLED


def _is_same_place(former: Contact, new: Contact | None) -> bool:
    return new is not None and (former.body_id, former.address) == (new.body_id, new.address)


def _address(
    report: Report, body: Body, purpose: Purpose, *, contact: Contact | None, due_at: datetime
) -> None:
    if body.only_confirmed and not queries.is_confirmed(report):
        return  # the form has said so; AddressConfirmed brings us back here
    address = contact.address if contact else body.email
    if queries.has_it(report.id, purpose, body_id=body.id, address=address):
        return
    method = contact.method if contact else Method.EMAIL
    add(
        Delivery(
            report_id=report.id,
            body_id=body.id,
            contact_id=contact.id if contact else None,
            purpose=purpose,
            method=method,
            created_at=report.changed_at,
            due_at=due_at,
        )
    )


def _tell_whoever_has_it(
    report: Report, purpose: Purpose, *, contact_id: int, at: datetime
) -> None:
    for delivery in queries.latest_to_each(report.id):
        if delivery.contact_id == contact_id:
            _tell(delivery, purpose, at=at)


def _tell(delivery: Delivery, purpose: Purpose, *, at: datetime) -> None:
    for update in waiting_updates(delivery):  # nothing of it concerns them any more
        update.state = State.CANCELLED
    has_stayed = delivery.state in (State.WAITING, State.DEAD)
    if has_stayed and not has_to_be_found(delivery):  # they have never heard of it
        delivery.state = State.CANCELLED
        return
    add(_next(delivery, purpose, at=at))


def _has_left(delivery: Delivery) -> bool:
    """Whether some of its readers have it, or may have it: only they need to be told more."""
    return delivery.state in (State.SENDING, State.SENT) or delivery.said_until is not None


def _next(delivery: Delivery, purpose: Purpose, *, at: datetime) -> Delivery:
    """One more to the same body and contact, and where somebody sent the last one."""
    return Delivery(
        report=delivery.report,
        body_id=delivery.body_id,
        contact_id=delivery.contact_id,
        purpose=purpose,
        method=delivery.method,
        address=delivery.address,
        created_at=at,
        due_at=at,
    )


def _hold(report: Report) -> int:
    return 0 if report.category.is_urgent else config.current().delivery.hold_seconds


def _update_hold(report: Report) -> int:
    return 0 if report.category.is_urgent else config.current().delivery.update_hold_seconds


def add(delivery: Delivery) -> None:
    """On its way when it is due."""
    delivery.message_id = new_message_id(mail.message_id_host())
    session.add(delivery)
    wake(CHANNEL, delivery)
