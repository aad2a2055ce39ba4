"""A report's photos, for whoever may see them."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from civicreport.adapters.photo_store import PhotoMissing, store
from civicreport.domain.errors import NotFound
from civicreport.domain.permissions import STRANGER
from civicreport.reports import photos, queries
from civicreport.web import visitor
from civicreport.web.assets import FOR_EVER

blueprint = Blueprint("photos", __name__)
FOR_ITS_GIVER = "private, no-cache"


@blueprint.get("/photos/<path:key>/<any(large, small):size>.webp")
def show(key: str, size: str) -> Response:
    try:
        photo, keep = queries.photo_by_key(key, STRANGER), FOR_EVER
    except NotFound:
        photo, keep = queries.photo_by_key(key, visitor.viewer()), FOR_ITS_GIVER
    name = photos.large(photo.key) if size == "large" else photos.small(photo.key)
    try:
        response = Response(store().get(name), mimetype="image/webp")
    except PhotoMissing:
        abort(404)
    response.headers["Cache-Control"] = keep
    response.set_etag(f"{photo.key.rpartition('/')[2]}-{size}")
    return response
