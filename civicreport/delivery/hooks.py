"""The operator's own webhooks: programs that want to know what happens to public reports.

A call is added in the transaction of the act, and says only which change it is about. What it tells
is read when it leaves: a report that was hidden meanwhile is not told of any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import aggregate_order_by

from civicreport import config
from civicreport.adapters import mail, webhook
from civicreport.adapters.webhook import Call
from civicreport.config.settings import Hook
from civicreport.db import session, transaction
from civicreport.delivery import messages
from civicreport.delivery.models import HookCall, State
from civicreport.domain import clock
from civicreport.domain.events import (
    ReportReleased,
    ReportSubmitted,
    ResponsibilityChanged,
    StatusChanged,
    UpdatePosted,
)
from civicreport.domain.sending import Outcome
from civicreport.domain.visibility import is_public
from civicreport.jobs import registry
from civicreport.jobs.outgoing import Channel, new_message_id, open_channel, try_again, wake
from civicreport.reports.models import HistoryRow, Report, Source

_KEPT_FOR = timedelta(days=30)


def tell_of_new_report(event: ReportSubmitted) -> None:
    report = _report(event.report_id)
    _tell(report, "report.created", at=report.reported_at)


def tell_of_released_report(event: ReportReleased) -> None:
    report = _report(event.report_id)
    _tell(report, "report.created", at=report.changed_at)


def tell_of_status(event: StatusChanged) -> None:
    _tell_of_change(event, "report.status_changed")


def tell_of_update(event: UpdatePosted) -> None:
    _tell_of_change(event, "report.updated")


def tell_of_responsibility(event: ResponsibilityChanged) -> None:
    _tell_of_change(event, "report.moved")


@dataclass(frozen=True, slots=True)
class Standing:
    """How one hook fares, by the calls of the last weeks."""

    hook: str
    waiting: int = 0
    dead: int = 0
    last_sent_at: datetime | None = None
    last_error: str = ""


def standings() -> list[Standing]:
    calls = sa.select(
        HookCall.hook,
        sa.func.count().filter(HookCall.state.in_((State.WAITING, State.SENDING))),
        sa.func.count().filter(HookCall.state == State.DEAD),
        sa.func.max(HookCall.sent_at),
        sa.func.coalesce(
            sa.func.array_agg(aggregate_order_by(HookCall.last_error, HookCall.id.desc())).filter(
                HookCall.last_error != ""
            )[1],
            "",
        ),
    )
    return [Standing(*row) for row in session.execute(calls.group_by(HookCall.hook))]


def retry_dead(hook: str, *, at: datetime) -> int:
    """Call a hook after all for what it has missed; how many."""
    dead = sa.select(HookCall).where(HookCall.hook == hook, HookCall.state == State.DEAD)
    rows = session.scalars(dead.with_for_update()).all()
    for row in rows:
        try_again(CHANNEL, row, at=at)
    return len(rows)


@registry.periodic("41 3 * * *")
def forget_old_calls() -> None:
    """What was told long ago, or could not be, is of no use to anybody."""
    over = HookCall.state.in_((State.SENT, State.CANCELLED, State.DEAD))
    with transaction():
        session.execute(
            sa.delete(HookCall).where(over, HookCall.created_at < clock.now() - _KEPT_FOR)
        )


def _tell_of_change(event: StatusChanged | UpdatePosted | ResponsibilityChanged, name: str) -> None:
    report = _report(event.report_id)
    _tell(report, name, at=report.changed_at, history_id=event.history_id)


def _tell(report: Report, event: str, *, at: datetime, **about: int) -> None:
    if not is_public(report.visibility) or report.source is Source.IMPORT:
        return
    for hook in config.current().webhooks.hooks:
        if event in hook.events or not hook.events:
            row = HookCall(
                hook=hook.name,
                event=event,
                report_id=report.id,
                payload=about,
                created_at=at,
                due_at=at,
                message_id=new_message_id(mail.message_id_host()),
            )
            session.add(row)
            wake(CHANNEL, row)


def _compose(row: HookCall) -> Call | None:
    """None: the hook is no longer configured, or the report no longer public."""
    report, hook = _report(row.report_id), _hook(row.hook)
    if hook is None or not is_public(report.visibility):
        return None
    id_ = messages.id_of(row.message_id)
    message: dict[str, Any] = {"id": id_, "event": row.event, "at": row.created_at.isoformat()}
    if history_id := row.payload.get("history_id"):
        message["change"] = messages.of_history(session.get_one(HistoryRow, history_id))
    message["report"] = messages.for_everybody(report)
    return Call(hook.url, hook.secret, id_, row.event, webhook.encoded(message))


def _keep(row: HookCall, letter: Call | None, outcome: Outcome, at: datetime) -> None:
    """Its last error is in the row; nobody asks for more of a hook."""


def _hook(name: str) -> Hook | None:
    return next((hook for hook in config.current().webhooks.hooks if hook.name == name), None)


def _report(report_id: int) -> Report:
    return session.get_one(Report, report_id)


CHANNEL: Channel[HookCall, Call] = Channel(
    HookCall, "delivery.call_hook", _compose, webhook.call, _keep
)
open_channel(CHANNEL)
