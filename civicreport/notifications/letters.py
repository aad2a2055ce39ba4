"""What notifications say, as letters."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import joinedload

from civicreport.accounts import operations as accounts
from civicreport.accounts.models import Account, OneTimeLink
from civicreport.adapters import rendering, reply_addresses
from civicreport.adapters.mail import Letter
from civicreport.adapters.reply_addresses import address_for
from civicreport.db import session
from civicreport.domain.status import STAGES, Status, stage_of
from civicreport.notifications import queries
from civicreport.notifications.models import Notification
from civicreport.reports.models import HistoryRow, Kind, Report


def confirm_address(notification: Notification) -> Letter | None:
    """The link and nothing that was typed: anybody could have typed this address."""
    link = session.get_one(OneTimeLink, notification.link_id)
    if link.used_at is not None:
        return None
    address = rendering.absolute(f"/confirm/{accounts.link_token(link)}")
    rendered = rendering.render("confirm_address", address=address, expires_at=link.expires_at)
    return _letter(notification, link.email, rendered)


def report_changed(notification: Notification, report: Report, *, end_token: str) -> Letter:
    said = (joinedload(HistoryRow.text), joinedload(HistoryRow.body))
    row = session.get_one(HistoryRow, notification.history_id, options=said)
    account = session.get_one(Account, notification.account_id)
    end_address = rendering.absolute(f"/follows/{end_token}/end")
    reply_to = address_for(reply_addresses.Kind.NOTIFICATION, notification.id)
    values = {
        **_values(report, row),
        "name": account.name,
        "end_address": end_address,
        "takes_answers": bool(reply_to),
    }
    return _letter(
        notification,
        account.email or "",
        rendering.render("report_changed", **values),
        follows=queries.first_letter(notification),
        reply_to=reply_to,
        headers={
            "List-Unsubscribe": f"<{end_address}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def _values(report: Report, row: HistoryRow) -> dict[str, Any]:
    """The row speaks for itself: the report may have moved on since."""
    status = Status(row.new) if row.kind is Kind.STATUS and row.new else report.status
    stage = stage_of(status)
    return {
        "reference": f"CR-{report.id}",
        "is_urgent": False,
        "kind": str(row.kind),
        "actor": str(row.actor),
        "status": str(status),
        "stage": None if stage is None else stage + 1,
        "stages": len(STAGES),
        "text": row.text.words if row.text else "",
        "body": row.body.name if row.body else None,
        "responsible": report.body.name if report.body else None,
        "category": report.category.name,
        "place": report.place,
        "expected_at": report.expected_at if report.status is Status.REPORTED else None,
        "page": rendering.report_address(report.id),
    }


def _letter(
    notification: Notification,
    to: str,
    rendered: rendering.Rendered,
    *,
    follows: str | None = None,
    reply_to: str = "",
    headers: dict[str, str] | None = None,
) -> Letter:
    return Letter(
        to=(to,),
        subject=f"Re: {rendered.subject}" if follows else rendered.subject,
        text=rendered.text,
        html=rendered.html,
        message_id=notification.message_id,
        references=(follows,) if follows else (),
        reply_to=reply_to,
        return_path=address_for(reply_addresses.Kind.NOTIFICATION_BOUNCE, notification.id),
        headers=headers or {},
    )
