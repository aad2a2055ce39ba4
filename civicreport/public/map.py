"""All reports in view, as pins and as a list beside them."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, abort, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from civicreport.domain.location import view_in
from civicreport.public.map_steps import picture_of
from civicreport.public.map_view import MapView, status_title
from civicreport.reports import clusters, queries
from civicreport.reports.cards import Pin, ReportCard
from civicreport.reports.clusters import Cluster
from civicreport.reports.filters import ReportFilter
from civicreport.web import maps, place_search
from civicreport.web.limits import limit_reading
from civicreport.web.names import named
from civicreport.web.words import status_name

blueprint = Blueprint("map", __name__)
MOST_COUNTED = 200
CLOSEST = 22


@blueprint.get("/map")
@limit_reading("searches", asking="words")
def show() -> ResponseReturnValue:
    asked = MapView.from_args(request.args)
    report_id = place_search.reference_in(asked.filters.words)
    if report_id is not None:
        return redirect(url_for("public.reports.show", report_id=report_id))
    listed = queries.newest_in(asked.box, asked.filters, request.args.get("cursor"))
    return render_template(
        "public/map/show.html",
        asked=asked,
        cards=listed.rows,
        count=queries.count_in(asked.box, asked.filters, most=MOST_COUNTED),
        most_counted=MOST_COUNTED,
        more=asked.address(cursor=listed.next_cursor) if listed.next_cursor else None,
        picture=picture_of(asked),
        status_title=status_title,
        map=maps.overview_map(_("Map of reports")),
    )


@blueprint.get("/reports.geojson")
@limit_reading("searches", asking="words")
def pins() -> ResponseReturnValue:
    """What a map shows of a view: single reports, and clusters with their numbers."""
    view = view_in(request.args.get("bbox", ""))
    if view is None:
        abort(400)
    filters = ReportFilter.from_args(request.args)
    found = clusters.overview(view, filters, zoom=_zoom(request.args.get("zoom", "")))
    features = [*map(_pin, found.pins), *map(_cluster, found.clusters)]
    response = jsonify(type="FeatureCollection", count=found.count, features=features)
    response.mimetype = "application/geo+json"
    return response


@blueprint.get("/map/cards")
def cards() -> ResponseReturnValue:
    """What a tapped pin tells: one `report`, or those of a `bbox` that lie on one spot."""
    listed = _tapped()
    part = render_template("public/map/_cards.html", cards=listed)
    return jsonify(part=part, count=len(listed))


def _tapped() -> Sequence[ReportCard]:
    report_id = place_search.reference_in(f"CR-{request.args.get('report', '')}")
    if report_id is not None:
        return queries.public_cards([report_id]) or abort(404)
    view = view_in(request.args.get("bbox", ""))
    if view is None:
        abort(400)
    return queries.newest_in(view, ReportFilter.from_args(request.args)).rows


def _zoom(text: str) -> int | None:
    return min(int(text), CLOSEST) if text.isdecimal() and len(text) <= len("22") else None


def _pin(pin: Pin) -> dict[str, object]:
    return {
        "type": "Feature",
        "id": pin.id,
        "geometry": {"type": "Point", "coordinates": [pin.longitude, pin.latitude]},
        "properties": {
            "status": pin.status,
            "label": f"{named(pin.category_name)}, {status_name(pin.status)}: {pin.title}",
            "url": url_for("public.reports.show", report_id=pin.id),
        },
    }


def _cluster(cluster: Cluster) -> dict[str, object]:
    return {
        "type": "Feature",
        "id": cluster.key,
        "bbox": cluster.bounds,
        "geometry": {"type": "Point", "coordinates": [cluster.at.longitude, cluster.at.latitude]},
        "properties": {
            "count": cluster.count,
            "reported": cluster.reported,
            "in_hand": cluster.in_hand,
            "fixed": cluster.fixed,
            "ended": cluster.ended,
        },
    }
