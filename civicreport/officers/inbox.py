"""What is to do, overdue first."""

from __future__ import annotations

from flask import Blueprint, g, render_template, request

from civicreport.categories import queries as categories
from civicreport.reports import queries
from civicreport.reports.filters import ReportFilter

blueprint = Blueprint("inbox", __name__)


@blueprint.get("/")
def index() -> str:
    every = categories.all_categories()
    filters = ReportFilter.from_args(request.args).knowing(category.code for category in every)
    return render_template(
        "officers/inbox/index.html",
        page=queries.inbox(g.viewer, filters, request.args.get("after")),
        filters=filters,
        categories=every,
    )
