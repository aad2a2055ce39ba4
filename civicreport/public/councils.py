"""A council's page: what it takes, where, and what was reported to it lately."""

from __future__ import annotations

from flask import Blueprint, render_template

from civicreport.bodies import queries as bodies
from civicreport.reports import queries
from civicreport.reports.filters import ReportFilter

blueprint = Blueprint("councils", __name__)
NEWEST = 6


@blueprint.get("/councils/<body_code>")
def show(body_code: str) -> str:
    body = bodies.active_by_code(body_code)
    return render_template(
        "public/councils/show.html",
        body=body,
        duties=bodies.duties_of(body.id),
        areas=bodies.areas_of(body.id),
        cards=queries.newest_in(None, ReportFilter(body=body.code), size=NEWEST).rows,
    )
