"""What waits for somebody to look at it: reports that a light check doubts, and photos."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, g, render_template, request, url_for

from civicreport.domain.visibility import Visibility
from civicreport.officers import words
from civicreport.reports import inbox
from civicreport.web.words import doubt_words

blueprint = Blueprint("pending", __name__)


@blueprint.get("/pending")
def index() -> str:
    reports = inbox.pending(g.viewer, request.args.get("after"))
    photos = inbox.pending_photos(g.viewer, request.args.get("photos_after"))
    return render_template(
        "officers/pending/index.html",
        reports=[(row, [doubt_words(doubt) for doubt in row.doubts]) for row in reports.rows],
        more_reports=_more("after", reports.next_cursor),
        photos=photos.rows,
        more_photos=_more("photos_after", photos.next_cursor),
        moves=words.moves(Visibility.PENDING),
    )


def _more(key: str, cursor: str | None) -> str | None:
    arguments: dict[str, Any] = {key: cursor}
    return url_for(".index", **arguments) if cursor else None
