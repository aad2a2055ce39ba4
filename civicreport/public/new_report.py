"""Report something: one page, one form, one address, with and without JavaScript."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from civicreport import config
from civicreport.adapters import geocoder
from civicreport.db import transaction
from civicreport.domain import clock
from civicreport.domain.coordinates import coordinates_in
from civicreport.domain.errors import AlreadySubmitted
from civicreport.public import address_line, photo_intake, place_words, questions, tempo
from civicreport.public.draft import Draft
from civicreport.public.questions import Questions
from civicreport.public.report_form import ReportForm
from civicreport.reports import submission
from civicreport.reports.models import Report
from civicreport.reports.vetting import Circumstances
from civicreport.web import maps, place_search, visitor
from civicreport.web.coordinates import BadCoordinate, point_from
from civicreport.web.errors import wants_json
from civicreport.web.guards import takes_any_text
from civicreport.web.limits import limit, limit_reading
from civicreport.web.place_search import Findings

blueprint = Blueprint("new_report", __name__)
NOTHING = Findings()
_PARTS = ("place", "around", "categories", "recipients", "nearby")


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
        if not draft.is_valid() or _is_held(draft):
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
    """Without JavaScript: look for a place, or take one of those found, and keep all the rest.

    What the geocoder calls it is asked for at once: no script does it later.
    """
    asked = request.form.get("q", "").strip()
    chosen, _blank, extent = request.form.get("spot", "").partition(" ")
    spot = coordinates_in(chosen)
    if not asked and spot is None:
        return submit()  # the Enter key, in whatever field, presses the form's first button
    draft = posted()
    findings = NOTHING if spot else place_search.find(asked)
    if spot := spot or findings.meant:
        draft.form.place_at(spot, extent)
        draft.form.address.data = address_line.carried(spot)
        asked, findings = "", NOTHING
    draft.look_around()
    return page(draft, asked=asked, findings=findings)


@blueprint.post("/report/new/category")
@takes_any_text
@limit("acts")
def choose_category() -> ResponseReturnValue:
    """Without JavaScript: take the category that was proposed, and keep all the rest."""
    draft = posted()
    draft.form.category.data = request.form.get("instead", "")
    draft.look_around()
    return page(draft)


@blueprint.get("/report/new/options")
def options() -> ResponseReturnValue:
    """What the form shows for another place, as parts of the page."""
    draft = _asked_for()
    if draft.spot is None:
        return jsonify(error="not_a_place"), 422
    parts = {
        name: render_template(f"public/new_report/_{name}.html", **_shown(draft)) for name in _PARTS
    }
    return jsonify(parts=parts)


@blueprint.get("/report/new/address")
@limit_reading("searches")
def address() -> ResponseReturnValue:
    """The address at a spot, for whom it is no hurry: the geocoder may take its time."""
    try:
        point = point_from(request.args)
    except BadCoordinate:
        return jsonify(error="not_a_place"), 422
    sealed = address_line.carried(point)
    return jsonify(address=address_line.opened(sealed, point), sealed=sealed)


@blueprint.get("/report/new/questions")
def category_questions() -> ResponseReturnValue:
    """What a category asks besides, as a part of the page."""
    asked = questions.of_category(request.args.get("category", ""))
    part = render_template("public/new_report/_questions.html", questions=asked, stands="")
    return jsonify(part=part)


def page(
    draft: Draft,
    *,
    asked: str = "",
    findings: Findings = NOTHING,
    first_report: int | None = None,
    is_held: bool = False,
    stored: Sequence[Questions] | None = None,
) -> str:
    """`stored` is what all categories ask, for the form that a device keeps at hand."""
    return render_template(
        "public/new_report/show.html",
        **_shown(draft) | {"is_held": is_held},
        asked=asked,
        findings=findings,
        first_report=first_report,
        stored=stored,
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
    return page(draft, is_held=not draft.errors), 422


def _is_held(draft: Draft) -> bool:
    """Whether somebody has to say first that it is none of those near by. Never what waited on a
    device, whose person is not there, nor the same form a second time.
    """
    if wants_json() or not draft.waits_for_neighbours:
        return False
    origin = visitor.origin()
    return not submission.was_sent(draft.submission(), origin=origin, at=clock.now())


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
        "way_to": place_words.way_to,
        "knows_addresses": geocoder.is_configured,
        "neighbours": draft.neighbours,
        "is_held": False,
        "known_address": visitor.address(),
    }


def _asked_for() -> Draft:
    """A form for what the address names, as links from the map and the search do."""
    chosen = {key: request.args.get(key, "") for key in ("latitude", "longitude", "category")}
    known = {"email": visitor.address(), "name": visitor.name()}
    opened, is_rough = tempo.stamp(clock.now()), bool({"wide", "street"} & set(request.args))
    values = {**chosen, **known, "is_place_rough": is_rough, "opened": opened}
    draft = Draft(ReportForm(data=values), sent=request.args)
    draft.look_around()
    return draft


def posted() -> Draft:
    """What was sent, with its photos judged. It has a key from now on, with or without scripts."""
    form = ReportForm(request.form)
    form.give_key()
    photos = photo_intake.take(
        request.form.getlist("kept_photos"), request.files.getlist("photos"), alts=request.form
    )
    photos.place = photos.place or coordinates_in(request.form.get("photo_place", ""))
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
