"""How the addresses of a body fare, and what to do where one seems dead. For administrators."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from civicreport import config
from civicreport.db import transaction
from civicreport.delivery import addresses, alarms, dead_letters, health, queries
from civicreport.delivery.health import ContactHealth
from civicreport.domain import clock
from civicreport.officers import deliveries
from civicreport.officers.guard import administrators_only

blueprint = Blueprint("contacts", __name__, url_prefix="/contacts")
blueprint.before_request(administrators_only)
MOST_SHOWN = 100


@blueprint.get("")
def index() -> str:
    every = health.of_viewer(g.viewer, now=clock.now())
    chosen = request.args.get("body", "")
    listed = [one for one in every if chosen in ("", one.body_code)]
    shown = _trouble_first(listed)[:MOST_SHOWN]
    return render_template(
        "officers/contacts/index.html",
        contacts=shown,
        left_out=len(listed) - len(shown),
        bodies=sorted({(one.body_code, one.body_name) for one in every}, key=lambda it: it[1]),
        chosen=chosen,
        counts=_counts(listed),
    )


@blueprint.get("/<int:contact_id>")
def show(contact_id: int) -> str:
    contact = health.of_contact(contact_id, g.viewer, now=clock.now())
    return render_template(
        "officers/contacts/show.html",
        contact=contact,
        address=addresses.shown(contact.method, contact.address),
        letters=[deliveries.shown(letter) for letter in dead_letters.of_contact(contact_id)],
        attempts=queries.attempts_at(contact_id),
        past=[alarm for alarm in alarms.of_contact(contact_id) if alarm.cleared_at],
        silent_days=config.current().health.silent_days,
    )


@blueprint.post("/<int:contact_id>/attempts")
def new_attempts(contact_id: int) -> ResponseReturnValue:
    """All of its dead letters again, to its own address or to the second one."""
    contact = health.of_contact(contact_id, g.viewer, now=clock.now())
    to = contact.second_address if request.form.get("to") == "second" else ""
    with transaction():
        letters = dead_letters.of_contact(contact_id, for_change=True)
        for letter in letters:
            dead_letters.retry(letter, at=clock.now(), to=to)
    flash(ngettext("One is on its way again.", "%(num)s are on their way again.", len(letters)))
    return redirect(url_for(".show", contact_id=contact_id), 303)


def _trouble_first(listed: list[ContactHealth]) -> list[ContactHealth]:
    return sorted(listed, key=lambda one: one.is_well)


def _counts(listed: list[ContactHealth]) -> dict[str, int]:
    return {
        "all": len(listed),
        "trouble": sum(bool(one.alarms) for one in listed),
        "dead": sum(one.signs.dead for one in listed),
    }
