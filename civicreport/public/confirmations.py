"""A mailed link proves an address: its page has one button, and only that button acts.

Mail scanners open every link in a mail, so that reading one must change nothing.
"""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from civicreport.accounts import codes, operations, queries
from civicreport.accounts.models import LinkPurpose, OneTimeLink
from civicreport.db import transaction
from civicreport.domain import clock
from civicreport.domain.errors import LinkExpired, LinkUsed
from civicreport.notifications import operations as notifications
from civicreport.web import languages, visitor
from civicreport.web.headers import keep_address_secret
from civicreport.web.limits import limit

blueprint = Blueprint("confirmations", __name__)
blueprint.after_request(keep_address_secret)


@blueprint.get("/confirm/<token>")
def show(token: str) -> ResponseReturnValue:
    return _page(queries.any_link(token), token)


@blueprint.post("/confirm/<token>")
@limit("acts")
def confirm(token: str) -> ResponseReturnValue:
    """Once. This browser is the person's from now on, unless it is somebody else's already."""
    with transaction():
        link = queries.any_link(token)
        try:
            person = operations.confirm(
                link,
                at=clock.now(),
                browser=visitor.account(),
                vouches=bool(request.form.get("elsewhere")),
            )
        except (LinkUsed, LinkExpired):
            return _page(link, token)
        if link.purpose is LinkPurpose.SIGN_IN:
            visitor.sign_in(person)
        else:
            visitor.remember(person)
        report_id = link.report_id
    if report_id is None:
        return redirect(url_for("public.mine.show"), 303)
    return redirect(url_for("public.reports.show", report_id=report_id), 303)


@blueprint.post("/confirm/<token>/again")
@limit("acts")
def ask_again(token: str) -> ResponseReturnValue:
    """A new link to the same address: what is still to be confirmed, else a way in."""
    now = clock.now()
    with transaction():
        former = queries.any_link(token)
        if queries.is_late(former, at=now) and former.purpose is not LinkPurpose.SIGN_IN:
            notifications.ask_again(former, at=now)
            return render_template("public/confirmations/ask_again.html", link=former)
        known = visitor.account()
        link = notifications.send_code(
            email=former.email,
            account_id=known.id if known else None,
            language=languages.current(),
            at=now,
        )
        ticket = codes.ticket_for(link)
    return redirect(url_for("public.sign_in.show_code", token=ticket), 303)


def _page(link: OneTimeLink, token: str) -> tuple[str, int]:
    is_late, browser = queries.is_late(link, at=clock.now()), visitor.account()
    html = render_template(
        "public/confirmations/show.html",
        link=link,
        token=token,
        is_late=is_late,
        asked_elsewhere=queries.asked_elsewhere(link, browser),
        brings_along=queries.brings_along(link, browser),
    )
    return html, 410 if link.used_at or is_late else 200
