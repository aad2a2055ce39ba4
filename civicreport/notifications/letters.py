"""What notifications say, as letters."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import joinedload

from civicreport.accounts import codes
from civicreport.accounts import operations as accounts
from civicreport.accounts.models import Account, LinkPurpose, OneTimeLink
from civicreport.accounts.queries import by_email, is_late
from civicreport.adapters import catalogues, rendering, reply_addresses
from civicreport.adapters.mail import Letter
from civicreport.adapters.reply_addresses import address_for
from civicreport.bodies import names
from civicreport.db import session
from civicreport.domain import clock
from civicreport.domain.status import STAGES, Status, stage_of
from civicreport.notifications import queries
from civicreport.notifications.models import Notification
from civicreport.reports.models import HistoryRow, Kind, Report


def confirm_address(notification: Notification) -> Letter | None:
    """The link and nothing that was typed: anybody could have typed this address."""
    link = session.get_one(OneTimeLink, notification.link_id)
    if link.used_at is not None:
        return None
    language = _language_of(_asker_of(link), link.language)
    rendered = rendering.render(
        "confirm_address",
        language=language,
        address=rendering.absolute(f"/confirm/{accounts.link_token(link)}", language),
        expires_at=link.expires_at,
        follows=link.report_id if link.purpose is LinkPurpose.FOLLOW else None,
    )
    return _letter(notification, link.email, rendered)


def sign_in(notification: Notification) -> Letter | None:
    """The code and the link; to staff, where their own way in is."""
    link = session.get_one(OneTimeLink, notification.link_id)
    account = by_email(link.email)
    is_staff = codes.is_staff(account)
    if not is_staff and (link.used_at is not None or is_late(link, at=clock.now())):
        return None
    language = _language_of(account or _asker_of(link), link.language)
    way_in = "/officers/sign-in" if is_staff else f"/confirm/{accounts.link_token(link)}"
    rendered = rendering.render(
        "sign_in",
        language=language,
        code="" if is_staff else codes.code_of(link),
        address=rendering.absolute(way_in, language),
        minutes=int(codes.LIVES.total_seconds() // 60),
    )
    return _letter(notification, link.email, rendered)


def report_changed(notification: Notification, report: Report, *, end_token: str) -> Letter:
    said = (joinedload(HistoryRow.text), joinedload(HistoryRow.body))
    row = session.get_one(HistoryRow, notification.history_id, options=said)
    account = session.get_one(Account, notification.account_id)
    language = _language_of(account)
    end_address = rendering.absolute(f"/follows/{end_token}/end", language)
    reply_to = address_for(reply_addresses.Kind.NOTIFICATION, notification.id)
    values = {
        **_values(report, row, language),
        "name": account.name,
        "is_follower": account.id != report.reporter_id,
        "end_address": end_address,
        "takes_answers": bool(reply_to),
    }
    return _letter(
        notification,
        account.email or "",
        rendering.render("report_changed", language=language, **values),
        follows=queries.first_letter(notification),
        reply_to=reply_to,
        headers={
            "List-Unsubscribe": f"<{end_address}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def _asker_of(link: OneTimeLink) -> Account | None:
    return session.get(Account, link.account_id) if link.account_id else None


def _language_of(account: Account | None, asked_in: str = "") -> str:
    """In which they acted last, where the site still offers it; of a stranger, that of the page."""
    return catalogues.known(account.language if account else asked_in)


def _values(report: Report, row: HistoryRow, language: str) -> dict[str, Any]:
    """The row speaks for itself: the report may have moved on since."""
    said = names.in_language(language)
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
        "body": said.get(row.body.name, row.body.name) if row.body else None,
        "responsible": said.get(report.body.name, report.body.name) if report.body else None,
        "category": said.get(report.category.name, report.category.name),
        "place": report.place_in_words,
        "expected_at": report.expected_at if report.status is Status.REPORTED else None,
        "page": rendering.report_address(report.id, language),
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
