"""Report something: one page, one form, one address, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from civicreport import config
from civicreport.db import transaction
from civicreport.domain import clock
from civicreport.domain.errors import AlreadySubmitted
from civicreport.domain.location import Place, coordinates_in
from civicreport.public import photo_intake, questions, tempo
from civicreport.public.draft import Draft
from civicreport.public.report_form import ReportForm
from civicreport.reports import submission
from civicreport.reports.models import Report
from civicreport.reports.vetting import Circumstances
from civicreport.web import maps, place_search, visitor
from civicreport.web.errors import wants_json
from civicreport.web.guards import takes_any_text
from civicreport.web.limits import limit

blueprint = Blueprint("new_report", __name__)
_PARTS = ("place", "categories", "recipients")


@blueprint.get("/report/new")
def show() -> ResponseReturnValue:
    """An empty form, or one for the place and the category that the address names."""
    return page(_asked_for())


@blueprint.post("/report/new")
@takes_any_text
@limit("reports")
def submit() -> ResponseReturnValue:
    draft = posted()  # photos are decoded here, before the transaction opens
    with transaction():
        draft.look_around()
        if not draft.is_valid():
            return _refused(draft)
        try:
            number = _send(draft).id
        except AlreadySubmitted as refused:
            return _sent_before(draft, refused.report_id)
    return _sent(number)


@blueprint.post("/report/new/place")
@takes_any_text
@limit("acts")
def choose_place() -> ResponseReturnValue:
    """Without JavaScript: look for a place, or take one of those found, and keep all the rest."""
    asked = request.form.get("q", "").strip()
    spot = coordinates_in(request.form.get("spot", ""))
    if not asked and spot is None:
        return submit()  # the Enter key, in whatever field, presses the form's first button
    draft = posted()
    if spot:
        draft.form.place_at(spot)
        draft.look_around()
        return page(draft)
    draft.look_around()
    return page(draft, asked=asked, found=place_search.find(asked))


@blueprint.get("/report/new/options")
def options() -> ResponseReturnValue:
    """What the form shows for another place: as values, and as the parts of the page."""
    draft = _asked_for()
    if draft.spot is None:
        return jsonify(error="not_a_place"), 422
    parts = {
        name: render_template(f"public/new_report/_{name}.html", **_shown(draft)) for name in _PARTS
    }
    return jsonify(**draft.spot.as_json(), category=draft.offered_category, parts=parts)


@blueprint.get("/report/new/questions")
def category_questions() -> ResponseReturnValue:
    """What a category asks besides, as a part of the page."""
    asked = questions.of_category(request.args.get("category", ""))
    return jsonify(part=render_template("public/new_report/_questions.html", questions=asked))


def page(
    draft: Draft,
    *,
    asked: str = "",
    found: Sequence[Place] = (),
    first_report: int | None = None,
) -> str:
    return render_template(
        "public/new_report/show.html",
        **_shown(draft),
        asked=asked,
        found=found,
        first_report=first_report,
        map=maps.picker_map(draft.spot.point if draft.spot else None),
        photo_limit=config.current().photos.max_count,
    )


def _sent(number: int) -> ResponseReturnValue:
    """To its page; our own programs, which send what waited on a device, get a 201."""
    url = url_for("public.reports.show", report_id=number)
    return (jsonify(id=number, url=url), 201) if wants_json() else redirect(url, 303)


def _refused(draft: Draft) -> ResponseReturnValue:
    if wants_json():
        errors = {name: [str(each) for each in words] for name, words in draft.errors.items()}
        return jsonify(errors=errors), 422
    return page(draft), 422


def _sent_before(draft: Draft, first: int) -> ResponseReturnValue:
    """The form's key has made a report already, in other words: that one stands."""
    if wants_json():
        url = url_for("public.reports.show", report_id=first)
        return jsonify(error="already_submitted", id=first, url=url), 409
    draft.form.new_key()
    return page(draft, first_report=first), 409


def _shown(draft: Draft) -> dict[str, object]:
    return {
        "draft": draft,
        "form": draft.form,
        "spot": draft.spot,
        "questions": draft.questions,
    }


def _asked_for() -> Draft:
    """A form for what the address names, as links from the map and the search do."""
    chosen = {key: request.args.get(key, "") for key in ("latitude", "longitude", "category")}
    draft = Draft(ReportForm(data={**chosen, "opened": tempo.stamp(clock.now())}))
    draft.look_around()
    return draft


def posted() -> Draft:
    """What was sent, with its photos judged. It has a key from now on, with or without scripts."""
    form = ReportForm(request.form)
    form.give_key()
    photos = photo_intake.take(
        request.form.getlist("kept_photos"), request.files.getlist("photos"), alts=request.form
    )
    return Draft(form, photos, sent=request.form)


def _send(draft: Draft) -> Report:
    now = clock.now()
    return submission.submit(
        draft.submission(),
        account=visitor.account_or_new(),
        at=now,
        circumstances=Circumstances(
            origin=visitor.origin(),
            seconds_taken=tempo.seconds_since(draft.form.opened.data, now),
            trap_filled=bool(draft.form.website.data),
        ),
    )
