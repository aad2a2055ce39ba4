"""The whole story of a report: what the public reads, what it does not, every try to deliver it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from flask_babel import gettext as _

from civicreport.delivery import queries as deliveries
from civicreport.delivery.models import Attempt, Delivery
from civicreport.officers import words
from civicreport.reports.timeline import TimelineEntry
from civicreport.web.timeline_words import Line, told


def whole(report_id: int, entries: Iterable[TimelineEntry]) -> list[Line]:
    """Newest first."""
    rows = deliveries.of_report(report_id)
    attempts = defaultdict(list)
    for attempt in deliveries.attempts_of(*(row.id for row in rows)):
        attempts[attempt.delivery_id].append(attempt)
    sent = [line for row in rows for line in _tries(row, attempts[row.id])]
    return sorted([*sent, *told(entries)], key=lambda line: line.at, reverse=True)


def _tries(delivery: Delivery, attempts: Sequence[Attempt]) -> list[Line]:
    tried = [_tried(delivery, attempt) for attempt in attempts]
    return tried or [_line(delivery, outcome=str(words.STATES[delivery.state]))]


def _tried(delivery: Delivery, attempt: Attempt) -> Line:
    outcome = _("delivered") if attempt.succeeded else _("could not be delivered")
    return _line(delivery, attempt, outcome=outcome)


def _line(delivery: Delivery, attempt: Attempt | None = None, *, outcome: str) -> Line:
    title = _(
        "%(what)s to %(body)s: %(outcome)s",
        what=words.PURPOSES[delivery.purpose],
        body=delivery.body.name,
        outcome=outcome,
    )
    return Line(
        title=title,
        at=attempt.at if attempt else delivery.created_at,
        symbol="mail",
        text=attempt.outcome if attempt else "",
        internal=True,
    )
