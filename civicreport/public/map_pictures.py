"""Maps as pictures: of one public report, and of all that a filter lets through in a box.

Nothing but what is public is ever drawn, whoever asks: these pictures travel.
"""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response, abort, request

from civicreport.adapters.drawing.looks import LookName
from civicreport.adapters.drawing.maps import Mark
from civicreport.domain.errors import NotFound
from civicreport.domain.location import box_in
from civicreport.domain.mercator import View, view_of
from civicreport.domain.permissions import STRANGER
from civicreport.domain.visibility import is_public
from civicreport.reports import clusters, queries
from civicreport.reports.cards import Pin
from civicreport.reports.clusters import Cluster
from civicreport.reports.filters import ReportFilter
from civicreport.reports.models import Report
from civicreport.web import static_maps
from civicreport.web.limits import limit_reading
from civicreport.web.static_maps import Spot
from civicreport.web.typed import whole_number

blueprint = Blueprint("map_pictures", __name__)
WIDTHS, HEIGHTS = range(120, 1025), range(90, 769)
WIDE, HIGH = 640, 400
LOOKS = ("light", "dark")
# What a moderator hides is gone from every cache by then, as with photos.
FOR_EVERYBODY = "public, max-age=60, s-maxage=300"


@blueprint.get("/reports/<int:report_id>/map.png")
def of_report(report_id: int) -> Response:
    """The spot with its pin."""
    report = public_report(report_id)
    spot = Spot(report.point.rounded(), report.status, *_size())
    return as_picture(static_maps.picture_of_spot(spot, _look()))


@blueprint.get("/map.png")
@limit_reading("searches", asking="words")
def of_box() -> Response:
    """What the map shows of `bbox`, else of the site's whole ground."""
    view, look = _view(), _look()
    filters = ReportFilter.from_args(request.args)
    found = clusters.overview(view.box, filters, zoom=round(view.zoom))
    marks = [*map(_pin, found.pins), *map(_ring, found.clusters)]
    return as_picture(static_maps.picture(view, marks, look))


def public_report(report_id: int) -> Report:
    """Raises NotFound for all others, also to those who may see them."""
    report = queries.visible(report_id, STRANGER)
    if not is_public(report.visibility):
        raise NotFound(report=report_id)
    return report


def as_picture(content: bytes) -> Response:
    response = Response(content, mimetype="image/png")
    response.headers["Cache-Control"] = FOR_EVERYBODY
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _pin(pin: Pin) -> Mark:
    return Mark(pin.longitude, pin.latitude, pin.status)


def _ring(cluster: Cluster) -> Mark:
    shares = (cluster.reported, cluster.in_hand, cluster.fixed, cluster.ended)
    return Mark(cluster.at.longitude, cluster.at.latitude, shares)


def _view() -> View:
    width, height = _size()
    text = request.args.get("bbox")
    if not text:
        return static_maps.view_of_site(width=width, height=height)
    box = box_in(text)
    if box is None:
        abort(400)
    return view_of(box, width=width, height=height)


def _size() -> tuple[int, int]:
    return _side("width", WIDE, WIDTHS), _side("height", HIGH, HEIGHTS)


def _side(name: str, default: int, allowed: range) -> int:
    asked = whole_number(request.args.get(name, default))
    if asked not in allowed:
        abort(400)
    return asked


def _look() -> LookName:
    name = request.args.get("look", "light")
    if name not in LOOKS:
        abort(400)
    return cast("LookName", name)
