"""What the page of a report shows to staff, and the forms that stand on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from civicreport.categories import queries as categories
from civicreport.delivery.inbound import queries as mails
from civicreport.domain import answers, clock
from civicreport.domain.deadline import is_overdue
from civicreport.domain.location import Point
from civicreport.domain.permissions import Viewer
from civicreport.domain.status import Status, changes_from, is_open
from civicreport.domain.visibility import Visibility
from civicreport.officers import history, words
from civicreport.officers.forms import (
    CaseForm,
    CategoryForm,
    NoteForm,
    StatusForm,
    UpdateForm,
    VisibilityForm,
)
from civicreport.participation import queries as participation
from civicreport.reports import queries, timeline
from civicreport.reports.elsewhere import Origin, origin_of
from civicreport.reports.models import Report
from civicreport.reports.timeline import TimelineEntry
from civicreport.web import reasons
from civicreport.web.i18n import short_day
from civicreport.web.timeline_words import Line, told
from civicreport.web.words import doubt_words, status_name


class CaseForms(NamedTuple):
    status: StatusForm
    update: UpdateForm
    note: NoteForm
    category: CategoryForm
    visibility: VisibilityForm


_KINDS: tuple[type[CaseForm], ...] = (
    *(StatusForm, UpdateForm, NoteForm, CategoryForm, VisibilityForm),
)


@dataclass(frozen=True, slots=True)
class ShownPhoto:
    id: int
    key: str
    alt: str
    visibility: Visibility
    shown_to: str
    moves: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One report in plain values; `changes` is what happened since it was read last."""

    id: int
    title: str
    details: str
    answers: list[tuple[str, str]]  # to what the category asks besides
    category: str
    place: str
    is_place_rough: bool
    point: Point
    body: str | None
    status: Status
    visibility: Visibility
    shown_to: str
    doubts: list[str]
    reasons: list[str]
    reported_at: datetime
    due: tuple[str, bool] | None
    reporter_name: str
    reporter_email: str
    is_confirmed: bool
    show_name: bool
    upvotes: int
    mails: int  # about it, that wait for somebody to decide
    photos: list[ShownPhoto]
    moves: tuple[str, ...]
    history: list[Line]
    changes: list[Line]
    origin: Origin | None  # where it is kept and answered, if not here


def case_of(report: Report, viewer: Viewer, *, read_version: int | None = None) -> Case:
    entries = timeline.of(report.id, viewer)
    return Case(
        id=report.id,
        title=report.title,
        details=report.details,
        answers=answers.told(
            categories.questions_behind(report.category, report.answers), report.answers
        ),
        category=report.category.name,
        place=report.place_in_words,
        is_place_rough=report.is_place_rough,
        point=report.point,
        body=report.body.name if report.body else None,
        status=report.status,
        visibility=report.visibility,
        shown_to=str(words.VISIBILITIES[report.visibility]),
        doubts=_doubts(report),
        reasons=reasons.sentences(report.routing_reasons),
        reported_at=report.reported_at,
        due=due(report.expected_at, now=clock.now()) if _is_to_answer(report) else None,
        reporter_name=report.reporter_name,
        reporter_email=report.reporter_email,
        is_confirmed=report.reporter.email_confirmed_at is not None,
        show_name=report.show_name,
        upvotes=participation.upvotes(report.id),
        mails=mails.count_waiting_about(report.id),
        photos=_photos(report, viewer),
        moves=words.moves(report.visibility),
        history=history.whole(report.id, entries),
        changes=_changes(report, entries, read_version),
        origin=origin_of(report),
    )


def _is_to_answer(report: Report) -> bool:
    return is_open(report.status) and origin_of(report) is None


def _doubts(report: Report) -> list[str]:
    if report.visibility is not Visibility.PENDING:
        return []  # somebody has looked since
    return [doubt_words(doubt) for doubt in report.doubts]


def _changes(report: Report, entries: list[TimelineEntry], read_version: int | None) -> list[Line]:
    """What happened since somebody read that version."""
    if read_version is None:
        return []
    ids = {row.id for row in queries.changes_since(report.id, read_version)}
    return told(entry for entry in entries if entry.id in ids)


def due(expected_at: datetime | None, *, now: datetime) -> tuple[str, bool] | None:
    """By when an answer is promised, in words, and whether that day has passed."""
    if expected_at is None:
        return None
    if not is_overdue(expected_at, now=now):
        return _("due %(day)s", day=short_day(expected_at)), False
    days = (now - expected_at).days
    if days == 0:
        return _("late since today"), True
    return ngettext("%(num)s day late", "%(num)s days late", days), True


def forms_for(report: Report, viewer: Viewer, *, refused: CaseForm | None = None) -> CaseForms:
    """Fresh forms on the report as it stands, and the refused one as it was filled in."""
    fresh = CaseForms(*(kind(formdata=None) for kind in _KINDS))
    fresh.category.category.data = report.category.code
    forms = CaseForms(*(refused if type(refused) is type(form) else form for form in fresh))
    for form in forms:
        form.version.data = report.version
    forms.status.status.choices = _statuses(report, viewer)
    forms.category.category.choices = [(c.code, c.name) for c in categories.all_categories()]
    return forms


def name_of(refused: CaseForm | None) -> str | None:
    """Which of the forms it is, as its place on the page is called."""
    names = dict(zip(_KINDS, CaseForms._fields, strict=True))
    return names[type(refused)] if refused is not None else None


def _statuses(report: Report, viewer: Viewer) -> list[tuple[str, str]]:
    """Only the moves that are open from here."""
    actor = viewer.acts_as(report.body_id, reporter_id=None)
    moves = changes_from(report.status, actor) if actor else ()
    return [(str(status), status_name(status)) for status in moves]


def _photos(report: Report, viewer: Viewer) -> list[ShownPhoto]:
    return [
        ShownPhoto(
            id=photo.id,
            key=photo.key,
            alt=photo.alt,
            visibility=photo.visibility,
            shown_to=str(words.VISIBILITIES[photo.visibility]),
            moves=words.moves(photo.visibility),
        )
        for photo in queries.photos_of(report.id, viewer)
    ]
