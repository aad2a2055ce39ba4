"""The picture that goes with a link to a report, wherever it is shown."""

from __future__ import annotations

from flask import Blueprint, Response
from flask_babel import gettext as _

from civicreport import config
from civicreport.adapters.drawing import cards
from civicreport.adapters.drawing.cards import Words
from civicreport.adapters.drawing.ground import DENSITY
from civicreport.adapters.drawing.looks import look
from civicreport.adapters.photo_store import PhotoMissing, store
from civicreport.domain.permissions import STRANGER
from civicreport.public.map_pictures import as_picture, public_report
from civicreport.reports import photos, queries
from civicreport.reports.models import Report
from civicreport.web import static_maps
from civicreport.web.names import named
from civicreport.web.static_maps import Spot
from civicreport.web.words import status_name

blueprint = Blueprint("cards", __name__)


@blueprint.get("/reports/<int:report_id>/card.png")
def show(report_id: int) -> Response:
    """Status, title, who has it, the map, and a photo that is public."""
    report = public_report(report_id)
    words, photo_key = _words(report), _photo_key(report.id)
    key = f"{words} {report.point.rounded()} {photo_key}"
    return as_picture(static_maps.kept(key, lambda: _card(report, words, photo_key)))


def _card(report: Report, words: Words, photo_key: str | None) -> bytes:
    photo = _photo(photo_key)
    width, height = cards.room_for_map(has_photo=photo is not None)
    spot = Spot(report.point.rounded(), report.status, width // DENSITY, height // DENSITY)
    around = static_maps.drawn_spot(spot, "light")
    return cards.as_png(cards.drawn(words, look("light"), around, photo))


def _words(report: Report) -> Words:
    body = report.body
    return Words(
        status=report.status,
        status_name=status_name(report.status),
        title=report.title,
        about=" · ".join(part for part in (named(report.category.name), report.place) if part),
        who=_("With %(body)s", body=named(body.name)) if body else _("No one is responsible yet"),
        site_name=config.current().site.name,
    )


def _photo_key(report_id: int) -> str | None:
    return next((photo.key for photo in queries.photos_of(report_id, STRANGER)), None)


def _photo(key: str | None) -> bytes | None:
    try:
        return store().get(photos.large(key)) if key else None
    except PhotoMissing:
        return None
