"""How each contact fares, by its last deliveries: as many as tell, however many there ever were."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from civicreport import config
from civicreport.bodies.models import Method
from civicreport.db import session
from civicreport.delivery.inbound.bounces import CAME_BACK
from civicreport.domain.errors import NotFound
from civicreport.domain.health import REMEMBERED, Alarm, Signs, alarms_of
from civicreport.domain.permissions import Viewer
from civicreport.jobs.outgoing import INTERRUPTED, NOT_BEGUN

# What somebody redirected or settled by hand says nothing about the contact's own address.
_HEALTH = sa.text("""
with of_contact as (
    select contact.* from contact join body on body.id = contact.body_id
    where contact.is_active and body.is_active
        and (:every_body or contact.body_id = any(:body_ids))
        and (cast(:contact_id as bigint) is null or contact.id = :contact_id)
), under_way as (
    select contact_id, count(*) as waiting, min(created_at) as waiting_since, min(due_at) as due_at
    from delivery where state in ('waiting', 'sending') group by contact_id
), given_up as (
    select contact_id, count(*) as dead from delivery where state = 'dead' group by contact_id
), strange as (
    select report.contact_id, max(received_at) as unknown_word_at,
        (array_agg(unknown_word order by outside_update.id desc))[1] as unknown_word
    from outside_update join report on report.id = outside_update.report_id
    where unknown_word <> '' and received_at > :remembered group by report.contact_id
), heard as (
    select min(contact.id) as contact_id, endpoint.polled_until
    from contact join endpoint on endpoint.body_id = contact.body_id
    where contact.is_active and contact.method = 'open311' and endpoint.is_active
        and endpoint.polling <> 'none'
    group by endpoint.id
)
select strange.unknown_word_at, strange.unknown_word, heard.polled_until as heard_until,
    contact.id, contact.body_id, body.name as body_name, body.code as body_code,
    category.name as category_name, contact.method, contact.address, contact.second_address,
    coalesce(under_way.waiting, 0) as waiting, under_way.waiting_since, under_way.due_at,
    coalesce(given_up.dead, 0) as dead,
    fate.last_sent_at, fate.median_seconds, fate.last_answer_at, fate.unanswered_since,
    fate.unanswered, tries.failures, tries.last_error, tries.bounces, tries.last_bounce_at
from of_contact contact
join body on body.id = contact.body_id
join category on category.id = contact.category_id
left join under_way on under_way.contact_id = contact.id
left join given_up on given_up.contact_id = contact.id
left join strange on strange.contact_id = contact.id
left join heard on heard.contact_id = contact.id
cross join lateral (
    select max(sent_at) filter (where state = 'sent') as last_sent_at,
        percentile_cont(0.5) within group (
            order by extract(epoch from answered_at - sent_at)
        ) as median_seconds,
        max(answered_at) as last_answer_at,
        min(sent_at) filter (where is_unanswered) as unanswered_since,
        count(*) filter (where is_unanswered) as unanswered
    from (
        select latest.*, answer.answered_at, latest.state = 'sent' and latest.purpose = 'report'
            and answer.answered_at is null and report.status = 'reported'
            and report.contact_id = contact.id as is_unanswered
        from (
            select * from delivery
            where contact_id = contact.id and address = '' and settled_at is null
            order by id desc limit :latest
        ) latest
        join report on report.id = latest.report_id
        left join lateral (
            select min(history_row.at) as answered_at from history_row
            where history_row.report_id = latest.report_id
                and history_row.body_id = latest.body_id
                and history_row.kind in ('status', 'update')
                and history_row.at > latest.sent_at and latest.purpose = 'report'
        ) answer on true
    ) latest
) fate
cross join lateral (
    with tried as (
        select delivery_attempt.* from (
            select id from delivery
            where contact_id = contact.id and address = '' and settled_at is null
            order by id desc limit :latest
        ) latest
        join delivery_attempt on delivery_attempt.delivery_id = latest.id
        where delivery_attempt.outcome <> all(:harmless)
    )
    select count(*) filter (
            where not succeeded and id > coalesce((select max(id) from tried where succeeded), 0)
        ) as failures,
        (array_agg(outcome order by id desc) filter (where not succeeded))[1] as last_error,
        count(*) filter (where outcome like :came_back) as bounces,
        max(at) filter (where outcome like :came_back) as last_bounce_at
    from tried
) tries
order by body.name, category.position, category.name, contact.id
""")
_LATEST = 50


@dataclass(frozen=True, slots=True)
class ContactHealth:
    contact_id: int
    body_id: int
    body_name: str
    body_code: str
    category_name: str
    method: Method
    address: str
    second_address: str
    waiting: int
    waiting_since: datetime | None
    last_error: str
    unknown_word: str
    bounces: int
    unanswered: int
    median_answer: timedelta | None
    signs: Signs
    alarms: frozenset[Alarm]

    @property
    def is_well(self) -> bool:
        return not self.alarms and not self.signs.dead


def of_viewer(viewer: Viewer, *, now: datetime) -> list[ContactHealth]:
    """The contacts of the bodies that this person administers, by body and category."""
    return _ask(every_body=viewer.is_operator, body_ids=sorted(viewer.administrator_of), now=now)


def of_everybody(*, now: datetime) -> list[ContactHealth]:
    return _ask(every_body=True, body_ids=[], now=now)


def of_contact(contact_id: int, viewer: Viewer, *, now: datetime) -> ContactHealth:
    """Raises NotFound where it is none, or none of this person's."""
    found = _ask(
        every_body=viewer.is_operator,
        body_ids=sorted(viewer.administrator_of),
        contact_id=contact_id,
        now=now,
    )
    if not found:
        raise NotFound(contact=contact_id)
    return found[0]


def _ask(
    *, every_body: bool, body_ids: Sequence[int], now: datetime, contact_id: int | None = None
) -> list[ContactHealth]:
    asked = {
        "every_body": every_body,
        "body_ids": body_ids,
        "contact_id": contact_id,
        "latest": _LATEST,
        "harmless": [INTERRUPTED.words, NOT_BEGUN.words],
        "came_back": f"{CAME_BACK}%",
        "remembered": now - REMEMBERED,
    }
    return [_health(row, now=now) for row in session.execute(_HEALTH, asked)]


def _health(row: sa.Row[tuple[object, ...]], *, now: datetime) -> ContactHealth:
    known = row._mapping  # noqa: SLF001 - SQLAlchemy's own name for a row as a mapping
    signs = Signs(
        failures=known["failures"],
        dead=known["dead"],
        last_sent_at=known["last_sent_at"],
        last_bounce_at=known["last_bounce_at"],
        last_answer_at=known["last_answer_at"],
        unanswered_since=known["unanswered_since"],
        overdue_since=known["due_at"],
        heard_until=known["heard_until"],
        unknown_word_at=known["unknown_word_at"],
    )
    limits = config.current().health
    median = known["median_seconds"]
    return ContactHealth(
        contact_id=known["id"],
        body_id=known["body_id"],
        body_name=known["body_name"],
        body_code=known["body_code"],
        category_name=known["category_name"],
        method=Method(known["method"]),
        address=known["address"],
        second_address=known["second_address"],
        waiting=known["waiting"],
        waiting_since=known["waiting_since"],
        last_error=known["last_error"] or "",
        unknown_word=known["unknown_word"] or "",
        bounces=known["bounces"],
        unanswered=known["unanswered"],
        median_answer=None if median is None else timedelta(seconds=float(median)),
        signs=signs,
        alarms=alarms_of(signs, now=now, silent_days=limits.silent_days, failures=limits.failures),
    )
