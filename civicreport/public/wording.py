"""Second thoughts of whoever sent a report: other words for it, or none at all."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from wtforms import Form, HiddenField, SelectField, StringField, TextAreaField

from civicreport.db import transaction
from civicreport.domain import clock
from civicreport.domain.errors import ChangedMeanwhile, UndoNotAllowed
from civicreport.domain.permissions import Viewer
from civicreport.public import additions
from civicreport.public import spot as spots
from civicreport.public.report_form import ReportForm, check_place_note
from civicreport.reports import corrections, own
from civicreport.reports.corrections import Wording
from civicreport.reports.models import Report
from civicreport.web import visitor
from civicreport.web.guards import takes_any_text
from civicreport.web.limits import limit
from civicreport.web.names import named
from civicreport.web.timeline_words import told
from civicreport.web.typed import on_one_line, tidy, whole_number

blueprint = Blueprint("wording", __name__)


class WordingForm(Form):  # type: ignore[misc] # WTForms has no types
    details = TextAreaField(_l("What is wrong?"), filters=[tidy])
    place_note = StringField(
        _l("The spot in your words"),
        filters=[on_one_line],
        description=_l("For example: outside no. 12, on the left."),
    )
    category = SelectField(_l("What is it?"))
    version = HiddenField()
    is_place_rough = False  # as the report has it: nothing of that is asked here

    validate_details = ReportForm.validate_details

    def validate_place_note(self, field: Any) -> None:
        check_place_note(field, is_needed=self.is_place_rough)

    @property
    def wording(self) -> Wording:
        return Wording(self.details.data, self.place_note.data, self.category.data)


@blueprint.get("/reports/<int:report_id>/wording")
def show(report_id: int) -> ResponseReturnValue:
    report = own.visible(report_id, visitor.viewer())
    _check_window(report)
    return _page(report, _form(report))


@blueprint.post("/reports/<int:report_id>/wording")
@takes_any_text
@limit("acts")
def change(report_id: int) -> ResponseReturnValue:
    viewer = visitor.viewer()
    with transaction():
        report = own.for_change(report_id, viewer)
        form = _form(report, sent=request.form)
        if not form.validate():
            return _page(report, form), 422
        if form.wording != corrections.wording_of(report):
            refused = _refused(report, form, viewer)
            if refused:
                return refused, 409
            corrections.edit(report, form.wording, by=report.reporter, at=clock.now())
    return redirect(url_for("public.reports.show", report_id=report_id), 303)


@blueprint.post("/reports/<int:report_id>/withdrawal")
@limit("acts")
def withdraw(report_id: int) -> ResponseReturnValue:
    """Once: a second tap finds it taken back. Not past what somebody else has done with it."""
    with transaction():
        report = own.for_change(report_id, visitor.viewer())
        if not corrections.is_withdrawn(report):
            version = whole_number(request.form.get("version"))
            others = own.done_by_others(report, version)
            if others:
                raise ChangedMeanwhile(version=report.version, changes=others)
            corrections.withdraw(report, by=report.reporter, at=clock.now())
    return redirect(url_for("public.reports.show", report_id=report_id), 303)


def _refused(report: Report, form: WordingForm, viewer: Viewer) -> str:
    """A page that keeps what was typed, where it is too late or something came in between."""
    if not corrections.may_edit(report, at=clock.now()):
        return additions.instead(report, form.details.data)
    news = own.seen_since(report, whole_number(form.version.data), viewer)
    if not news:
        return ""
    form.version.data = report.version
    return _page(report, form, changes=told(news))


def _check_window(report: Report) -> None:
    if not corrections.may_edit(report, at=clock.now()):
        raise UndoNotAllowed(why="too_late")


def _form(report: Report, sent: Any = None) -> WordingForm:
    now = corrections.wording_of(report)
    form = WordingForm(
        sent,
        details=now.details,
        place_note=now.place_note,
        category=now.category_code,
        version=report.version,
    )
    form.category.choices = _choices(report)
    form.is_place_rough = report.is_place_rough
    return form


def _choices(report: Report) -> list[tuple[str, str]]:
    """What can be had there without answering anything more."""
    offered = [offer.category for offer in spots.at(report.point).offers]
    easy = [one for one in offered if one.code == report.category.code or not one.has_questions]
    choices = {one.code: one.name for one in easy}
    return list({report.category.code: named(report.category.name), **choices}.items())


def _page(report: Report, form: WordingForm, changes: Any = ()) -> str:
    return render_template(
        "public/wording/show.html",
        report=report,
        form=form,
        changes=changes,
        until=corrections.edit_until(report),
    )
