"""Photos on their way: sent, and turned, while the rest of the form is still being written."""

from __future__ import annotations

from flask import Blueprint, Response, abort, jsonify, request
from flask.typing import ResponseReturnValue

from civicreport.adapters.photo_store import PhotoMissing
from civicreport.public import new_report, photo_intake
from civicreport.public.photo_intake import KeptPhoto
from civicreport.reports import photos, queries
from civicreport.web import visitor
from civicreport.web.guards import takes_any_text
from civicreport.web.limits import limit

blueprint = Blueprint("photos_upload", __name__)


@blueprint.post("/report/new/photos")
@limit("acts")
def keep() -> ResponseReturnValue:
    """Each photo gets its own answer: a token for the form, or the reason why not."""
    intake = photo_intake.take((), request.files.getlist("photos"))
    kept = [_as_json(photo) for photo in intake.kept]
    return jsonify(photos=kept, errors=intake.refusals)


@blueprint.post("/report/new/photos/turned")
@takes_any_text
@limit("acts")
def turn() -> ResponseReturnValue:
    """Without JavaScript: turn the photo whose button it was, and keep all the rest."""
    draft = new_report.posted()
    draft.intake.turn(request.form.get("turn", ""))
    draft.look_around()
    return new_report.page(draft)


@blueprint.post("/report/new/photos/<token>/turned")
@limit("acts")
def turn_one(token: str) -> ResponseReturnValue:
    """For <photo-picker>: the same photo, turned clockwise by 1, 2 or 3 quarters."""
    stored = photos.from_token(token)
    quarters = request.form.get("quarters", "1")
    if stored is None or quarters not in {"1", "2", "3"}:
        abort(404)
    photo = photo_intake.turned(stored, quarters=int(quarters))
    if photo is None:
        abort(404)
    return jsonify(_as_json(photo))


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
        response = Response(photos.picture(stored.key, "small"), content_type="image/webp")
    except PhotoMissing:
        abort(404)
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


def _as_json(photo: KeptPhoto) -> dict[str, str]:
    return {"token": photo.token, "preview": photo.preview_url}
