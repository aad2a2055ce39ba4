"""Which deliveries there are, to whom, and how they fare."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from civicreport.bodies.models import Body, Contact
from civicreport.db import look_up, session
from civicreport.delivery.models import Attempt, Delivery, Purpose, State
from civicreport.domain.permissions import Viewer
from civicreport.domain.visibility import Visibility
from civicreport.reports.models import Photo, Report

_ARRIVES = (State.WAITING, State.SENDING, State.SENT, State.DEAD)
# What is said besides does not change who has the report.
_MOVES_IT = (Purpose.REPORT, Purpose.COPY, Purpose.MOVED, Purpose.WITHDRAWN)

_ARRIVALS = """
select body.name, delivery.sent_at
from delivery join body on body.id = delivery.body_id
where report_id = %(report_id)s and sent_at is not null and purpose = any(%(purposes)s)
order by delivery.id
"""


_IS_SEEN = [Purpose.REPORT.value, Purpose.COPY.value, Purpose.WITHDRAWN.value]


class Arrival(NamedTuple):
    body_name: str
    at: datetime


def of_report(report_id: int) -> Sequence[Delivery]:
    """Every delivery of a report, oldest first, with its body."""
    return session.scalars(
        sa.select(Delivery)
        .where(Delivery.report_id == report_id)
        .options(joinedload(Delivery.body))
        .order_by(Delivery.id)
    ).all()


def arrivals(report_id: int) -> Sequence[Arrival]:
    """When a report reached whom, oldest first; that it was passed on is no arrival."""
    asked = {"report_id": report_id, "purposes": _IS_SEEN}
    return [Arrival(*row) for row in look_up(_ARRIVALS, asked)]


def leaves_at(report_id: int) -> datetime | None:
    """When the report itself goes to its body; None where that is over, or not settled."""
    waits = sa.select(sa.func.min(Delivery.due_at)).where(
        Delivery.report_id == report_id,
        Delivery.purpose == Purpose.REPORT,
        Delivery.state == State.WAITING,
        Delivery.attempts == 0,
    )
    return session.scalar(waits)


def sent_to(body_id: int, external_ids: Sequence[str]) -> set[str]:
    """Those of a body's own numbers that are reports from here."""
    chosen = sa.select(Delivery.external_id).where(
        Delivery.external_id.in_([number for number in external_ids if number]),
        Delivery.external_id != "",
        Delivery.body_id == body_id,
    )
    return set(session.scalars(chosen))


def attempts_of(*delivery_ids: int) -> Sequence[Attempt]:
    of_deliveries = sa.select(Attempt).where(Attempt.delivery_id.in_(delivery_ids))
    return session.scalars(of_deliveries.order_by(Attempt.id)).all()


def attempts_at(contact_id: int) -> Sequence[sa.Row[tuple[int, datetime, bool, str]]]:
    """The newest tries to reach a contact, with the reports that they are about."""
    latest = (
        sa.select(Delivery.id, Delivery.report_id)
        .where(Delivery.contact_id == contact_id)
        .order_by(Delivery.id.desc())
        .limit(50)
        .subquery()
    )
    tries = sa.select(latest.c.report_id, Attempt.at, Attempt.succeeded, Attempt.outcome)
    of_them = tries.join(latest, latest.c.id == Attempt.delivery_id)
    return session.execute(of_them.order_by(Attempt.id.desc()).limit(20)).all()


def dead(viewer: Viewer) -> Sequence[Delivery]:
    """The dead letters of the bodies that this person administers, newest first."""
    letters = sa.select(Delivery).where(Delivery.state == State.DEAD)
    if not viewer.is_operator:
        letters = letters.where(Delivery.body_id.in_(viewer.administrator_of))
    with_names = letters.options(
        joinedload(Delivery.body), joinedload(Delivery.report), joinedload(Delivery.contact)
    )
    return session.scalars(with_names.order_by(Delivery.id.desc()).limit(500)).all()


def latest(limit: int, *, is_dead: bool = False) -> Sequence[Delivery]:
    """The newest deliveries, or dead letters, for the command line."""
    rows = sa.select(Delivery).options(joinedload(Delivery.body))
    if is_dead:
        rows = rows.where(Delivery.state == State.DEAD)
    return session.scalars(rows.order_by(Delivery.id.desc()).limit(limit)).all()


def by_ids(ids: Sequence[int]) -> Sequence[Delivery]:
    return session.scalars(sa.select(Delivery).where(Delivery.id.in_(ids))).all()


def waiting(report_id: int) -> Sequence[Delivery]:
    """What has not left, held fast: no worker takes it up meanwhile."""
    of_report_ = sa.select(Delivery).where(Delivery.report_id == report_id)
    return _held_fast(of_report_.where(Delivery.state == State.WAITING))


def latest_to_each(report_id: int) -> list[Delivery]:
    """The latest delivery to each body and contact that has the report, or is to get it.

    Held fast: what a worker takes up meanwhile would reach somebody who is never told the rest.
    """
    arriving = sa.select(Delivery).where(
        Delivery.report_id == report_id,
        Delivery.state.in_(_ARRIVES),
        Delivery.purpose.in_(_MOVES_IT),
    )
    rows = _held_fast(arriving.order_by(Delivery.id))
    newest = {(row.body_id, row.contact_id): row for row in rows}  # the later one wins
    has_it = (Purpose.REPORT, Purpose.COPY)
    return [row for row in newest.values() if row.purpose in has_it]


def held_fast(delivery: Delivery) -> Delivery:
    """As it stands now, until the transaction ends."""
    session.refresh(delivery, with_for_update={"of": Delivery})
    return delivery


def _held_fast(chosen: sa.Select[Delivery]) -> Sequence[Delivery]:
    locked = chosen.with_for_update().execution_options(populate_existing=True)
    return session.scalars(locked).all()


def has_it(report_id: int, purpose: Purpose, *, body_id: int, address: str) -> bool:
    """Whether this body has the report at this address, or is about to get it.

    One that was told that the report has moved on does not have it any more; one that got a copy
    still needs the report once it becomes responsible.
    """
    last = session.scalar(
        sa.select(Delivery.purpose)
        .join(Body, Body.id == Delivery.body_id)
        .outerjoin(Contact, Contact.id == Delivery.contact_id)
        .where(
            Delivery.report_id == report_id,
            Delivery.body_id == body_id,
            Delivery.state.in_(_ARRIVES),
            Delivery.purpose.in_(_MOVES_IT),
            sa.func.coalesce(Contact.address, Body.email) == address,
        )
        .order_by(Delivery.id.desc())
        .limit(1)
    )
    return last is Purpose.REPORT or (last is Purpose.COPY and purpose is Purpose.COPY)


def photos_for_the_body(report_id: int) -> Sequence[Photo]:
    """All that a moderator has not taken away: the body sees what the public waits for."""
    shown = sa.select(Photo).where(
        Photo.report_id == report_id, Photo.visibility != Visibility.HIDDEN
    )
    return session.scalars(shown.order_by(Photo.position, Photo.id)).all()


def is_confirmed(report: Report) -> bool:
    """Whether whoever reported has proven the address that the report carries."""
    reporter = report.reporter
    if reporter.email is None or reporter.email_confirmed_at is None:
        return False
    return report.reporter_email.lower() in ("", reporter.email.lower())


def of_people(account_ids: Sequence[int]) -> Sequence[Report]:
    """What these accounts have reported and what may be waiting for a confirmed address."""
    waits = sa.select(Report).join(Contact, Contact.id == Report.contact_id)
    return session.scalars(waits.where(Report.reporter_id.in_(account_ids))).all()
