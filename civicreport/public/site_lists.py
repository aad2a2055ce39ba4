"""What search engines ask for first: which ways are open to them, and a list of what is public.

Sitemaps go by the reports' numbers, so many to a file: the list of files costs one look at the
greatest number, a file one walk along the key, however many reports there are.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from flask import Blueprint, Response, abort, url_for

from civicreport.bodies import queries as bodies
from civicreport.reports import newest
from civicreport.web.addresses import absolute

blueprint = Blueprint("site_lists", __name__)
IN_A_FILE = 10_000  # numbers; the protocol allows 50,000 addresses
MOST_FILES = 50_000
_SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"
# Every box and page of a list is an address of its own, and there is no end to boxes.
_CLOSED = ("/officers/", "/demo/", "/api/", "/confirm/", "/*/confirm/", "/*?*bbox=", "/*?*cursor=")
FOR_EVERYBODY = "public, max-age=300, s-maxage=3600"
Line = tuple[str, datetime | None]


@blueprint.get("/robots.txt")
def robots() -> Response:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in _CLOSED), ""]
    lines.append(f"Sitemap: {absolute(url_for('.sitemaps'))}")
    return _kept(Response("\n".join(lines) + "\n", mimetype="text/plain"))


@blueprint.get("/sitemap.xml")
def sitemaps() -> Response:
    files = range(min(MOST_FILES - 1, -(-newest.greatest_number() // IN_A_FILE)))
    lines: list[Line] = [(url_for(".of_pages"), None)]
    lines += [(url_for(".of_reports", number=number), None) for number in files]
    return _listed("sitemapindex", "sitemap", lines)


@blueprint.get("/sitemaps/pages.xml")
def of_pages() -> Response:
    pages = [url_for(f"public.{name}.show") for name in ("front", "map", "new_report")]
    councils = [
        url_for("public.councils.show", body_code=body.code)
        for body in bodies.all_bodies()
        if body.is_active
    ]
    return _listed("urlset", "url", [(page, None) for page in (*pages, *councils)])


@blueprint.get("/sitemaps/reports-<int:number>.xml")
def of_reports(number: int) -> Response:
    if number >= MOST_FILES:
        abort(404)
    first = number * IN_A_FILE + 1
    found = newest.numbers(first, first + IN_A_FILE)
    return _listed(
        "urlset",
        "url",
        [(url_for("public.reports.show", report_id=id_), changed) for id_, changed in found],
    )


def _listed(root_name: str, name: str, lines: Iterable[Line]) -> Response:
    root = ET.Element(root_name, {"xmlns": _SCHEMA})
    for path, changed in lines:
        line = ET.SubElement(root, name)
        ET.SubElement(line, "loc").text = absolute(path)
        if changed:
            ET.SubElement(line, "lastmod").text = changed.astimezone(UTC).isoformat("T", "seconds")
    return _kept(
        Response(ET.tostring(root, "utf-8", xml_declaration=True), mimetype="application/xml")
    )


def _kept(response: Response) -> Response:
    response.headers["Cache-Control"] = FOR_EVERYBODY
    return response
