"""A report in somebody else's page: oEmbed says how, `/reports/<id>/embed` is what is shown there.

https://oembed.com: type "rich", JSON and XML; 404 for what we do not show, 501 for other formats.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

from flask import (
    Blueprint,
    Response,
    abort,
    jsonify,
    make_response,
    render_template,
    request,
    url_for,
)
from markupsafe import Markup

from civicreport import config
from civicreport.public.map_pictures import FOR_EVERYBODY, HEIGHTS, WIDTHS, public_report
from civicreport.reports.models import Report
from civicreport.web import atom
from civicreport.web.addresses import absolute
from civicreport.web.headers import allow_frames
from civicreport.web.typed import whole_number

blueprint = Blueprint("embeds", __name__)
WIDTH, HEIGHT = 480, 240
KEPT_SECONDS = 300  # as long as pictures
_REPORT = re.compile(r"/(?:[A-Za-z-]{2,12}/)?reports/([0-9]{1,18})/?")


@blueprint.get("/oembed")
def offer() -> Response:
    format_ = request.args.get("format", "json")
    if format_ not in {"json", "xml"}:
        return Response("json or xml, please\n", 501, mimetype="text/plain")
    width, height = _bounded("maxwidth", WIDTH), _bounded("maxheight", HEIGHT)
    report = public_report(_number_in(request.args.get("url", "")))
    said = _said(report, width, height)
    return jsonify(said) if format_ == "json" else _as_xml(said)


@blueprint.get("/reports/<int:report_id>/embed")
def show(report_id: int) -> Response:
    """Alike for everybody, also for whoever sent it."""
    report = public_report(report_id)
    page = make_response(render_template("public/embeds/show.html", report=report))
    page.headers["Cache-Control"] = FOR_EVERYBODY
    page.headers["X-Robots-Tag"] = "noindex"
    return allow_frames(page)


def frame(report_id: int, title: str, width: int = WIDTH, height: int = HEIGHT) -> str:
    """The element that shows it elsewhere, as text to be copied."""
    address = absolute(url_for("public.embeds.show", report_id=report_id))
    element = '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" frameborder="0">'
    filled = Markup(f"{element}</iframe>").format(address, title, width, height)  # noqa: S704
    return str(filled)


def _said(report: Report, width: int, height: int) -> dict[str, str | int]:
    return {
        "version": "1.0",
        "type": "rich",
        "title": report.title,
        "provider_name": config.current().site.name,
        "provider_url": absolute(url_for("public.front.show")),
        "cache_age": KEPT_SECONDS,
        "html": frame(report.id, report.title, width, height),
        "width": width,
        "height": height,
        **_thumbnail(report.id, width, height),
    }


def _thumbnail(report_id: int, width: int, height: int) -> dict[str, str | int]:
    """A picture has two pixels for one of the page; where even the smallest is too large, none."""
    wide, high = min(width, WIDTH) // 2, min(height, HEIGHT) // 2
    if wide not in WIDTHS or high not in HEIGHTS:
        return {}
    picture = url_for("public.map_pictures.of_report", report_id=report_id, width=wide, height=high)
    return {
        "thumbnail_url": absolute(picture),
        "thumbnail_width": wide * 2,
        "thumbnail_height": high * 2,
    }


def _number_in(address: str) -> int:
    """Of the report whose page it is, in any language; 400 without one, 404 for others' pages."""
    if not address:
        abort(400)
    try:
        asked, own = urlsplit(address), urlsplit(config.current().site.url)
    except ValueError:
        abort(400)
    found = _REPORT.fullmatch(asked.path)
    is_ours = asked.scheme in {"http", "https"} and asked.netloc == own.netloc
    if found is None or not is_ours:
        abort(404)
    return int(found[1])


def _bounded(name: str, own: int) -> int:
    """The frame's own length, or what there is room for."""
    room = whole_number(request.args.get(name, own))
    if not room:
        abort(400)
    return min(own, room)


def _as_xml(said: dict[str, str | int]) -> Response:
    root = ET.Element("oembed")
    for name, value in said.items():
        ET.SubElement(root, name).text = atom.clean(str(value))
    return Response(ET.tostring(root, "utf-8", xml_declaration=True), mimetype="text/xml")
