"""Tell people what they wait for, once each: no row, no mail; one row, one mail."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from civicreport import jobs
from civicreport.accounts import codes
from civicreport.accounts import operations as accounts
from civicreport.accounts.models import LinkPurpose, OneTimeLink
from civicreport.adapters import mail, tokens
from civicreport.db import session, transaction
from civicreport.domain.sending import Outcome, State
from civicreport.jobs.outgoing import Channel, new_message_id, open_channel, wake
from civicreport.notifications import letters, queries
from civicreport.notifications.models import Notification, Topic
from civicreport.reports.models import HistoryRow, Report

_NAMED = (
    joinedload(Report.category),
    joinedload(Report.body),
    joinedload(Report.reporter),
)


def ask_to_confirm(report: Report, *, email: str, account_id: int, at: datetime) -> None:
    """Mail the confirming link, unless this address has had its share of them within the hour."""
    _ask(email=email, name=report.reporter_name, account_id=account_id, report_id=report.id, at=at)


def ask_to_follow(
    report: Report, *, email: str, account_id: int | None, language: str, at: datetime
) -> None:
    """The same for somebody who wants to hear of a report: anybody may have typed the address."""
    _ask(
        email=email,
        name="",
        account_id=account_id,
        report_id=report.id,
        purpose=LinkPurpose.FOLLOW,
        language=language,
        at=at,
    )


def ask_again(former: OneTimeLink, *, at: datetime) -> None:
    """Another link for one that came too late, to the same address."""
    _ask(
        email=former.email,
        name=former.name,
        account_id=former.account_id,
        report_id=former.report_id,
        purpose=former.purpose,
        language=former.language,
        at=at,
    )


def _ask(*, at: datetime, **asked: Any) -> None:
    link = accounts.request_confirmation(at=at, **asked)
    if link is not None:
        _mail_link(link, Topic.CONFIRM_ADDRESS, at=at)


def send_code(*, email: str, account_id: int | None, language: str, at: datetime) -> OneTimeLink:
    """Mail the way in to whoever reads the mails of this address, known or not."""
    link, is_to_be_mailed = codes.request(
        email=email, account_id=account_id, language=language, at=at
    )
    if is_to_be_mailed:
        _mail_link(link, Topic.SIGN_IN, at=at)
    return link


def _mail_link(link: OneTimeLink, topic: Topic, *, at: datetime) -> None:
    _add(
        Notification(
            topic=topic,
            account_id=link.account_id,
            report_id=link.report_id,
            link_id=link.id,
            created_at=at,
            due_at=at,
        )
    )


def tell_reporter(report: Report, row: HistoryRow) -> None:
    """What happened to a report, to whoever reported it: at once, and not what they did."""
    account_id = report.reporter_id
    if row.is_internal or row.by_id == account_id or not queries.wants_to_hear(report):
        return
    if not queries.was_told(account_id, row.id):
        _add(_news(report, row, account_id))


def tell_followers_later(report: Report, row: HistoryRow) -> None:
    """A step of a public report, to all who follow it: by a job, since they may be many."""
    if not row.is_internal and queries.has_followers(report):
        unique = f"notifications.tell_followers/{row.id}"
        jobs.enqueue(
            "notifications.tell_followers", unique=unique, report_id=report.id, history_id=row.id
        )


@jobs.task("notifications.tell_followers")
def tell_followers(report_id: int, history_id: int) -> None:
    with transaction():
        report = session.get_one(Report, report_id)
        row = session.get_one(HistoryRow, history_id)
        for account_id in queries.followers_to_tell(report, row):
            _add(_news(report, row, account_id))


def _news(report: Report, row: HistoryRow, account_id: int) -> Notification:
    return Notification(
        topic=Topic.REPORT_CHANGED,
        account_id=account_id,
        report_id=report.id,
        history_id=row.id,
        created_at=row.at,
        due_at=row.at,
    )


def cancel(which: sa.ColumnElement[bool]) -> None:
    """Those of them that have not left never will."""
    for notification in queries.waiting(which):
        notification.state = State.CANCELLED


def forget_errors(account_id: int, email: str) -> None:
    """What servers said of letters to this person, which mostly names their address."""
    links = sa.select(OneTimeLink.id).where(OneTimeLink.email == email, OneTimeLink.email != "")
    theirs = sa.or_(Notification.account_id == account_id, Notification.link_id.in_(links))
    session.execute(sa.update(Notification).where(theirs).values(last_error=""))


def came_back(notification_id: int, words: str, *, is_permanent: bool) -> None:
    """It reached nobody, or not yet: see `queries.is_unreachable` for what follows."""
    notification = session.get(Notification, notification_id, with_for_update=True)
    if notification is None:
        return
    notification.last_error = words
    if is_permanent and notification.state is State.SENT:
        notification.state = State.DEAD


def end_token(account_id: int, report_id: int) -> str:
    """What a mail carries to end the mails about one report; it names both and never expires."""
    return tokens.sign([account_id, report_id], purpose=queries.END_TOKEN)


def _add(notification: Notification) -> None:
    notification.message_id = new_message_id(mail.message_id_host())
    session.add(notification)
    wake(CHANNEL, notification)


def _compose(notification: Notification) -> mail.Letter | None:
    if notification.topic is Topic.SIGN_IN:
        return letters.sign_in(notification)
    report = session.get(Report, notification.report_id, options=_NAMED)
    if report is None or queries.is_hidden(report):
        return None
    if notification.topic is Topic.CONFIRM_ADDRESS:
        return letters.confirm_address(notification)
    if notification.account_id is None or not queries.hears_of(report, notification.account_id):
        return None
    if notification.history_id and queries.is_news_taken_back(notification.history_id):
        return None
    token = end_token(notification.account_id, report.id)
    return letters.report_changed(notification, report, end_token=token)


def _keep(_row: Notification, _letter: mail.Letter | None, _how: Outcome, _at: datetime) -> None:
    """The row itself says all: what was mailed can be read on the report's page."""


CHANNEL: Channel[Notification, mail.Letter] = Channel(
    Notification, "notifications.notify", _compose, mail.post, _keep
)
open_channel(CHANNEL)
