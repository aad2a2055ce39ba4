"""The map's own ground in pieces that any cache may keep: outlines of areas and names of places."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from civicreport.areas import queries
from civicreport.domain.location import Box
from civicreport.domain.mercator import TILE, View

blueprint = Blueprint("base_map", __name__)
DEEPEST = 18
FOR_A_WHILE = "public, max-age=300"


@blueprint.get("/maps/base/<int:zoom>/<int:x>/<int:y>.json")
def piece(zoom: int, x: int, y: int) -> Response:
    """A tile of the usual scheme; drawn twice as large as usual, so as fine as one zoom deeper."""
    if zoom > DEEPEST or not (x < 2**zoom and y < 2**zoom):
        abort(404)
    box = box_of(zoom, x, y)
    boundaries = queries.boundaries_geojson(box, zoom + 1)
    places = queries.places_geojson(box, zoom + 1)
    response = Response(
        f'{{"boundaries": {boundaries}, "places": {places}}}', mimetype="application/json"
    )
    response.headers["Cache-Control"] = FOR_A_WHILE
    return response


def box_of(zoom: int, x: int, y: int) -> Box:
    return View(x * TILE, y * TILE, zoom, TILE, TILE).box
