"""What whoever sent a report still puts right: its words, or that they sent it at all.

Only for `reports.edit_minutes`, while it is open. The former words stay for the staff in a row of
their own. New words pass the same light checks: nobody sends something harmless to edit it into
something else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from civicreport import config
from civicreport.accounts.models import Account
from civicreport.domain.answers import from_json, kept
from civicreport.domain.errors import UndoNotAllowed
from civicreport.domain.events import ReportCorrected, announce
from civicreport.domain.status import Actor, Status
from civicreport.domain.visibility import Visibility
from civicreport.reports import casework, history, vetting
from civicreport.reports.elsewhere import check_is_ours
from civicreport.reports.models import Kind, Report


@dataclass(frozen=True, slots=True)
class Wording:
    """What may be put right, as it shall read."""

    details: str
    place_note: str
    category_code: str


def wording_of(report: Report) -> Wording:
    return Wording(report.details, report.place_note, report.category.code)


def edit_until(report: Report) -> datetime:
    """When it stays as it is."""
    return report.reported_at + timedelta(minutes=config.current().reports.edit_minutes)


def may_edit(report: Report, *, at: datetime) -> bool:
    return report.is_open and at <= edit_until(report)


def is_withdrawn(report: Report) -> bool:
    return report.status is Status.WITHDRAWN


def edit(report: Report, new: Wording, *, by: Account, at: datetime) -> None:
    """Let it read so. Raises UndoNotAllowed when it is too late, OutsideCoverage or NotFound."""
    _check(report, at=at)
    act: dict[str, Any] = {"by": by, "actor": Actor.REPORTER, "at": at}
    if new.category_code != report.category.code:
        casework.reroute(report, category_code=new.category_code, **act)
        report.answers = kept(from_json(report.category.questions), report.answers)
    if (new.details, new.place_note) != (report.details, report.place_note):
        _reword(report, new, act)


def withdraw(report: Report, *, by: Account, at: datetime) -> None:
    """Take it back. What was meant for nobody is shown to nobody, and nobody has to look at it
    first: it ends as one's own.
    """
    _check(report, at=at)
    act: dict[str, Any] = {"by": by, "actor": Actor.REPORTER, "at": at}
    casework.change_status(report, Status.WITHDRAWN, text="", **act)
    if report.visibility in {Visibility.PUBLIC, Visibility.PENDING}:
        history.show_to(report, Visibility.PRIVATE, **act)


def _check(report: Report, *, at: datetime) -> None:
    check_is_ours(report)
    if not may_edit(report, at=at):
        raise UndoNotAllowed(why="too_late")


def _reword(report: Report, new: Wording, act: dict[str, Any]) -> None:
    former = "\n".join(filter(None, (report.place_note, report.details)))
    report.details, report.place_note = new.details, new.place_note
    history.change(report, at=act["at"])
    history.record(report, Kind.EDIT, words=former, is_internal=True, **act)
    history.record(report, Kind.EDIT, **act)
    if vetting.judge_words(report) and report.visibility is not Visibility.PENDING:
        history.show_to(report, Visibility.PENDING, **act)
    announce(ReportCorrected(report_id=report.id))
