"""The search box: a place, a postcode, coordinates, or a report's own reference."""

from __future__ import annotations

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from civicreport.domain.location import Place
from civicreport.public.map_view import map_around
from civicreport.web import place_search
from civicreport.web.errors import wants_json
from civicreport.web.limits import limit_reading

blueprint = Blueprint("places", __name__)


@blueprint.get("/places")
@limit_reading("searches")
def show() -> ResponseReturnValue:
    """A list to choose from; as JSON for suggestions, `typing` being set while somebody types."""
    asked = request.args.get("q", "").strip()
    report_id = place_search.reference_in(asked)
    if report_id is not None and not wants_json():
        return redirect(url_for("public.reports.show", report_id=report_id))
    findings = place_search.find(asked, while_typing="typing" in request.args)
    if wants_json():
        places = [_as_json(place) for place in findings.places]
        return jsonify(places=places, is_complete=findings.is_complete)
    return render_template(
        "public/places/show.html",
        asked=asked,
        findings=findings,
        map_around=map_around,
    )


def _as_json(place: Place) -> dict[str, object]:
    return {
        "label": place.label,
        "latitude": place.latitude,
        "longitude": place.longitude,
        "is_wide": place.is_wide,
        "url": url_for(
            "public.new_report.show",
            latitude=place.latitude,
            longitude=place.longitude,
            wide=1 if place.is_wide else None,
            street=1 if place.is_street else None,
        ),
    }
