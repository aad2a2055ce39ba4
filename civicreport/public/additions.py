"""A photo or a word more, from whoever sent the report."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Form, HiddenField, MultipleFileField, TextAreaField, ValidationError

from civicreport import config
from civicreport.db import transaction
from civicreport.domain import clock
from civicreport.public import photo_intake
from civicreport.public.photo_intake import Intake
from civicreport.public.report_form import MAX_DETAILS
from civicreport.reports import additions, own
from civicreport.reports.additions import Addition
from civicreport.reports.models import Report
from civicreport.web import visitor
from civicreport.web.guards import takes_any_text
from civicreport.web.limits import limit
from civicreport.web.typed import says_something, tidy, whole_number, without_controls

blueprint = Blueprint("additions", __name__)


class AdditionForm(Form):  # type: ignore[misc] # WTForms has no types
    text = TextAreaField(
        _l("What else is to be said?"),
        filters=[tidy],
        description=_l("Everybody can read it on the report’s page, and the council is told."),
    )
    photos = MultipleFileField(_l("Photos"))
    version = HiddenField()

    def validate_text(self, field: Any) -> None:
        field.data = without_controls(field.data)
        if len(field.data) > MAX_DETAILS:
            raise ValidationError(_("At most %(limit)s characters fit here.", limit=MAX_DETAILS))

    def is_valid(self, intake: Intake) -> bool:
        is_fine: bool = self.validate()
        if intake.refusals:
            self.photos.errors = list(intake.refusals)
        elif not intake.kept and not says_something(self.text.data):
            self.text.errors = [_("Write a few words, or choose a photo.")]
        return is_fine and not self.errors


@blueprint.get("/reports/<int:report_id>/additions")
def show(report_id: int) -> ResponseReturnValue:
    report = own.visible(report_id, visitor.viewer())
    return _page(report, AdditionForm(version=report.version), Intake())


@blueprint.post("/reports/<int:report_id>/additions")
@takes_any_text
@limit("reports")
def add(report_id: int) -> ResponseReturnValue:
    form = AdditionForm(request.form)
    kept, files = request.form.getlist("kept_photos"), request.files.getlist("photos")
    intake = photo_intake.take(
        kept, files, request.form
    )  # decoded here, before the transaction opens
    with transaction():
        report = own.for_change(report_id, visitor.viewer())
        if not form.is_valid(intake):
            return _page(report, form, intake), 422
        version = whole_number(form.version.data)
        addition = Addition(form.text.data, intake.stored)
        additions.add(report, addition, version=version, by=report.reporter, at=clock.now())
    return redirect(url_for("public.reports.show", report_id=report_id, _anchor="story"), 303)


def instead(report: Report, words: str) -> str:
    """For whoever wanted to change the report itself, and came too late: nothing typed is lost."""
    return _page(report, AdditionForm(text=words, version=report.version), Intake(), is_late=True)


def _page(report: Report, form: AdditionForm, intake: Intake, *, is_late: bool = False) -> str:
    return render_template(
        "public/additions/show.html",
        is_late=is_late,
        report=report,
        form=form,
        kept=intake.kept,
        photo_limit=config.current().photos.max_count,
    )
