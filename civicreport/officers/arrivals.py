"""What may have arrived at a body's own system, and an administrator looks there."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, Length

from civicreport.db import transaction
from civicreport.delivery import queries, uncertain
from civicreport.delivery.models import Delivery
from civicreport.domain import clock
from civicreport.domain.errors import NotFound

blueprint = Blueprint("arrivals", __name__, url_prefix="/deliveries/<int:delivery_id>")


class ArrivalForm(FlaskForm):  # type: ignore[misc] # flask_wtf is untyped
    class Meta:
        csrf = False  # the guard of the whole audience looks at the token

    external_id = StringField(
        lazy_gettext("Its number there"),
        filters=[lambda number: (number or "").strip()],
        validators=[
            DataRequired(lazy_gettext("Write the number that the report has there.")),
            Length(max=200, message=lazy_gettext("No number is that long.")),
        ],
    )


@blueprint.get("/arrival")
def show(delivery_id: int) -> str:
    return _page(_uncertain(delivery_id), ArrivalForm())


@blueprint.post("/arrival")
def arrival(delivery_id: int) -> ResponseReturnValue:
    form = ArrivalForm()
    with transaction():
        letter = _uncertain(delivery_id)
        if not form.validate():
            return _page(letter, form), 422
        number = form.external_id.data
        uncertain.is_there(letter, external_id=number, by=g.account, at=clock.now())
    flash(_("It counts as delivered, and its answers come back."))
    return redirect(url_for("officers.deliveries.index"), 303)


@blueprint.post("/non-arrival")
def non_arrival(delivery_id: int) -> ResponseReturnValue:
    with transaction():
        uncertain.is_not_there(_uncertain(delivery_id), by=g.account, at=clock.now())
    flash(_("It is on its way again."))
    return redirect(url_for("officers.deliveries.index"), 303)


def _uncertain(delivery_id: int) -> Delivery:
    letter = next(iter(queries.by_ids([delivery_id])), None)
    if letter is None or not g.viewer.administers(letter.body_id):
        raise NotFound(delivery=delivery_id)
    if not uncertain.is_uncertain(letter):
        raise NotFound(delivery=delivery_id)
    return letter


def _page(letter: Delivery, form: ArrivalForm) -> str:
    return render_template(
        "officers/arrivals/show.html",
        letter={
            "id": letter.id,
            "report_id": letter.report_id,
            "title": letter.report.title,
            "body": letter.body.name,
            "error": letter.last_error,
        },
        form=form,
    )
