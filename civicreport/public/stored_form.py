"""The form for when there is no line: kept by the device, for any place, without anybody to ask."""

from __future__ import annotations

from flask import Blueprint, request

from civicreport.categories import queries as categories
from civicreport.public import new_report, photo_intake, questions
from civicreport.public.draft import Draft
from civicreport.public.report_form import ReportForm
from civicreport.web.limits import limit

blueprint = Blueprint("stored_form", __name__)


@blueprint.get("/report/new/stored")
def show() -> str:
    """With every category and all that each asks: who takes what where is found out later."""
    asking = [one for one in categories.all_categories() if one.has_questions]
    stored = [questions.asked_by(one.code, one.questions) for one in asking]
    return new_report.page(Draft(ReportForm()), stored=stored)


@blueprint.post("/report/new/shared")
@limit("acts")
def shared() -> str:
    """Photos from another app, where the worker that takes them is not there yet."""
    intake = photo_intake.take((), request.files.getlist("photos"))
    form = ReportForm()
    form.give_key()
    return new_report.page(Draft(form, intake))
