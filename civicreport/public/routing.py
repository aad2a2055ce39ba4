"""Who is responsible for this, at this place, and why: for machines and as a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from civicreport.areas import queries as areas
from civicreport.bodies import queries as bodies
from civicreport.bodies import takers
from civicreport.categories import queries as categories
from civicreport.domain.errors import NotFound
from civicreport.domain.location import Point
from civicreport.domain.routing import Decision
from civicreport.public import questions
from civicreport.web.coordinates import BadCoordinate, point_from
from civicreport.web.reasons import sentences

blueprint = Blueprint("routing", __name__)


@blueprint.get("/api/route")
def route() -> ResponseReturnValue:
    try:
        point = point_from(request.args)
    except BadCoordinate as error:
        return jsonify(error=str(error), field=error.field), 400
    try:
        facts, decision = takers.route(point, request.args.get("category", ""), _answers())
    except NotFound:
        return jsonify(error=_("There is no such category."), field="category"), 404
    return jsonify(
        areas=[{"code": a.code, "name": a.name, "type": a.type} for a in facts.areas],
        responsible=_responsible(decision),
        copied=list(decision.responsible.copies) if decision.responsible else [],
        reasons=_reasons(point, decision),
    )


@blueprint.get("/why")
def why() -> ResponseReturnValue:
    try:
        point = point_from(request.args)
    except BadCoordinate as error:
        abort(400, str(error))
    facts, decision = takers.route(point, request.args.get("category", ""), _answers())
    return render_template(
        "public/routing/why.html",
        point=point.rounded(),
        category=categories.by_code(request.args.get("category", "")),
        areas=facts.areas,
        taker=decision.responsible,
        copied=bodies.names_of(decision.responsible.copies) if decision.responsible else [],
        reasons=_reasons(point, decision),
        is_covered=decision.is_covered,
    )


def _answers() -> Mapping[str, Any]:
    """What was answered in the form, where that says whose it is. Raises NotFound."""
    return questions.of_category(request.args.get("category", ""), request.args).answers


def _responsible(decision: Decision) -> dict[str, str] | None:
    taker = decision.responsible
    if taker is None:
        return None
    return {"body": taker.body_code, "name": taker.body_name, "method": taker.method}


def _reasons(point: Point, decision: Decision) -> list[str]:
    nearest = None if decision.is_covered else areas.nearest(point)
    return sentences(decision.reasons, nearest=nearest)
