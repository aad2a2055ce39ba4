"""Hear of a report's steps, or no more: by one tap, or by a mailed link for whoever is unknown."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from civicreport.accounts.models import Account
from civicreport.accounts.queries import same_address
from civicreport.db import transaction
from civicreport.domain import clock
from civicreport.domain.errors import NotFound
from civicreport.domain.visibility import is_public
from civicreport.notifications import operations as notifications
from civicreport.participation import follows
from civicreport.public.sign_in import AddressForm
from civicreport.reports import queries
from civicreport.reports.models import Report
from civicreport.web import languages, visitor
from civicreport.web.limits import limit

blueprint = Blueprint("following", __name__)


@blueprint.post("/reports/<int:report_id>/follow")
@limit("reports")
def begin(report_id: int) -> ResponseReturnValue:
    """From now on; the same answer whether an address is known here or not."""
    form = AddressForm(request.form)
    with transaction():
        report, known = _report(report_id), visitor.account()
        if known is not None and _is_theirs(form.email.data, known):
            follows.follow(report.id, known.id, at=clock.now())
            return redirect(url_for("public.reports.show", report_id=report_id), 303)
        if not form.validate():
            return render_template("public/following/begin.html", form=form, report=report), 422
        notifications.ask_to_follow(
            report,
            email=form.email.data,
            account_id=known.id if known else None,
            language=languages.current(),
            at=clock.now(),
        )
    return render_template("public/following/begin.html", form=form, report=report)


@blueprint.post("/reports/<int:report_id>/follow/end")
@limit("acts")
def end(report_id: int) -> ResponseReturnValue:
    """No more, also where it began by reporting."""
    with transaction():
        known = visitor.account()
        if known is not None:
            follows.end(_report(report_id).id, known.id, at=clock.now())
    if request.form.get("from") == "mine":
        return redirect(url_for("public.mine.show"), 303)
    return redirect(url_for("public.reports.show", report_id=report_id), 303)


def _report(report_id: int) -> Report:
    """A public one, or one's own."""
    viewer = visitor.viewer()
    report = queries.visible(report_id, viewer)
    if not is_public(report.visibility) and not viewer.gave(report.reporter_id):
        raise NotFound(report=report_id)
    return report


def _is_theirs(typed: str | None, known: Account) -> bool:
    """Nothing typed, or their own address: they need no link."""
    if known.email_confirmed_at is None:
        return False
    return not typed or same_address(typed, known.email)
