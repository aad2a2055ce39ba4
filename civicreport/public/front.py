"""The front page: what this is, where is it, and what became of others' reports."""

from __future__ import annotations

from flask import Blueprint, render_template

from civicreport.reports import queries

blueprint = Blueprint("front", __name__)
FIXES = 3
REPORTS = 6


@blueprint.get("/")
def show() -> str:
    return render_template(
        "public/front/show.html",
        fixes=queries.latest_fixes(FIXES),
        reports=queries.latest(REPORTS),
    )
