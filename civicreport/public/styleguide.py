"""Every component in one place, drawn from made-up values. Not on a live site."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Blueprint, abort, render_template

from civicreport import config
from civicreport.domain.status import STAGES, Status
from civicreport.domain.visibility import Visibility
from civicreport.reports.cards import ReportCard
from civicreport.web.timeline_words import Line

blueprint = Blueprint("styleguide", __name__)
_AT = datetime(2026, 11, 12, 17, 55, tzinfo=UTC)


@blueprint.get("/styleguide")
def show() -> str:
    if config.current().site.mode == "live":
        abort(404)
    return render_template(
        "public/styleguide/show.html",
        statuses=list(Status),
        stages=[(stage, ("done", "now", "next")[min(n, 2)], _AT) for n, stage in enumerate(STAGES)],
        cards=[_card(1, Status.SCHEDULED), _card(2, Status.NO_ACTION)],
        lines=_lines(),
    )


def _card(number: int, status: Status) -> ReportCard:
    return ReportCard(
        id=number,
        title="Deep pothole by the crossing",
        excerpt="Deep pothole by the crossing. When it rains you can’t see it.",
        category_code="pothole",
        category_name="Pothole",
        status=status,
        visibility=Visibility.PUBLIC,
        place="Magdalen Road, at Cowley Road",
        reported_at=_AT,
        closed_at=None,
        body_code="county",
        body_name="Oxfordshire County Council",
        upvotes=14,
        photo_key=None,
    )


def _lines() -> list[Line]:
    text = "An inspector will look at it by Tuesday."
    return [
        Line("Acknowledged", _AT, "status-acknowledged", Status.ACKNOWLEDGED, text, "Highways"),
        Line("Note", _AT, "lock", text="Crew 4 has it.", by="Cleo", internal=True),
        Line("Reported", _AT, "status-reported", Status.REPORTED),
    ]
