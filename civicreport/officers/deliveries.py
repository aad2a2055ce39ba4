"""Dead letters: what could not be handed over, why, and three ways out. For administrators."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from civicreport.adapters.mail import BadAddress
from civicreport.db import transaction
from civicreport.delivery import addresses, dead_letters, queries
from civicreport.delivery.models import Delivery
from civicreport.delivery.uncertain import is_uncertain
from civicreport.domain import clock
from civicreport.domain.errors import NotFound, ReasonMissing
from civicreport.officers import words
from civicreport.officers.guard import administrators_only

blueprint = Blueprint("deliveries", __name__, url_prefix="/deliveries")
blueprint.before_request(administrators_only)


@blueprint.get("")
def index() -> str:
    return _page()


@blueprint.post("/<int:delivery_id>/attempts")
def new_attempt(delivery_id: int) -> ResponseReturnValue:
    typed = request.form.get("to", "")
    with transaction():
        letter = _of_own_body(delivery_id)
        try:
            is_sent = dead_letters.retry(letter, at=clock.now(), to=typed)
        except BadAddress:
            error = _("Write an e-mail address, or an address that begins with https://.")
            return _page(_refused(letter, "to", typed, error)), 422
    flash(_("It is on its way again.") if is_sent else _("Somebody else was faster."))
    return redirect(_back(letter), 303)


@blueprint.post("/<int:delivery_id>/settlement")
def settlement(delivery_id: int) -> ResponseReturnValue:
    typed = request.form.get("reason", "")
    with transaction():
        letter = _of_own_body(delivery_id)
        try:
            is_settled = dead_letters.settle(letter, by=g.account, reason=typed, at=clock.now())
        except ReasonMissing:
            error = _("Say in a few words how they know of it.")
            return _page(_refused(letter, "reason", typed, error)), 422
    flash(_("It is settled.") if is_settled else _("Somebody else was faster."))
    return redirect(_back(letter), 303)


def shown(letter: Delivery) -> dict[str, Any]:
    """What a page says of a dead letter."""
    contact = letter.contact
    return {
        "id": letter.id,
        "report_id": letter.report_id,
        "title": letter.report.title,
        "what": words.PURPOSES[letter.purpose],
        "body": letter.body.name,
        "contact_id": contact.id if contact else None,
        "address": addresses.shown_of(letter),
        "second_address": contact.second_address if contact else "",
        "attempts": letter.attempts,
        "error": letter.last_error,
        "is_uncertain": is_uncertain(letter),
        "created_at": letter.created_at,
    }


def _page(refused: dict[str, Any] | None = None) -> str:
    letters = [shown(letter) for letter in queries.dead(g.viewer)]
    return render_template("officers/deliveries/index.html", letters=letters, refused=refused)


def _refused(letter: Delivery, field: str, typed: str, error: str) -> dict[str, Any]:
    return {"id": letter.id, "field": field, "typed": typed, "error": error}


def _of_own_body(delivery_id: int) -> Delivery:
    letter = next(iter(queries.by_ids([delivery_id])), None)
    if letter is None or not g.viewer.administers(letter.body_id):
        raise NotFound(delivery=delivery_id)
    return letter


def _back(letter: Delivery) -> str:
    if request.form.get("back") == "contact" and letter.contact_id:
        return url_for("officers.contacts.show", contact_id=letter.contact_id)
    return url_for("officers.deliveries.index")
