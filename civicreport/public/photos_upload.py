"""Photos on their way: sent while the rest of the form is still being written."""

from __future__ import annotations

from flask import Blueprint, Response, abort, jsonify, request
from flask.typing import ResponseReturnValue

from civicreport.adapters.photo_store import PhotoMissing, store
from civicreport.public import photo_intake
from civicreport.reports import photos, queries
from civicreport.web import visitor
from civicreport.web.limits import limit

blueprint = Blueprint("photos_upload", __name__)


@blueprint.post("/report/new/photos")
@limit("acts")
def keep() -> ResponseReturnValue:
    """Each photo gets its own answer: a token for the form, or the reason why not."""
    intake = photo_intake.take((), request.files.getlist("photos"))
    kept = [{"token": photo.token, "preview": photo.preview_url} for photo in intake.kept]
    return jsonify(photos=kept, errors=intake.refusals)


@blueprint.get("/report/new/photos/<token>")
def preview(token: str) -> ResponseReturnValue:
    """The small size, for whoever holds the signed token: the person who sent it.

    Once a report holds the photo, its own rules decide: a hidden one has no way round them.
    """
    stored = photos.from_token(token)
    if stored is None:
        abort(404)
    if photos.is_held(stored.key):
        queries.photo_by_key(stored.key, visitor.viewer())
    try:
        response = Response(store().get(photos.small(stored.key)), content_type="image/webp")
    except PhotoMissing:
        abort(404)
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response
