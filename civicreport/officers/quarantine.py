"""Mails that nobody could read, or that are about nothing here. For administrators."""

from __future__ import annotations

from flask import Blueprint, Response, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from civicreport.db import transaction
from civicreport.delivery.inbound import decisions, queries
from civicreport.delivery.models import MailOutcome, ReceivedMail
from civicreport.domain.errors import NotFound
from civicreport.officers import mail_files
from civicreport.officers.forms import AssignForm
from civicreport.officers.guard import administrators_only
from civicreport.officers.mail_words import why_it_waits
from civicreport.reports import queries as reports

blueprint = Blueprint("quarantine", __name__, url_prefix="/quarantine")
blueprint.before_request(administrators_only)


@blueprint.get("")
def index() -> str:
    aside = queries.quarantine(g.viewer)
    return render_template(
        "officers/quarantine/index.html",
        mails=[(kept, why_it_waits(kept.reason)) for kept in aside],
    )


@blueprint.get("/<int:mail_id>")
def show(mail_id: int) -> str:
    return _page(queries.in_quarantine(mail_id, g.viewer), AssignForm())


@blueprint.get("/<int:mail_id>.eml")
def download(mail_id: int) -> Response:
    return mail_files.as_file(queries.in_quarantine(mail_id, g.viewer))


@blueprint.post("/<int:mail_id>/reading")
def read_again(mail_id: int) -> ResponseReturnValue:
    with transaction():
        decisions.hand_over_again(queries.in_quarantine(mail_id, g.viewer, is_locked=True))
    flash(_("It is read again, as if it had come in now."))
    return redirect(url_for(".index"), 303)


@blueprint.post("/<int:mail_id>/report")
def assign(mail_id: int) -> ResponseReturnValue:
    form = AssignForm()
    with transaction():
        kept = queries.in_quarantine(mail_id, g.viewer, is_locked=True)
        if not form.validate():
            return _page(kept, form), 422
        try:
            decisions.assign(kept, reports.visible(form.report.data, g.viewer))
        except NotFound:
            form.report.errors = [_("There is no report with this number.")]
            return _page(kept, form), 422
    flash(_("Whoever has the report decides about the mail now."))
    return redirect(url_for(".index"), 303)


@blueprint.post("/<int:mail_id>/dismissal")
def dismiss(mail_id: int) -> ResponseReturnValue:
    with transaction():
        kept = queries.in_quarantine(mail_id, g.viewer, is_locked=True)
        kept.outcome = MailOutcome.DISMISSED
    flash(_("The mail is laid aside."))
    return redirect(url_for(".index"), 303)


def _page(kept: ReceivedMail, form: AssignForm) -> str:
    return render_template(
        "officers/quarantine/show.html",
        mail=kept,
        why=why_it_waits(kept.reason),
        head=mail_files.head_of(kept),
        form=form,
    )
