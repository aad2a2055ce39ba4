"""A contact that seems dead is told of once, to those who can mend it, until it is well again."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from civicreport import config
from civicreport.accounts.models import Account
from civicreport.adapters import mail, rendering
from civicreport.adapters.mail import Letter
from civicreport.bodies.models import Membership, Role
from civicreport.db import session, transaction
from civicreport.delivery import addresses, health
from civicreport.delivery.health import ContactHealth
from civicreport.delivery.models import ContactAlarm, State
from civicreport.domain import clock
from civicreport.domain.health import Alarm
from civicreport.domain.sending import Outcome
from civicreport.jobs import registry
from civicreport.jobs.outgoing import Channel, new_message_id, open_channel, wake

# What comes and goes is written of once a day.
_QUIET = timedelta(days=1)
_ONE_AT_A_TIME = sa.text("select pg_advisory_xact_lock(hashtext('delivery.alarms'))")


@registry.periodic("*/5 * * * *")
def watch_contacts() -> None:
    with transaction():
        session.execute(_ONE_AT_A_TIME)
        compare(health.of_everybody(now=clock.now()), at=clock.now())


def compare(contacts: list[ContactHealth], *, at: datetime) -> None:
    """Raise what is new, and clear what is well again or not asked any more."""
    raised = {(row.contact_id, row.kind): row for row in open_alarms()}
    wrong = {(one.contact_id, alarm.value): one for one in contacts for alarm in one.alarms}
    for key in raised.keys() - wrong.keys():
        raised[key].cleared_at = at
    for contact_id, kind in sorted(wrong.keys() - raised.keys()):
        _raise(wrong[contact_id, kind], Alarm(kind), at=at)


def open_alarms() -> list[ContactAlarm]:
    raised = sa.select(ContactAlarm).where(ContactAlarm.cleared_at.is_(None))
    return list(session.scalars(raised.order_by(ContactAlarm.id)))


def of_contact(contact_id: int) -> list[ContactAlarm]:
    """What was wrong with it, newest first."""
    of_it = sa.select(ContactAlarm).where(ContactAlarm.contact_id == contact_id)
    return list(session.scalars(of_it.order_by(ContactAlarm.id.desc()).limit(20)))


def _raise(contact: ContactHealth, alarm: Alarm, *, at: datetime) -> None:
    again = sa.select(ContactAlarm.id).where(
        ContactAlarm.contact_id == contact.contact_id,
        ContactAlarm.kind == alarm,
        ContactAlarm.cleared_at > at - _QUIET,
    )
    is_known = session.scalar(again.limit(1)) is not None
    row = ContactAlarm(
        contact_id=contact.contact_id,
        kind=alarm.value,
        words=_words(contact, alarm),
        state=State.CANCELLED if is_known else State.WAITING,
        created_at=at,
        due_at=at,
        message_id=new_message_id(mail.message_id_host()),
    )
    session.add(row)
    if not is_known:
        wake(CHANNEL, row)


def _words(contact: ContactHealth, alarm: Alarm) -> str:
    if alarm is Alarm.UNKNOWN_WORD:
        return contact.unknown_word
    return contact.last_error if alarm in (Alarm.FAILING, Alarm.BOUNCING) else ""


def _compose(row: ContactAlarm) -> Letter | None:
    """None: well again before it left, or nobody to tell."""
    to = _recipients(row.contact.body_id)
    if row.cleared_at is not None or not to:
        return None
    return _letter(row, to)


def _letter(row: ContactAlarm, to: tuple[str, ...]) -> Letter:
    contact = row.contact
    rendered = rendering.render(
        "contact_alarm",
        kind=row.kind,
        body=contact.body.name,
        category=contact.category.name,
        address=addresses.shown(contact.method, contact.address),
        second_address=contact.second_address,
        silent_days=config.current().health.silent_days,
        words=row.words,
        page=rendering.absolute(f"/officers/contacts/{contact.id}"),
    )
    return Letter(
        to=to,
        subject=rendered.subject,
        text=rendered.text,
        html=rendered.html,
        message_id=row.message_id,
    )


def _recipients(body_id: int) -> tuple[str, ...]:
    """Whoever administers the body, and the operator. Where neither has an address, whoever
    administers the site: an alarm that nobody hears is none.
    """
    operator = config.current().site.operator_email
    told = [*_administrators(body_id), *([operator] if operator else [])]
    return tuple(dict.fromkeys(told or _administrators(None)))


def _administrators(body_id: int | None) -> list[str]:
    """Their addresses; without a body those of the whole site's."""
    of_body = (
        sa.select(Account.email)
        .join(Membership, Membership.account_id == Account.id)
        .where(
            Membership.body_id.is_not_distinct_from(body_id),
            Membership.role == Role.ADMINISTRATOR,
            Account.email.is_not(None),
            Account.is_active,
        )
    )
    return [email for email in session.scalars(of_body.order_by(Account.email)) if email]


def _post(letter: Letter) -> Outcome:
    return mail.post(letter)


def _keep(row: ContactAlarm, letter: Letter | None, outcome: Outcome, at: datetime) -> None:
    """Its last error is in the row."""


CHANNEL: Channel[ContactAlarm, Letter] = Channel(
    ContactAlarm, "delivery.raise_alarm", _compose, _post, _keep
)
open_channel(CHANNEL)
