"""A mailed link proves an address: its page has one button, and only that button acts.

Mail scanners open every link in a mail, so that reading one must change nothing.
"""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from civicreport.accounts import operations, queries
from civicreport.db import transaction
from civicreport.domain import clock
from civicreport.domain.errors import LinkUsed
from civicreport.web import visitor
from civicreport.web.headers import keep_address_secret
from civicreport.web.limits import limit

blueprint = Blueprint("confirmations", __name__)
blueprint.after_request(keep_address_secret)


@blueprint.get("/confirm/<token>")
def show(token: str) -> ResponseReturnValue:
    link = queries.link_by_token(token)
    status = 410 if link.used_at else 200
    return render_template("public/confirmations/show.html", link=link, token=token), status


@blueprint.post("/confirm/<token>")
@limit("acts")
def confirm(token: str) -> ResponseReturnValue:
    """Once. This browser is the person's from now on, unless it is somebody's already."""
    with transaction():
        link = queries.link_by_token(token)
        try:
            person = operations.confirm(link, at=clock.now(), browser=visitor.account())
        except LinkUsed:
            return render_template("public/confirmations/show.html", link=link, token=token), 410
        visitor.remember(person)
        report_id = link.report_id
    if report_id is None:
        return redirect(url_for("public.mine.show"), 303)
    return redirect(url_for("public.reports.show", report_id=report_id), 303)
