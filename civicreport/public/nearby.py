"""Is it one of these? What is known near by, while somebody fills in the form.

Whoever means one of them has seen it, too, and follows it: a second report helps nobody. What was
typed stays where it was; with scripts it is still in the form.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from civicreport.accounts.models import Account
from civicreport.db import transaction
from civicreport.domain import clock
from civicreport.domain.location import Point, direction
from civicreport.participation import follows, upvotes
from civicreport.public import place_words
from civicreport.reports import neighbours, queries
from civicreport.reports.cards import ReportCard
from civicreport.web import visitor
from civicreport.web.coordinates import BadCoordinate, point_from
from civicreport.web.errors import wants_json
from civicreport.web.guards import takes_any_text
from civicreport.web.limits import limit

blueprint = Blueprint("nearby", __name__)
MOST = 3  # that can be looked through on a phone
NO_DIRECTION = 10  # metres


@dataclass(frozen=True, slots=True)
class Near:
    """A report that may be the same, and where it lies from here, in words."""

    card: ReportCard
    point: Point
    where: str
    is_own: bool = False  # of whoever fills in the form: seen before, and counted by itself


def known_at(point: Point, category_code: str, *, asking: Account | None = None) -> list[Near]:
    return [
        Near(
            found.card,
            found.point,
            _where(point, found.point, found.metres),
            is_own=asking is not None and asking.id == found.reporter_id,
        )
        for found in neighbours.open_near(point, category_code, MOST)
    ]


@blueprint.get("/report/new/nearby")
def show() -> ResponseReturnValue:
    """The part of the form for another place or category."""
    try:
        point = point_from(request.args)
    except BadCoordinate:
        return jsonify(error="not_a_place"), 422
    near = known_at(point, request.args.get("category", ""), asking=visitor.account())
    part = render_template("public/new_report/_nearby.html", neighbours=near, is_held=False)
    return jsonify(part=part)


@blueprint.post("/reports/<int:report_id>/seen")
@takes_any_text
@limit("acts")
def seen(report_id: int) -> ResponseReturnValue:
    """It is this one: seen, too, and followed; nothing else that was typed is taken."""
    with transaction():
        report = queries.visible(report_id, visitor.viewer())
        account, now = visitor.account_or_new(), clock.now()
        upvotes.give(report.id, account.id, at=now)
        follows.follow(report.id, account.id, at=now)
    kept = "kept" if wants_json() else "yes"  # what was typed: only our program leaves it there
    url = url_for("public.reports.show", report_id=report_id, seen=kept)
    return jsonify(url=url) if wants_json() else redirect(url, 303)


def _where(here: Point, there: Point, metres: float) -> str:
    """On the very spot no direction means anything."""
    if metres < NO_DIRECTION:
        return str(_("just here"))
    return place_words.away(metres, direction(here, there))
