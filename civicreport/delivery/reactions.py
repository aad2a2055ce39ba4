"""What makes a report leave the house, or stay."""

from __future__ import annotations

from civicreport.bodies.models import Contact
from civicreport.db import session
from civicreport.delivery import forgetting, hooks, operations, queries
from civicreport.delivery.inbound import decisions
from civicreport.delivery.news import upvotes_told
from civicreport.domain.events import (
    AccountErased,
    AddressConfirmed,
    ReportCorrected,
    ReportReleased,
    ReportSubmitted,
    ResponsibilityChanged,
    StatusChanged,
    UpdatePosted,
    Upvoted,
    VisibilityChanged,
    subscribe,
)
from civicreport.domain.milestones import is_passed_since
from civicreport.domain.status import Status
from civicreport.domain.visibility import Visibility
from civicreport.reports.models import Report


def subscribe_all() -> None:
    subscribe(ReportSubmitted, deliver_new_report)
    subscribe(ReportReleased, deliver_released_report)
    subscribe(ResponsibilityChanged, deliver_to_the_new_body)
    subscribe(StatusChanged, take_back_withdrawn_report)
    subscribe(StatusChanged, tell_of_status)
    subscribe(UpdatePosted, tell_of_update)
    subscribe(ReportCorrected, tell_of_correction)
    subscribe(Upvoted, tell_of_milestone)
    subscribe(VisibilityChanged, keep_back_hidden_report)
    subscribe(AddressConfirmed, deliver_what_waited_for_the_address)
    subscribe(AccountErased, forgetting.forget)
    subscribe(ReportSubmitted, hooks.tell_of_new_report)
    subscribe(ReportReleased, hooks.tell_of_released_report)
    subscribe(StatusChanged, hooks.tell_of_status)
    subscribe(UpdatePosted, hooks.tell_of_update)
    subscribe(ResponsibilityChanged, hooks.tell_of_responsibility)


def deliver_new_report(event: ReportSubmitted) -> None:
    report = _report(event.report_id)
    operations.hand_over(report, at=report.reported_at)


def deliver_released_report(event: ReportReleased) -> None:
    report = _report(event.report_id)
    operations.hand_over(report, at=report.changed_at)


def deliver_to_the_new_body(event: ResponsibilityChanged) -> None:
    report = _report(event.report_id)
    former = session.get(Contact, event.old_contact_id) if event.old_contact_id else None
    operations.hand_on(report, former, at=report.changed_at)
    decisions.follow_responsibility(report)


def take_back_withdrawn_report(event: StatusChanged) -> None:
    if event.new is Status.WITHDRAWN:
        report = _report(event.report_id)
        operations.take_back(report, at=report.changed_at)


def tell_of_status(event: StatusChanged) -> None:
    report = _report(event.report_id)
    operations.tell_news(report, at=report.changed_at)


def tell_of_update(event: UpdatePosted) -> None:
    report = _report(event.report_id)
    operations.tell_news(report, at=report.changed_at)


def tell_of_correction(event: ReportCorrected) -> None:
    report = _report(event.report_id)
    operations.tell_news(report, at=report.changed_at)


def tell_of_milestone(event: Upvoted) -> None:
    if is_passed_since(upvotes_told(event.report_id), event.count):
        operations.tell_news(_report(event.report_id), at=event.at)


def keep_back_hidden_report(event: VisibilityChanged) -> None:
    report = _report(event.report_id)
    if event.new is Visibility.HIDDEN:
        operations.keep_back(report)
    elif event.old is Visibility.HIDDEN:
        operations.hand_over(report, at=report.changed_at)
        operations.tell_news(report, at=report.changed_at)


def deliver_what_waited_for_the_address(event: AddressConfirmed) -> None:
    accounts = [event.account_id]
    if event.device_account_id is not None:
        accounts.append(event.device_account_id)
    for report in queries.of_people(accounts):
        operations.hand_over(report, at=event.at)


def _report(report_id: int) -> Report:
    return session.get_one(Report, report_id)
