"""How handing over stands, in numbers that cost nothing: for whoever watches the site."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

# What is done stays out of these: each counts along an index of what is not, but for the calls of
# hooks, which are forgotten after some weeks.
_FIGURES = sa.text("""
select
    (select count(*) from delivery where state in ('waiting', 'sending')) as deliveries_waiting,
    (
        select coalesce(greatest(0, extract(epoch from clock_timestamp() - min(due_at))), 0)
        from delivery where state in ('waiting', 'sending')
    ) as deliveries_oldest_due_seconds,
    (select count(*) from delivery where state = 'dead') as deliveries_dead,
    (
        select count(*) from hook_call where state in ('waiting', 'sending')
    ) as hook_calls_waiting,
    (select count(*) from hook_call where state = 'dead') as hook_calls_dead,
    (
        select count(distinct contact_id) from contact_alarm
        where cleared_at is null and kind in ('failing', 'bouncing')
    ) as contacts_failing,
    (select count(*) from received_mail where outcome = 'queued') as mails_queued,
    (select count(*) from received_mail where outcome = 'quarantined') as mails_quarantined
""")
_ALARMS = sa.text(
    "select kind, count(*) as alarms from contact_alarm where cleared_at is null group by kind"
)


def figures(session: Session) -> dict[str, float]:
    """By names that stay."""
    row = session.execute(_FIGURES).one()
    return {name: float(value) for name, value in row._mapping.items()}  # noqa: SLF001


def alarms_by_kind(session: Session) -> dict[str, int]:
    """Of the contacts that seem dead now."""
    return {row.kind: row.alarms for row in session.execute(_ALARMS)}
