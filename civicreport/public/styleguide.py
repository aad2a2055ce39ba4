"""Every component in one place, drawn from made-up values. Not on a live site."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace

from flask import Blueprint, abort, render_template
from wtforms import BooleanField, EmailField, Form, MultipleFileField, RadioField, TextAreaField

from civicreport import config
from civicreport.adapters.catalogues import own_name
from civicreport.domain.answers import Advice, Datatype, Question
from civicreport.domain.location import Point
from civicreport.domain.status import STAGES, Status
from civicreport.domain.visibility import Visibility
from civicreport.public.nearby import Near
from civicreport.public.questions import Asked
from civicreport.public.report_page import PagePhoto
from civicreport.reports.cards import ReportCard
from civicreport.web import assets, maps
from civicreport.web.languages import Choice
from civicreport.web.timeline_words import Line
from civicreport.web.words import SYMBOLS

blueprint = Blueprint("styleguide", __name__)
_CATEGORIES = (("pothole", "Pothole"), ("graffiti", "Graffiti"), ("other", "Something else"))
_ACTIONS = "search locate camera pictures turn clock share eye lock alert"
_ICONS = (*sorted(SYMBOLS), *_ACTIONS.split())
_ADVICE = (("lane", Advice("In the lane? Call 105 now.", phone="105", stop=True)),)
_AT = datetime(2026, 11, 12, 17, 55, tzinfo=UTC)


@blueprint.get("/styleguide")
def show() -> str:
    if config.current().site.mode == "live":
        abort(404)
    drawing = assets.url("icons/favicon.svg")
    return render_template(
        "public/styleguide/show.html",
        statuses=list(Status),
        stages=[(stage, ("done", "now", "next")[min(n, 2)], _AT) for n, stage in enumerate(STAGES)],
        cards=[_card(1, Status.SCHEDULED), _card(2, Status.NO_ACTION)],
        neighbours=_neighbours(),
        embedded=_embedded(),
        lines=_lines(),
        form=_form_with_mistakes(),
        categories=[
            SimpleNamespace(code=c, name=n, hint="", words={}, has_questions=False)
            for c, n in _CATEGORIES
        ],
        questions=_questions(),
        taker=_taker(),
        photos=[
            PagePhoto(drawing, drawing, "A drawing", caption) for caption in ("Before", "After")
        ],
        kept_photos=[_kept_photo(drawing)],
        icons=_ICONS,
        spoken=[
            Choice(tag, own_name(tag), "#g6", tag == "en", own_name(tag))
            for tag in ("en", "cy", "gd")
        ],
        map=maps.overview_map("Map of the style guide"),
    )


class SampleForm(Form):  # type: ignore[misc] # WTForms has no types
    category = RadioField("What is it?", validate_choice=False, id="sample-category")
    details = TextAreaField("What is wrong?", description="A hint in one line.", id="sample-words")
    email = EmailField("E-mail", id="sample-email")
    show_name = BooleanField("Show my name on the page", id="sample-show")
    photos = MultipleFileField("Photos", id="sample-photos")


def _embedded() -> SimpleNamespace:
    """What a frame on another site shows of a report."""
    return SimpleNamespace(
        id=1,
        status=Status.SCHEDULED,
        category=SimpleNamespace(name="Pothole"),
        title="Deep pothole by the crossing",
        place="Magdalen Road",
        body=SimpleNamespace(name="Oxford City Council"),
        reported_at=_AT,
        expected_at=_AT,
        is_open=True,
    )


def _form_with_mistakes() -> SampleForm:
    form = SampleForm(data={"category": "graffiti", "email": "ada.example.org"})
    form.email.errors = ["There is no “@” in this address."]
    return form


def _questions() -> list[Asked]:
    """One of each kind; the first was answered, the second is to be."""
    values = (("kerb", "By the kerb"), ("lane", "In the lane"))
    questions = [
        Question("where", "Where in the road?", Datatype.ONE_OF, values=values, advice=_ADVICE),
        Question("what", "What is broken?", Datatype.SOME_OF, required=True, values=values),
        Question("since", "Since when?", Datatype.DATETIME),
        Question("deep", "How deep is it?", Datatype.NUMBER, hint="In centimetres."),
        Question("wire", "A live wire? Keep away and call 105 now.", variable=False),
    ]
    asked = [Asked(one, f"sample-{one.code}", f"sample-{one.code}") for one in questions]
    asked[0].given, asked[1].errors = ["lane"], ["Please answer: What is broken?"]
    return asked


def _kept_photo(drawing: str) -> SimpleNamespace:
    token = "of-the-guide"  # noqa: S105 - names a picture
    return SimpleNamespace(token=token, preview_url=drawing, alt="A drawing")


def _taker() -> SimpleNamespace:
    return SimpleNamespace(
        body_name="Oxford City Council",
        answer_days=3,
        only_confirmed=False,
        is_private=False,
        categories=["graffiti"],
        category_names=["Graffiti"],
    )


def _card(number: int, status: Status) -> ReportCard:
    return ReportCard(
        id=number,
        title="Deep pothole by the crossing",
        excerpt="Deep pothole by the crossing. When it rains you can’t see it.",
        category_code="pothole",
        category_name="Pothole",
        status=status,
        visibility=Visibility.PUBLIC,
        place="Magdalen Road, at Cowley Road",
        reported_at=_AT,
        closed_at=None,
        body_code="county",
        body_name="Oxfordshire County Council",
        upvotes=14,
        photo_key=None,
    )


def _neighbours() -> list[Near]:
    point = Point(51.75, -1.25)
    wheres = "40 m north-east", "just here"
    return [Near(_card(n, Status.SCHEDULED), point, where) for n, where in enumerate(wheres, 4)]


def _lines() -> list[Line]:
    text = "An inspector will look at it by Tuesday."
    return [
        Line("Acknowledged", _AT, "status-acknowledged", Status.ACKNOWLEDGED, text, "Highways"),
        Line("Note", _AT, "lock", text="Crew 4 has it.", by="Cleo", internal=True),
        Line("Reported", _AT, "status-reported", Status.REPORTED),
    ]
