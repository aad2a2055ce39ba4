"""Who may see a photo: one at a time, with a reason."""

from __future__ import annotations

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from civicreport.db import transaction
from civicreport.domain import clock
from civicreport.domain.errors import NotFound, NotPermitted, VisibilityNotAllowed
from civicreport.domain.visibility import Move
from civicreport.officers import case, words
from civicreport.officers.forms import PhotoVisibilityForm
from civicreport.reports import moderation, queries
from civicreport.reports.models import Photo, Report

blueprint = Blueprint("photos", __name__, url_prefix="/photos")

MODERATION = {
    Move.HIDE: moderation.hide_photo,
    Move.RELEASE: moderation.release_photo,
    Move.RESTORE: moderation.restore_photo,
}


@blueprint.post("/<int:photo_id>/visibility")
def visibility(photo_id: int) -> ResponseReturnValue:
    form = PhotoVisibilityForm()
    with transaction():
        photo, report = _of_own_body(photo_id)
        if not form.validate():
            return _again(photo, form), 422
        try:
            MODERATION[form.move.data](
                photo,
                by=g.account,
                actor=case.capacity(report),
                reason=form.reason.data,
                at=clock.now(),
            )
        except VisibilityNotAllowed:
            return _again(photo, form, is_overtaken=True), 409
    flash(_("Who may see the photo is changed."))
    return redirect(_back(report), 303)


def _of_own_body(photo_id: int) -> tuple[Photo, Report]:
    try:
        return queries.photo_for_change(photo_id, viewer=g.viewer)
    except NotPermitted:
        raise NotFound(photo=photo_id) from None


def _again(photo: Photo, form: PhotoVisibilityForm, *, is_overtaken: bool = False) -> str:
    return render_template(
        "officers/photos/visibility.html",
        photo={"id": photo.id, "key": photo.key, "report_id": photo.report_id},
        moves=words.moves(photo.visibility),
        form=form,
        is_overtaken=is_overtaken,
    )


def _back(report: Report) -> str:
    if request.form.get("back") == "pending":
        return url_for("officers.pending.index")
    return url_for("officers.reports.show", report_id=report.id)
