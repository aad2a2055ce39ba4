"""GET /open311: how to use the API, with lines that work when they are pasted."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from civicreport import config
from civicreport.accounts.queries import key_by_secret
from civicreport.categories import queries as categories
from civicreport.domain import clock
from civicreport.domain.location import Point
from civicreport.open311.shapes import w3c
from civicreport.reports import open_data
from civicreport.reports.open_data import PublicReport, Wanted
from civicreport.web.addresses import absolute

blueprint = Blueprint("guide", __name__)
# Known to everybody, and therefore only on a site that reaches nobody.
DEMO_KEY = "demo-key"
_ANY_KEY = "YOUR-KEY"
_ANY_SERVICE = "pothole"


@blueprint.get("")
def show() -> str:
    settings, today = config.current(), clock.now().replace(hour=0, minute=0, second=0)
    is_demo, example = settings.site.mode == "demo", _example()
    return render_template(
        "open311/guide/show.html",
        base=absolute("/open311/v2"),
        is_demo=is_demo,
        key=DEMO_KEY if is_demo else _ANY_KEY,
        contact=settings.open311.contact or settings.site.operator_email,
        number=example.id if example else None,
        answered=_answered(is_demo=is_demo),
        point=_place(example),
        service_code=example.category_code if example else _service_code(),
        yesterday=w3c(today - timedelta(days=1)),
        now=w3c(today),
    )


@blueprint.get("/")
def lead_there() -> ResponseReturnValue:
    return redirect(url_for(".show"), 308)


def _example() -> PublicReport | None:
    """A report that is there, so that what is shown of it is true."""
    page = open_data.newest(Wanted(), size=1)
    return page.rows[0] if page.rows else None


def _answered(*, is_demo: bool) -> int:
    """A report for which the demo's key may answer."""
    key = key_by_secret(DEMO_KEY) if is_demo else None
    wanted = Wanted(body_id=key.body_id if key else None)
    page = open_data.newest(wanted, size=1)
    return page.rows[0].id if page.rows else 1


def _place(example: PublicReport | None) -> Point:
    settings = config.current().map
    return (example and example.point) or Point(settings.latitude, settings.longitude)


def _service_code() -> str:
    known = categories.all_categories()
    return known[0].code if known else _ANY_SERVICE
