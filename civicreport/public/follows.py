"""The end of the mails about one report, by the link that each of them carries.

Opening the link changes nothing, because mail scanners open every link. Mail programs with a
button of their own post `List-Unsubscribe=One-Click` to the same address (RFC 8058), from their
own servers and without any cookie: the signed token is all that is needed.
"""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from civicreport.db import transaction
from civicreport.domain import clock
from civicreport.notifications import queries
from civicreport.participation import follows
from civicreport.web.guards import from_anywhere
from civicreport.web.headers import keep_address_secret

blueprint = Blueprint("follows", __name__, url_prefix="/follows")
blueprint.after_request(keep_address_secret)


@blueprint.get("/<token>/end")
def show_end(token: str) -> ResponseReturnValue:
    account_id, report_id = queries.whose_mails(token)
    is_ended = queries.is_ended(account_id, report_id)
    return render_template(
        "public/follows/show_end.html", report_id=report_id, is_ended=is_ended, token=token
    )


@blueprint.post("/<token>/end")
@from_anywhere
def end(token: str) -> ResponseReturnValue:
    with transaction():
        account_id, report_id = queries.whose_mails(token)
        follows.end(report_id, account_id, at=clock.now())
    if "List-Unsubscribe" in request.form:
        return "", 200  # a program asked, and follows no redirect
    return redirect(url_for(".show_end", token=token), 303)
