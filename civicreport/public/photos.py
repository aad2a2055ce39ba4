"""A report's photos, for whoever may see them."""

from __future__ import annotations

from flask import Blueprint, Response, abort

from civicreport.adapters.images import as_jpeg
from civicreport.adapters.photo_store import PhotoMissing
from civicreport.domain.errors import NotFound
from civicreport.domain.permissions import STRANGER
from civicreport.reports import photos, queries
from civicreport.web import visitor
from civicreport.web.headers import keep_address_secret

blueprint = Blueprint("photos", __name__)
# Under its key a photo never changes, so whoever has seen it may keep it: nobody else sees their
# copy, and no page leads there any more once it is hidden. A shared cache would show it to people
# who have not: it asks again within a minute, hears 404, and may not answer by itself meanwhile.
FOR_EVERYBODY = "public, max-age=2592000, immutable, s-maxage=60, proxy-revalidate"
FOR_ITS_GIVER = "private, no-cache"


@blueprint.get("/photos/<path:key>/<any(large, medium, small):size>.webp")
def show(key: str, size: str) -> Response:
    try:
        photo, keep = queries.photo_by_key(key, STRANGER), FOR_EVERYBODY
    except NotFound:
        photo, keep = queries.photo_by_key(key, visitor.viewer()), FOR_ITS_GIVER
    try:
        response = Response(photos.picture(photo.key, size), mimetype="image/webp")
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
        picture = as_jpeg(photos.picture(photo.key, "large"))
    except PhotoMissing:
        abort(404)
    response = Response(picture, mimetype="image/jpeg")
    response.headers["X-Robots-Tag"] = "noindex"
    return keep_address_secret(response)
