"""A report's photos, for whoever may see them."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from civicreport.adapters.images import as_jpeg
from civicreport.adapters.photo_store import PhotoMissing, store
from civicreport.domain.errors import NotFound
from civicreport.domain.permissions import STRANGER
from civicreport.reports import photos, queries
from civicreport.web import visitor
from civicreport.web.headers import keep_address_secret

blueprint = Blueprint("photos", __name__)
# Long enough for a page turned to and fro; what a moderator hides is gone from every cache by then.
FOR_EVERYBODY = "public, max-age=300"
FOR_ITS_GIVER = "private, no-cache"


@blueprint.get("/photos/<path:key>/<any(large, small):size>.webp")
def show(key: str, size: str) -> Response:
    try:
        photo, keep = queries.photo_by_key(key, STRANGER), FOR_EVERYBODY
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


@blueprint.get("/photos/for-bodies/<token>.jpg")
def for_bodies(token: str) -> Response:
    """For the system of a body, that came by the address which its report named."""
    key = photos.key_for_bodies(token)
    if key is None:
        abort(404)
    photo = queries.photo_for_bodies(key)
    try:
        picture = as_jpeg(store().get(photos.large(photo.key)))
    except PhotoMissing:
        abort(404)
    response = Response(picture, mimetype="image/jpeg")
    response.headers["X-Robots-Tag"] = "noindex"
    return keep_address_secret(response)
