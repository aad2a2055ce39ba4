"""What the demo's past would have mailed counts as sent when it was due: nothing goes out now."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from civicreport.db import session
from civicreport.delivery import sending as delivery
from civicreport.domain.sending import Outcome, Result, State
from civicreport.jobs import outgoing
from civicreport.notifications import operations as notifications

_SENT = Outcome(Result.SENT, "sent (a story of the demo)")


def count_as_sent(report_ids: list[int]) -> None:
    channels: tuple[outgoing.Channel[Any, Any], ...] = (delivery.CHANNEL, notifications.CHANNEL)
    for channel in channels:
        waiting = sa.select(channel.model).where(
            channel.model.report_id.in_(report_ids), channel.model.state == State.WAITING
        )
        for row in session.scalars(waiting):
            row.attempts = 1
            outgoing.record(channel, row, None, _SENT, at=row.due_at)
    session.flush()
