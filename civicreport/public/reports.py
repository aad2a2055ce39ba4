"""One report: its page, the same for programs, and "I've seen this too"."""

from __future__ import annotations

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from civicreport.db import transaction
from civicreport.domain import clock
from civicreport.domain.visibility import is_public
from civicreport.participation import queries as participation
from civicreport.participation import upvotes
from civicreport.public import embeds
from civicreport.public.report_page import page_for
from civicreport.reports import queries
from civicreport.web import maps, visitor
from civicreport.web.addresses import absolute
from civicreport.web.errors import wants_json
from civicreport.web.limits import limit

blueprint = Blueprint("reports", __name__)


@blueprint.get("/reports/<int:report_id>")
def show(report_id: int) -> ResponseReturnValue:
    viewer = visitor.viewer()
    report = page_for(queries.visible(report_id, viewer), viewer)
    spot = maps.report_map(report.point) if report.point else None
    code = embeds.frame(report.id, report.title)
    return render_template("public/reports/show.html", report=report, map=spot, embed_code=code)


@blueprint.get("/reports/<int:report_id>.json")
def show_json(report_id: int) -> ResponseReturnValue:
    report = queries.visible(report_id, visitor.viewer())
    point = report.point.rounded() if is_public(report.visibility) else None
    return jsonify(
        id=report.id,
        status=report.status,
        category=report.category.code,
        body=report.body.code if report.body else None,
        title=report.title,
        details=report.details,
        place=report.place_in_words if point else "",
        upvotes=participation.upvotes(report.id),
        reported_at=report.reported_at.isoformat(),
        expected_at=report.expected_at.isoformat() if report.expected_at else None,
        latitude=point.latitude if point else None,
        longitude=point.longitude if point else None,
        url=absolute(url_for(".show", report_id=report.id)),
    )


@blueprint.post("/reports/<int:report_id>/upvote")
@limit("acts")
def upvote(report_id: int) -> ResponseReturnValue:
    """Give it, or take it back."""
    with transaction():
        report = queries.visible(report_id, visitor.viewer())
        stands = upvotes.toggle(report.id, visitor.account_or_new(), at=clock.now())
    if wants_json():
        return jsonify(upvotes=participation.upvotes(report_id), has_upvoted=stands)
    if request.form.get("from") == "mine":
        return redirect(url_for("public.mine.show"), 303)
    return redirect(url_for(".show", report_id=report_id, _anchor="upvote"), 303)
