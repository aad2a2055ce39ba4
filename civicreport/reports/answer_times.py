"""How long answers have usually taken: learned from the latest reports of a body and a kind.

Those that nobody has answered by their day count, too, as longer than any other: a council that
answers one report in ten within an hour does not usually answer within an hour.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from civicreport.db import look_up
from civicreport.reports.models import Report

ENOUGH = 10
LATEST = 40
_SECONDS_A_DAY = 86_400

# However many reports there are, it looks at the newest few hundred of one index.
_USUAL = """
with newest as (
  select id, reported_at, expected_at from report
  where body_id = %(body_id)s and category_id = %(category_id)s and source <> 'import'
    and id <> %(id)s and status <> 'withdrawn'
  order by reported_at desc limit 200
), answered as (
  select newest.reported_at, newest.expected_at, (
    select min(row.at) from history_row row
    where row.report_id = newest.id and not row.is_internal and row.at >= newest.reported_at
      and row.kind in ('status', 'update') and row.actor in ('officer', 'administrator')
  ) as at
  from newest
), settled as (
  select coalesce(extract(epoch from at - reported_at)::float8, 'infinity'::float8) as seconds
  from answered where at is not null or expected_at < now()
  order by reported_at desc limit %(latest)s
)
select count(*), percentile_disc(0.5) within group (order by seconds) from settled
"""


@dataclass(frozen=True, slots=True)
class UsualAnswer:
    """Half of the last `reports` had an answer within so many days."""

    days: int
    reports: int


def usual(report: Report) -> UsualAnswer | None:
    """None where too few are known, or where most of them were never answered."""
    if report.body_id is None:
        return None
    asked = {
        "body_id": report.body_id,
        "category_id": report.category_id,
        "id": report.id,
        "latest": LATEST,
    }
    [(count, seconds)] = look_up(_USUAL, asked)
    if count < ENOUGH or math.isinf(seconds):
        return None
    return UsualAnswer(days=max(1, math.ceil(seconds / _SECONDS_A_DAY)), reports=count)
