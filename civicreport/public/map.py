"""All reports in view, as pins and as a list beside them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from civicreport.categories import queries as categories
from civicreport.domain.location import box_in
from civicreport.reports import queries
from civicreport.reports.cards import Pin
from civicreport.reports.filters import ReportFilter
from civicreport.web import maps
from civicreport.web.names import named
from civicreport.web.words import status_name

blueprint = Blueprint("map", __name__)
MOST_PINS = 2000


@blueprint.get("/map")
def show() -> ResponseReturnValue:
    offered = categories.all_categories()
    filters = ReportFilter.from_args(request.args).knowing(c.code for c in offered)
    text = request.args.get("bbox", "")
    box = box_in(text)
    listed = queries.newest_in(box, filters, request.args.get("cursor"))
    return render_template(
        "public/map/show.html",
        cards=listed.rows,
        more=_address(filters, bbox=text if box else "", cursor=listed.next_cursor),
        filters=filters,
        categories=[(category.code, named(category.name)) for category in offered],
        bbox=text if box else "",
        map=maps.overview_map(_("Map of reports")),
        pins_url=url_for(".pins", **_arguments(filters)),
    )


@blueprint.get("/reports.geojson")
def pins() -> ResponseReturnValue:
    """The newest public reports in a box; `is_cut` says that there are more."""
    box = box_in(request.args.get("bbox", ""))
    if box is None:
        abort(400)
    found = queries.pins_in(box, ReportFilter.from_args(request.args), limit=MOST_PINS + 1)
    response = jsonify(
        type="FeatureCollection",
        is_cut=len(found) > MOST_PINS,
        limit=MOST_PINS,
        features=[_feature(pin) for pin in found[:MOST_PINS]],
    )
    response.mimetype = "application/geo+json"
    return response


def _address(filters: ReportFilter, *, bbox: str, cursor: str | None) -> str | None:
    """Of the list's next page."""
    if cursor is None:
        return None
    return url_for(".show", **_arguments(filters), bbox=bbox or None, cursor=cursor)


def _arguments(filters: ReportFilter) -> dict[str, Any]:
    return dict(filters.to_args())


def _feature(pin: Pin) -> dict[str, object]:
    return {
        "type": "Feature",
        "id": pin.id,
        "geometry": {"type": "Point", "coordinates": [pin.longitude, pin.latitude]},
        "properties": {
            "status": pin.status,
            "category": pin.category_code,
            "title": pin.title,
            "label": f"{named(pin.category_name)}, {status_name(pin.status)}: {pin.title}",
            "upvotes": pin.upvotes,
            "reported_at": pin.reported_at.isoformat(),
            "url": url_for("public.reports.show", report_id=pin.id),
        },
    }
