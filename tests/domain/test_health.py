from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from civicreport.domain.health import Alarm, Signs, alarms_of

NOW = datetime(2026, 6, 30, 12, 0, tzinfo=UTC)
F, B, S, Q = Alarm.FAILING, Alarm.BOUNCING, Alarm.SILENT, Alarm.STUCK
H, W = Alarm.UNHEARD, Alarm.UNKNOWN_WORD


def ago(**by: float) -> datetime:
    return NOW - timedelta(**by)


# fmt: off
TABLE = [
    (Signs(),                                                                      set()),
    (Signs(failures=2),                                                            set()),
    (Signs(failures=3),                                                            {F}),
    (Signs(failures=1, dead=1),                                                    {F}),
    (Signs(failures=0, dead=1),                                                    set()),
    (Signs(last_bounce_at=ago(days=1)),                                            {B}),
    (Signs(last_bounce_at=ago(days=1), failures=1, dead=1),                        {B}),
    (Signs(last_bounce_at=ago(days=1), last_sent_at=ago(days=2)),                  {B}),
    (Signs(last_bounce_at=ago(days=1), last_sent_at=ago(minutes=59)),              {B}),
    (Signs(last_bounce_at=ago(days=1), last_sent_at=ago(minutes=61)),              set()),
    (Signs(unanswered_since=ago(days=13)),                                         set()),
    (Signs(unanswered_since=ago(days=14)),                                         {S}),
    (Signs(unanswered_since=ago(days=20), last_answer_at=ago(days=15)),            {S}),
    (Signs(unanswered_since=ago(days=20), last_answer_at=ago(days=13)),            set()),
    (Signs(last_answer_at=ago(days=300)),                                          set()),
    (Signs(overdue_since=ago(minutes=29)),                                         set()),
    (Signs(overdue_since=ago(minutes=30)),                                         {Q}),
    (Signs(heard_until=ago(hours=5)),                                              set()),
    (Signs(heard_until=ago(hours=6)),                                              {H}),
    (Signs(unknown_word_at=ago(days=6)),                                           {W}),
    (Signs(unknown_word_at=ago(days=8)),                                           set()),
    (Signs(overdue_since=ago(days=1), failures=9, unanswered_since=ago(days=30)),  {F, S, Q}),
]
# fmt: on


@pytest.mark.parametrize(("signs", "alarms"), TABLE)
def test_when_a_contact_seems_dead(signs: Signs, alarms: set[Alarm]) -> None:
    assert alarms_of(signs, now=NOW, silent_days=14, failures=3) == alarms
