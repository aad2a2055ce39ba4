"""Mails that did not simply do what they say: whoever has the report decides."""

from __future__ import annotations

from flask import Blueprint, Response, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from civicreport.db import transaction
from civicreport.delivery.inbound import decisions, queries
from civicreport.delivery.inbound.answers import Voice
from civicreport.delivery.inbound.decisions import Decision
from civicreport.delivery.models import ReceivedMail
from civicreport.domain import clock
from civicreport.domain.errors import ChangedMeanwhile, DomainError, NotFound
from civicreport.domain.status import changes_from
from civicreport.officers import case, mail_files
from civicreport.officers.forms import MailForm
from civicreport.officers.mail_words import why_it_waits
from civicreport.reports import queries as reports
from civicreport.reports.models import Report

blueprint = Blueprint("mails", __name__, url_prefix="/mails")


@blueprint.get("")
def index() -> str:
    waiting = queries.waiting_for(g.viewer)
    return render_template(
        "officers/mails/index.html",
        mails=[(kept, why_it_waits(kept.reason)) for kept in waiting],
    )


@blueprint.get("/<int:mail_id>")
def show(mail_id: int) -> ResponseReturnValue:
    try:
        return _page(queries.for_decision(mail_id, g.viewer, is_locked=False))
    except NotFound:
        return render_template("officers/mails/gone.html", typed=[]), 404


@blueprint.get("/<int:mail_id>.eml")
def download(mail_id: int) -> Response:
    return mail_files.as_file(queries.for_decision(mail_id, g.viewer, is_locked=False))


@blueprint.post("/<int:mail_id>")
def decide(mail_id: int) -> ResponseReturnValue:
    form = MailForm()
    try:
        kept = queries.for_decision(mail_id, g.viewer, is_locked=False)
        refused = _refused(kept, form)
    except NotFound:
        return render_template("officers/mails/gone.html", typed=_typed(form)), 404
    if refused is not None:
        return refused
    flash(_DONE[Decision(form.decision.data)]())
    return redirect(url_for(".index"), 303)


def _refused(kept: ReceivedMail, form: MailForm) -> ResponseReturnValue | None:
    """The page again, where what was decided is not possible; None: it is done."""
    if not form.validate():
        return _page(kept, form), 422
    try:
        with transaction():
            _take_over(kept.id, form)
    except NotFound:
        raise
    except ChangedMeanwhile:
        return _page(kept, form, is_overtaken=True), 409
    except DomainError as refusal:
        form.refuse(refusal)
        return _page(kept, form), 422
    return None


def _take_over(mail_id: int, form: MailForm) -> None:
    kept = queries.for_decision(mail_id, g.viewer)
    report = reports.for_change(kept.report_id or 0, viewer=g.viewer, version=form.version.data)
    officer = Voice(g.account, case.capacity(report), clock.now())
    decision = Decision(form.decision.data)
    decisions.take_over(kept, report, decision, text=form.text.data, officer=officer)


def _page(
    kept: ReceivedMail, refused: MailForm | None = None, *, is_overtaken: bool = False
) -> str:
    report = _report(kept)
    form, meant = refused or MailForm(formdata=None), decisions.asks_for(kept)
    form.version.data = report.version
    if refused is None:
        form.text.data = meant.text
    return render_template(
        "officers/mails/show.html",
        mail=kept,
        report=report,
        why=why_it_waits(kept.reason),
        form=form,
        asked=meant.status,
        may_set=meant.status in changes_from(report.status, case.capacity(report)),
        is_overtaken=is_overtaken,
    )


def _typed(form: MailForm) -> list[str]:
    return [form.text.data] if form.text.data else []


def _report(kept: ReceivedMail) -> Report:
    if kept.report_id is None:
        raise NotFound(mail=kept.id)
    return case.of_own_body(kept.report_id)


_DONE = {
    Decision.UPDATE: lambda: _("The text of the mail is public."),
    Decision.STATUS: lambda: _("The new status is public."),
    Decision.NOTE: lambda: _("The note is kept. Only staff read it."),
    Decision.DISMISS: lambda: _("The mail is laid aside."),
}
