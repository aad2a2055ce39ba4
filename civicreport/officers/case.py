"""One report at the desk: what may be done to it, and how an act succeeds or is refused.

Every act has the same course: the form is checked, the report locked in the version that was
read, the act done, and the officer sent back to the report. Whatever goes wrong shows the report
again with everything typed still in its form.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from civicreport.db import transaction
from civicreport.domain import clock
from civicreport.domain.errors import ChangedMeanwhile, DomainError, NotFound
from civicreport.domain.status import Actor
from civicreport.officers import desk
from civicreport.officers.forms import CaseForm
from civicreport.reports import queries
from civicreport.reports.models import Report
from civicreport.web import maps

Act = Callable[[Report, Actor, datetime], Any]


def of_own_body(report_id: int) -> Report:
    """Raises NotFound for other bodies' reports, public ones too: the desk is no second map."""
    report = queries.visible(report_id, g.viewer)
    if not g.viewer.serves(report.body_id):
        raise NotFound(report=report_id)
    return report


def page(
    report_id: int, *, refused: CaseForm | None = None, read_version: int | None = None
) -> str:
    """The report; `refused`: a form to be shown again, `read_version`: as its writer knew it."""
    report = of_own_body(report_id)
    return render_template(
        "officers/case/page.html",
        case=desk.case_of(report, g.viewer, read_version=read_version),
        forms=desk.forms_for(report, g.viewer, refused=refused),
        refused=desk.name_of(refused),
        map=maps.report_map(report.point),
    )


def change(report_id: int, form: CaseForm, act: Act, *, done: str) -> ResponseReturnValue:
    try:
        of_own_body(report_id)
    except NotFound:
        return gone(), 404
    if not form.validate():
        return page(report_id, refused=form), 422
    try:
        with transaction():
            report = queries.for_change(report_id, viewer=g.viewer, version=form.version.data)
            act(report, capacity(report), clock.now())
    except ChangedMeanwhile:
        return page(report_id, refused=form, read_version=form.version.data), 409
    except DomainError as refusal:
        form.refuse(refusal)
        return page(report_id, refused=form), 422
    return back_from(report, done)


def gone() -> str:
    """Passed on while somebody was writing: the words are still theirs."""
    typed = [request.form.get(name, "").strip() for name in ("text", "note", "reason")]
    return render_template("officers/case/gone.html", typed=[words for words in typed if words])


def capacity(report: Report) -> Actor:
    """As what this officer acts. Nobody acts on a report as its reporter here."""
    actor = g.viewer.acts_as(report.body_id, reporter_id=None)
    if actor is None:
        raise NotFound(report=report.id)
    return Actor(actor)


def back_from(report: Report, done: str) -> ResponseReturnValue:
    """To where the form stood, or to the inbox where the report is somebody else's now."""
    flash(done)
    if request.form.get("back") == "pending":
        return redirect(url_for("officers.pending.index"), 303)
    if g.viewer.serves(report.body_id):
        return redirect(url_for("officers.reports.show", report_id=report.id), 303)
    return redirect(url_for("officers.inbox.index"), 303)
