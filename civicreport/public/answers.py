"""Whoever answered by mail takes that back, by the link in what we wrote back to them.

Opening it changes nothing, because mail scanners open every link: the page has one button.
"""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from civicreport.db import transaction
from civicreport.delivery.inbound import understanding, undoing
from civicreport.delivery.models import ReceivedMail
from civicreport.domain import clock
from civicreport.domain.errors import LinkUsed
from civicreport.web.headers import keep_address_secret
from civicreport.web.limits import limit

blueprint = Blueprint("answers", __name__, url_prefix="/answers")
blueprint.after_request(keep_address_secret)


@blueprint.get("/<token>/undo")
def show_undo(token: str) -> ResponseReturnValue:
    return _page(undoing.mail_of(token, at=clock.now()), token)


@blueprint.post("/<token>/undo")
@limit("acts")
def undo(token: str) -> ResponseReturnValue:
    reason = _("Taken back by whoever sent it by mail.")
    with transaction():
        kept = undoing.mail_of(token, at=clock.now(), is_locked=True)
        try:
            undoing.undo(kept, reason=reason, at=clock.now())
        except LinkUsed:
            return _page(kept, token)
    return redirect(url_for(".show_undo", token=token), 303)


def _page(kept: ReceivedMail, token: str) -> tuple[str, int]:
    html = render_template(
        "public/answers/undo.html",
        did=understanding.what_it_did(kept),
        status_stays=undoing.status_stays(kept),
        is_undone=kept.undone_at is not None,
        report_id=kept.report_id,
        token=token,
    )
    return html, 410 if kept.undone_at else 200
