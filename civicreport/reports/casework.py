"""The work on a report: moved along, taken back, passed on. Each tells what it did once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa

from civicreport.accounts.models import Account
from civicreport.bodies import takers
from civicreport.bodies.models import Body
from civicreport.categories import queries as categories
from civicreport.categories.models import Category
from civicreport.db import point_value, session
from civicreport.domain.errors import ChangeNotAllowed, UndoNotAllowed
from civicreport.domain.events import (
    ReportCorrected,
    ResponsibilityChanged,
    StatusChanged,
    announce,
)
from civicreport.domain.location import Point
from civicreport.domain.routing import Decision
from civicreport.domain.status import (
    UNDO_WINDOW,
    Actor,
    Status,
    check_change,
    check_undo,
    is_open,
)
from civicreport.domain.visibility import Visibility
from civicreport.reports import assignment, history
from civicreport.reports.elsewhere import check_is_ours
from civicreport.reports.models import HistoryRow, Kind, Report


def change_status(
    report: Report,
    new: Status,
    *,
    by: Account | None,
    actor: Actor,
    text: str,
    note: str = "",
    at: datetime,
) -> HistoryRow:
    """Move a report along. Raises ChangeNotAllowed or ReasonMissing, and then nothing changed.

    `by` None: somebody at the body whom we know only as the body, by mail or from its own system.
    """
    check_is_ours(report)
    check_change(report.status, new, actor=actor, text=text)
    old = report.status
    _set(report, new, at=at)
    history.change(report, at=at)
    row = history.record(
        report, Kind.STATUS, by=by, actor=actor, at=at, words=text, old=old, new=new
    )
    if note.strip():
        history.record(report, Kind.NOTE, by=by, actor=actor, at=at, words=note, is_internal=True)
    announce(StatusChanged(report_id=report.id, history_id=row.id, old=old, new=new))
    return row


def undo(
    report: Report,
    row: HistoryRow,
    *,
    by: Account | None,
    at: datetime,
    window: timedelta = UNDO_WINDOW,
) -> HistoryRow:
    """Take one's own latest change back within the window. Raises UndoNotAllowed."""
    check_is_ours(report)
    if (
        row.report_id != report.id
        or row.kind is not Kind.STATUS
        or row.takes_back_id
        or row.old is None
    ):
        raise UndoNotAllowed(why="not_a_change")
    is_author = row.by_id == (by.id if by else None)
    check_undo(is_author=is_author, is_latest=is_latest(row), age=at - row.at, window=window)
    old, new = report.status, Status(row.old)
    _set(report, new, at=at)
    history.change(report, at=at)
    undone = history.record(
        report,
        Kind.STATUS,
        by=by,
        actor=row.actor,
        at=at,
        old=old,
        new=new,
        takes_back_id=row.id,
    )
    announce(StatusChanged(report_id=report.id, history_id=undone.id, old=old, new=new))
    return undone


def reroute(
    report: Report,
    *,
    point: Point | None = None,
    category_code: str | None = None,
    by: Account,
    actor: Actor,
    at: datetime,
) -> HistoryRow | None:
    """Correct the pin or the category, and pass the report on where somebody else takes it now.

    Returns the row of the new responsibility, or None where it stays. Raises OutsideCoverage,
    NotFound, or ChangeNotAllowed for what its reporter took back.
    """
    check_is_ours(report)
    if report.status is Status.WITHDRAWN:
        raise ChangeNotAllowed(old=report.status, new=Status.REPORTED, allowed=())
    category = categories.by_code(category_code) if category_code else report.category
    there = point or report.point
    answers = report.answers if category is report.category else None
    facts, decision = takers.route(there, category.code, answers)
    if not decision.is_covered:
        raise assignment.outside(there)
    act = _Act(by, actor, at)
    history.change(report, at=at)
    if category is not report.category:
        _recategorise(report, category, act)
    if there != report.point:
        _move_pin(report, there, assignment.place_in_words(there, facts), act)
    return _pass_on(report, decision, act)


class _Act(NamedTuple):
    by: Account
    actor: Actor
    at: datetime


def _recategorise(report: Report, category: Category, act: _Act) -> None:
    """Into a private category a public report goes private; it never comes out by itself."""
    old, report.category = report.category, category
    report.category_id = category.id
    history.record(report, Kind.CATEGORY, **act._asdict(), old=old.code, new=category.code)
    if category.is_private and report.visibility is Visibility.PUBLIC:
        history.show_to(report, Visibility.PRIVATE, **act._asdict())


def _move_pin(report: Report, point: Point, place: str, act: _Act) -> None:
    old, report.place = report.place, place
    report.geom = point_value(point)
    report.is_place_rough = False
    history.record(report, Kind.PLACE, **act._asdict(), old=old, new=place)


def _pass_on(report: Report, decision: Decision, act: _Act) -> HistoryRow | None:
    """Who takes it now has not begun: its status returns to `reported`, its days begin anew."""
    old_contact, old_body = report.contact_id, report.body
    if assignment.is_chosen(report, decision):
        report.routing_reasons = assignment.reasons(decision)
        announce(ReportCorrected(report_id=report.id))
        return None
    assignment.assign(report, decision, since=act.at)
    _set(report, Status.REPORTED, at=act.at)
    row = history.record(
        report, Kind.RESPONSIBILITY, **act._asdict(), old=_name(old_body), new=_name(report.body)
    )
    announce(
        ResponsibilityChanged(
            report_id=report.id,
            history_id=row.id,
            old_contact_id=old_contact,
            new_contact_id=report.contact_id,
        )
    )
    return row


def _name(body: Body | None) -> str | None:
    return body.name if body else None


def _set(report: Report, new: Status, *, at: datetime) -> None:
    report.status = new
    report.closed_at = None if is_open(new) else at
    report.changed_at = at


def is_latest(row: HistoryRow) -> bool:
    """Whether nothing has moved the status or the responsibility since."""
    moves = (Kind.STATUS, Kind.RESPONSIBILITY)
    newest = sa.select(sa.func.max(HistoryRow.id)).where(
        HistoryRow.report_id == row.report_id, HistoryRow.kind.in_(moves)
    )
    return session.scalar(newest) == row.id
