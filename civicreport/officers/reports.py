"""A report at the desk: read it whole, answer, note, pass on, hide."""

from __future__ import annotations

from flask import Blueprint, g
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from civicreport.domain.status import Status
from civicreport.domain.visibility import Move
from civicreport.officers import case
from civicreport.officers.forms import (
    CategoryForm,
    NoteForm,
    StatusForm,
    UpdateForm,
    VisibilityForm,
)
from civicreport.reports import casework, moderation, updates

blueprint = Blueprint("reports", __name__, url_prefix="/reports")

MODERATION = {
    Move.HIDE: moderation.hide,
    Move.RELEASE: moderation.release,
    Move.RESTORE: moderation.restore,
}


@blueprint.get("/<int:report_id>")
def show(report_id: int) -> str:
    return case.page(report_id)


@blueprint.post("/<int:report_id>/status")
def status(report_id: int) -> ResponseReturnValue:
    form = StatusForm()
    return case.change(
        report_id,
        form,
        lambda report, actor, at: casework.change_status(
            report,
            Status(form.status.data),
            by=g.account,
            actor=actor,
            text=form.text.data,
            note=form.note.data,
            at=at,
        ),
        done=_("The new status is public."),
    )


@blueprint.post("/<int:report_id>/updates")
def new_update(report_id: int) -> ResponseReturnValue:
    form = UpdateForm()
    return case.change(
        report_id,
        form,
        lambda report, actor, at: updates.post(
            report, by=g.account, actor=actor, text=form.text.data, at=at
        ),
        done=_("Your text is public."),
    )


@blueprint.post("/<int:report_id>/notes")
def new_note(report_id: int) -> ResponseReturnValue:
    form = NoteForm()
    return case.change(
        report_id,
        form,
        lambda report, actor, at: updates.note(
            report, by=g.account, actor=actor, text=form.note.data, at=at
        ),
        done=_("The note is kept. Only staff read it."),
    )


@blueprint.post("/<int:report_id>/category")
def category(report_id: int) -> ResponseReturnValue:
    form = CategoryForm()
    return case.change(
        report_id,
        form,
        lambda report, actor, at: casework.reroute(
            report, category_code=form.category.data, by=g.account, actor=actor, at=at
        ),
        done=_("The category is changed, and whoever takes it here has the report now."),
    )


@blueprint.post("/<int:report_id>/visibility")
def visibility(report_id: int) -> ResponseReturnValue:
    form = VisibilityForm()
    return case.change(
        report_id,
        form,
        lambda report, actor, at: MODERATION[form.move.data](
            report, by=g.account, actor=actor, reason=form.reason.data, at=at
        ),
        done=_("Who may see the report is changed."),
    )
