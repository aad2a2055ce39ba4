"""Atom (RFC 4287), with GeoRSS points and the paged feeds of RFC 5005."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

from flask import Response

from civicreport import config
from civicreport.domain.location import Point

MEDIA_TYPE = "application/atom+xml"
NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # when an empty feed has changed
_ATOM, _GEORSS = "http://www.w3.org/2005/Atom", "http://www.georss.org/georss"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """`id` never changes, whatever the address does; addresses are absolute."""

    id: str
    title: str
    address: str
    published: datetime
    updated: datetime
    words: str = ""
    category: tuple[str, str] | None = None  # code and name
    point: Point | None = None
    photo: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    id: str
    title: str
    address: str  # of the page that it tells of
    own_address: str
    language: str
    entries: Sequence[Entry]
    next_address: str | None = None

    @property
    def updated(self) -> datetime:
        return max((entry.updated for entry in self.entries), default=NEVER)


def tag(name: str, since: datetime) -> str:
    """A name for ever, by RFC 4151: 'tag:example.org,2026-06-01:reports/7'."""
    host = re.sub(r"^https?://|[:/].*$", "", config.current().site.url) or "localhost"
    return f"tag:{host},{since.astimezone(UTC):%Y-%m-%d}:{name}"


def respond(feed: Feed) -> Response:
    response = Response(written(feed), content_type=f"{MEDIA_TYPE}; charset=utf-8")
    if feed.entries:
        response.last_modified = feed.updated
    return response


def written(feed: Feed) -> bytes:
    root = ET.Element("feed", {"xmlns": _ATOM, "xmlns:georss": _GEORSS, _LANGUAGE: feed.language})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "updated", _instant(feed.updated))
    _add(_add(root, "author"), "name", config.current().site.name)
    _link(root, "self", feed.own_address, MEDIA_TYPE)
    _link(root, "alternate", feed.address, "text/html")
    if feed.next_address:
        _link(root, "next", feed.next_address, MEDIA_TYPE)
    for entry in feed.entries:
        _add_entry(root, entry)
    content: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _add_entry(root: ET.Element, entry: Entry) -> None:
    element = _add(root, "entry")
    _add(element, "id", entry.id)
    _add(element, "title", entry.title)
    _add(element, "published", _instant(entry.published))
    _add(element, "updated", _instant(entry.updated))
    _link(element, "alternate", entry.address, "text/html")
    if entry.photo:
        _link(element, "enclosure", entry.photo, "image/webp")
    if entry.category:
        code, name = entry.category
        _add(element, "category", attributes={"term": code, "label": name})
    if entry.words:
        _add(element, "content", entry.words)
    if entry.point:
        _add(element, "georss:point", f"{entry.point.latitude} {entry.point.longitude}")


def _link(parent: ET.Element, relation: str, address: str, media_type: str) -> None:
    _add(parent, "link", attributes={"rel": relation, "type": media_type, "href": address})


def _add(
    parent: ET.Element, name: str, words: str = "", attributes: Mapping[str, str] | None = None
) -> ET.Element:
    element = ET.SubElement(parent, name, {k: clean(v) for k, v in (attributes or {}).items()})
    if words:
        element.text = clean(words)
    return element


def clean(words: str) -> str:
    """Without what no XML may hold, not even as a reference."""
    return _NOT_IN_XML.sub("", words)


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
