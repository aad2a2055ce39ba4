"""What is to do, overdue first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask_babel import gettext as _

from civicreport.categories import queries as categories
from civicreport.domain import clock
from civicreport.domain.status import Status, is_open
from civicreport.domain.visibility import is_public
from civicreport.officers import desk, words
from civicreport.reports import inbox
from civicreport.reports.cards import InboxRow
from civicreport.reports.filters import ReportFilter
from civicreport.web.words import status_name

blueprint = Blueprint("inbox", __name__)


@blueprint.get("/")
def index() -> str:
    every = categories.all_categories()
    filters = ReportFilter.from_args(request.args).knowing(category.code for category in every)
    page = inbox.inbox(g.viewer, filters, request.args.get("after"))
    now = clock.now()
    return render_template(
        "officers/inbox/index.html",
        rows=[(row, _due(row, now), _note(row)) for row in page.rows],
        more=_more(filters, page.next_cursor),
        counts=inbox.inbox_counts(g.viewer, now=now),
        chosen={
            "status": _first(filters, "status", "open"),
            "category": _first(filters, "category", ""),
        },
        statuses=_statuses(),
        categories=every,
    )


def _due(row: InboxRow, now: datetime) -> tuple[str, bool] | None:
    return desk.due(row.expected_at, now=now) if is_open(row.status) else None


def _note(row: InboxRow) -> str:
    """Who may see it, where that is not everybody."""
    return "" if is_public(row.visibility) else str(words.VISIBILITIES[row.visibility])


def _more(filters: ReportFilter, cursor: str | None) -> str | None:
    arguments: dict[str, Any] = {**filters.to_args(), "after": cursor}
    return url_for(".index", **arguments) if cursor else None


def _first(filters: ReportFilter, key: str, otherwise: str) -> str:
    return filters.to_args().get(key, [otherwise])[0]


def _statuses() -> list[tuple[str, str]]:
    classes = [("open", _("Open")), ("closed", _("Ended"))]
    return [*classes, *((str(status), status_name(status)) for status in Status)]
