"""Dead letters: what could not be handed over, why, and another try. For administrators."""

from __future__ import annotations

from flask import Blueprint, abort, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from civicreport.db import transaction
from civicreport.delivery import dead_letters, queries
from civicreport.delivery.uncertain import is_uncertain
from civicreport.domain import clock
from civicreport.domain.errors import NotFound
from civicreport.officers import words

blueprint = Blueprint("deliveries", __name__, url_prefix="/deliveries")


@blueprint.before_request
def administrators_only() -> None:
    if not (g.viewer.is_operator or g.viewer.administrator_of):
        abort(403)


@blueprint.get("")
def index() -> str:
    return render_template(
        "officers/deliveries/index.html",
        letters=[
            {
                "id": letter.id,
                "report_id": letter.report_id,
                "title": letter.report.title,
                "what": words.PURPOSES[letter.purpose],
                "body": letter.body.name,
                "attempts": letter.attempts,
                "error": letter.last_error,
                "is_uncertain": is_uncertain(letter),
                "created_at": letter.created_at,
            }
            for letter in queries.dead(g.viewer)
        ],
    )


@blueprint.post("/<int:delivery_id>/attempts")
def new_attempt(delivery_id: int) -> ResponseReturnValue:
    with transaction():
        letter = next((d for d in queries.by_ids([delivery_id])), None)
        if letter is None or not g.viewer.administers(letter.body_id):
            raise NotFound(delivery=delivery_id)
        dead_letters.retry(letter, at=clock.now())
    flash(_("It is on its way again."))
    return redirect(url_for(".index"), 303)
