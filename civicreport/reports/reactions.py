"""A confirmed address: the device's reports are the person's, and their photos are for all."""

from __future__ import annotations

import sqlalchemy as sa

from civicreport.accounts import queries as accounts
from civicreport.accounts.models import Account
from civicreport.db import session
from civicreport.domain.events import AccountErased, AddressConfirmed, subscribe
from civicreport.domain.status import Actor
from civicreport.domain.visibility import Visibility
from civicreport.reports import history
from civicreport.reports.models import HistoryRow, Kind, Photo, Report, Text


def subscribe_all() -> None:
    subscribe(AddressConfirmed, take_over)
    subscribe(AccountErased, forget_giver)


def take_over(event: AddressConfirmed) -> None:
    person = session.get_one(Account, event.account_id)
    for report in _given_by(person, event):
        report.reporter = person
        report.reporter_id = person.id
        _show_photos(report)
        if report.id == event.report_id:
            _record(report, person, event)
    session.flush()


def forget_giver(event: AccountErased) -> None:
    """Their reports stay, and say no more by whom they are: also those that bear their address,
    and have never been confirmed. What they had put right reads as it does now, and no other way.
    What they said below the reports of others goes: nothing waits there to be repaired for it.
    """
    theirs = sa.or_(
        Report.reporter_id == event.account_id,
        Report.id.in_(accounts.reports_sent_with(event.email)),
    )
    session.execute(
        sa.update(Report)
        .where(theirs)
        .values(reporter_name="", reporter_email="", show_name=False),
        execution_options={"synchronize_session": "fetch"},
    )
    of_reports = sa.select(HistoryRow.text_id).join(Report, Report.id == HistoryRow.report_id)
    _empty(of_reports.where(theirs, HistoryRow.kind == Kind.EDIT, HistoryRow.is_internal), event)
    said = HistoryRow.by_id == event.account_id, HistoryRow.actor == Actor.RESIDENT
    _empty(of_reports.where(*said, Report.reporter_id != event.account_id), event)


def _empty(texts: sa.Select[int | None], event: AccountErased) -> None:
    session.execute(
        sa.update(Text)
        .where(Text.id.in_(texts), Text.emptied_at.is_(None))
        .values(words="", emptied_at=event.at),
        execution_options={"synchronize_session": "fetch"},
    )


def _given_by(person: Account, event: AddressConfirmed) -> list[Report]:
    """What their device reported; of what another did, all that bears the address."""
    chosen = sa.select(Report).where(
        sa.or_(
            Report.reporter_id.in_((event.device_account_id or 0, event.asked_by_id or 0)),
            Report.id == event.report_id,
        )
    )
    return [
        report
        for report in session.scalars(chosen.order_by(Report.id).with_for_update())
        if report.reporter_id == event.device_account_id
        or accounts.same_address(report.reporter_email, person.email)
    ]


def _show_photos(report: Report) -> None:
    """Those that waited for the address alone: what others sent, or came with doubtful words, is
    still to be looked at.
    """
    said_by_them = sa.select(HistoryRow.id).where(
        HistoryRow.report_id == report.id,
        HistoryRow.actor == Actor.REPORTER,
        ~HistoryRow.is_internal,
    )
    pending = (
        Photo.report_id == report.id,
        Photo.visibility == Visibility.PENDING,
        sa.or_(Photo.history_id.is_(None), Photo.history_id.in_(said_by_them)),
    )
    session.execute(sa.update(Photo).where(*pending).values(visibility=Visibility.PUBLIC))


def _record(report: Report, person: Account, event: AddressConfirmed) -> None:
    """For the staff; the report itself is as they read it, so that nobody's form is outdated."""
    history.record(
        report, Kind.CONFIRMED, by=person, actor=Actor.REPORTER, at=event.at, is_internal=True
    )
