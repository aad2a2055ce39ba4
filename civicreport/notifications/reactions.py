"""What makes somebody get mail."""

from __future__ import annotations

from civicreport.db import session
from civicreport.domain.events import (
    AccountErased,
    NotificationBounced,
    ReportSubmitted,
    ResponsibilityChanged,
    StatusChanged,
    UpdatePosted,
    VisibilityChanged,
    subscribe,
)
from civicreport.domain.status import Status
from civicreport.domain.visibility import Visibility
from civicreport.notifications import operations
from civicreport.notifications.models import Notification
from civicreport.reports.models import HistoryRow, Report


def subscribe_all() -> None:
    subscribe(ReportSubmitted, ask_for_confirmation)
    subscribe(StatusChanged, tell_of_status)
    subscribe(UpdatePosted, tell_of_update)
    subscribe(ResponsibilityChanged, tell_of_responsibility)
    subscribe(VisibilityChanged, cancel_for_hidden)
    subscribe(NotificationBounced, note_bounce)
    subscribe(AccountErased, cancel_for_erased)


def ask_for_confirmation(event: ReportSubmitted) -> None:
    if event.unconfirmed_email:
        report = session.get_one(Report, event.report_id)
        operations.ask_to_confirm(
            report,
            email=event.unconfirmed_email,
            account_id=event.account_id,
            at=report.reported_at,
        )


def tell_of_status(event: StatusChanged) -> None:
    """Back to `reported` by passing on is told with the new body, in one mail."""
    row = session.get_one(HistoryRow, event.history_id)
    if event.new is not Status.REPORTED or row.takes_back_id:
        _tell(event.report_id, event.history_id)
        _tell_followers(event.report_id, row)


def tell_of_update(event: UpdatePosted) -> None:
    _tell(event.report_id, event.history_id)


def tell_of_responsibility(event: ResponsibilityChanged) -> None:
    _tell(event.report_id, event.history_id)
    _tell_followers(event.report_id, session.get_one(HistoryRow, event.history_id))


def cancel_for_hidden(event: VisibilityChanged) -> None:
    if event.new is Visibility.HIDDEN:
        operations.cancel(Notification.report_id == event.report_id)


def cancel_for_erased(event: AccountErased) -> None:
    operations.cancel(Notification.account_id == event.account_id)
    operations.forget_errors(event.account_id, event.email)


def note_bounce(event: NotificationBounced) -> None:
    operations.came_back(event.notification_id, event.words, is_permanent=event.is_permanent)


def _tell(report_id: int, history_id: int) -> None:
    operations.tell_reporter(
        session.get_one(Report, report_id), session.get_one(HistoryRow, history_id)
    )


def _tell_followers(report_id: int, row: HistoryRow) -> None:
    """Of its steps alone: few messages. What else is said stands on its page."""
    operations.tell_followers_later(session.get_one(Report, report_id), row)
