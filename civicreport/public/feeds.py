"""Atom feeds: the newest public reports of everywhere, a place, a category, a council or an area,
with the filters of the map; and what has happened to one report.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, abort, request, url_for
from flask_babel import gettext as _

from civicreport.areas import queries as areas
from civicreport.bodies import queries as bodies
from civicreport.categories import queries as categories
from civicreport.domain.location import box_around, view_in
from civicreport.domain.permissions import STRANGER
from civicreport.public.map_pictures import public_report
from civicreport.reports import timeline
from civicreport.reports.filters import ReportFilter
from civicreport.reports.models import Report
from civicreport.reports.newest import NewReport, Somewhere, newest
from civicreport.reports.timeline import TimelineEntry
from civicreport.web import atom, languages
from civicreport.web.addresses import absolute
from civicreport.web.atom import Entry, Feed
from civicreport.web.coordinates import BadCoordinate, point_from
from civicreport.web.names import named
from civicreport.web.timeline_words import told
from civicreport.web.typed import whole_number
from civicreport.web.words import status_name

blueprint = Blueprint("feeds", __name__)
SIZE = 50
METRES = range(10, 50_001)
PLACE = ("bbox", "latitude", "longitude", "radius")


@blueprint.get("/feed.atom")
def of_everything() -> Response:
    """Bounded by `bbox`, or by `latitude`, `longitude` and `radius` in metres."""
    where = _somewhere()
    names = {one.code: named(one.name) for one in categories.all_categories()}
    shown = ReportFilter.from_args(request.args).knowing(names)
    title = ", ".join(names[code] for code in names if code in shown.categories)
    page: dict[str, Any] = {**shown.to_args(), "bbox": _box_of(where)}
    return _of_reports(
        title or _("Reports of what is broken"), url_for("public.map.show", **page), where
    )


@blueprint.get("/councils/<body_code>/feed.atom")
def of_council(body_code: str) -> Response:
    body = bodies.active_by_code(body_code)
    page = url_for("public.councils.show", body_code=body.code)
    return _of_reports(_("Reports to %(body)s", body=named(body.name)), page, body=body.code)


@blueprint.get("/areas/<area_type>/<area_code>/feed.atom")
def of_area(area_type: str, area_code: str) -> Response:
    area = areas.by_code(area_type, area_code)
    page = url_for("public.areas.show", area_type=area.type, area_code=area.code)
    where = Somewhere(area=(area.type, area.code))
    return _of_reports(_("Reports in %(area)s", area=area.name), page, where)


@blueprint.get("/reports/<int:report_id>/feed.atom")
def of_report(report_id: int) -> Response:
    """What has happened, as the public reads it."""
    report = public_report(report_id)
    history = timeline.of(report_id, STRANGER)
    address = absolute(url_for("public.reports.show", report_id=report_id))
    feed = Feed(
        id=atom.tag(f"reports/{report.id}/history", report.reported_at),
        title=report.title,
        address=address,
        own_address=absolute(request.script_root + request.path),
        language=languages.current(),
        entries=[_of_history(report, entry, address) for entry in reversed(history)],
    )
    return atom.respond(feed)


def _of_reports(
    title: str, page: str, where: Somewhere | None = None, *, body: str | None = None
) -> Response:
    filters = ReportFilter.from_args(request.args)
    if body:
        filters = replace(filters, body=body)
    cursor = request.args.get("cursor")
    found = newest(filters, where or Somewhere(), cursor, size=SIZE)
    feed = Feed(
        id=_address(filters, None),
        title=title,
        address=absolute(page),
        own_address=_address(filters, cursor),
        language=languages.current(),
        entries=[_of_report(each) for each in found.rows],
        next_address=_address(filters, found.next_cursor) if found.next_cursor else None,
    )
    return atom.respond(feed)


def _address(filters: ReportFilter, cursor: str | None) -> str:
    """Of this feed, from its beginning or from there on."""
    path = request.view_args or {}
    asked: dict[str, Any] = {**filters.to_args(), "cursor": cursor}
    asked |= {name: request.args.get(name) for name in PLACE}
    if "body_code" in path:
        del asked["body"]
    return absolute(url_for(request.endpoint or "", **asked, **path))


def _of_report(new: NewReport) -> Entry:
    card = new.card
    photo = card.photo_key and url_for("public.photos.show", key=card.photo_key, size="large")
    said = [status_name(card.status), named(card.category_name), card.place, named(card.body_name)]
    return Entry(
        id=atom.tag(f"reports/{card.id}", card.reported_at),
        title=card.title,
        address=absolute(url_for("public.reports.show", report_id=card.id)),
        published=card.reported_at,
        updated=new.changed_at,
        words=" · ".join(part for part in said if part) + f"\n\n{new.details}",
        category=(card.category_code, named(card.category_name)),
        point=new.point,
        photo=absolute(photo) if photo else None,
    )


def _of_history(report: Report, entry: TimelineEntry, address: str) -> Entry:
    (line,) = told([entry])
    return Entry(
        id=atom.tag(f"reports/{report.id}/history/{entry.id}", report.reported_at),
        title=line.title,
        address=address,
        published=line.at,
        updated=line.at,
        words="\n\n".join(part for part in (line.text, line.by) if part),
        point=report.point.rounded(),
    )


def _box_of(where: Somewhere) -> str | None:
    """As the map shows it: a circle lies in its square."""
    box = where.box or (where.circle and box_around(*where.circle))
    return ",".join(f"{side:.5f}" for side in box) if box else None


def _somewhere() -> Somewhere:
    text, radius = request.args.get("bbox", ""), whole_number(request.args.get("radius"))
    box = view_in(text)
    if text and box is None:
        abort(400)
    if not (request.args.get("radius") or "latitude" in request.args):
        return Somewhere(box=box)
    if radius not in METRES:
        abort(400)
    try:
        return Somewhere(box=box, circle=(point_from(request.args), float(radius)))
    except BadCoordinate:
        abort(400)
