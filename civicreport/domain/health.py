"""When a contact seems dead: signs in, alarms out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

# What a mail server sends back it sends within this time, nearly always.
BOUNCES_WITHIN = timedelta(hours=1)
# Whatever is due is taken up within seconds, unless nothing takes it up.
STUCK_AFTER = timedelta(minutes=30)
# A system of others may be down for a night's work.
UNHEARD_AFTER = timedelta(hours=6)
# A word that nobody knows is a matter for a week, or until it comes again.
REMEMBERED = timedelta(days=7)


class Alarm(StrEnum):
    FAILING = "failing"  # several attempts in a row, or one that is final
    BOUNCING = "bouncing"  # taken, and sent back later
    SILENT = "silent"  # gets reports, and nothing comes back
    STUCK = "stuck"  # what is due does not leave
    UNHEARD = "unheard"  # its own system does not tell what became of the reports
    UNKNOWN_WORD = "unknown_word"  # it uses a status that nobody here knows


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known of a contact, none of it older than its last deliveries."""

    failures: int = 0  # in a row, up to now
    dead: int = 0
    last_sent_at: datetime | None = None
    last_bounce_at: datetime | None = None
    last_answer_at: datetime | None = None
    unanswered_since: datetime | None = None  # the oldest that is open and nobody has touched
    overdue_since: datetime | None = None  # the oldest that should have left
    heard_until: datetime | None = None  # where its own system is asked: up to when it has told
    unknown_word_at: datetime | None = None


def alarms_of(signs: Signs, *, now: datetime, silent_days: int, failures: int) -> frozenset[Alarm]:
    is_bouncing = _is_bouncing(signs, now=now)
    is_final = bool(signs.dead and signs.failures)
    checks = {
        Alarm.FAILING: not is_bouncing and (is_final or signs.failures >= failures),
        Alarm.BOUNCING: is_bouncing,
        Alarm.SILENT: is_silent(signs, now=now, days=silent_days),
        Alarm.STUCK: _is_over(signs.overdue_since, now - STUCK_AFTER),
        Alarm.UNHEARD: _is_over(signs.heard_until, now - UNHEARD_AFTER),
        Alarm.UNKNOWN_WORD: not _is_over(signs.unknown_word_at, now - REMEMBERED)
        and signs.unknown_word_at is not None,
    }
    return frozenset(alarm for alarm, is_raised in checks.items() if is_raised)


def is_silent(signs: Signs, *, now: datetime, days: int) -> bool:
    """Something has waited for so long, and nothing at all has come back meanwhile."""
    long_ago = now - timedelta(days=days)
    has_answered = signs.last_answer_at is not None and signs.last_answer_at > long_ago
    return _is_over(signs.unanswered_since, long_ago) and not has_answered


def _is_bouncing(signs: Signs, *, now: datetime) -> bool:
    """Until something that was sent later has stayed there."""
    if signs.last_bounce_at is None:
        return False
    later = signs.last_sent_at
    return later is None or later <= signs.last_bounce_at or later > now - BOUNCES_WITHIN


def _is_over(since: datetime | None, limit: datetime) -> bool:
    return since is not None and since <= limit
