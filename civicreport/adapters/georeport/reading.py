"""A peer's tree as messages: tolerant of every shape that was met, strict about what matters."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime, tzinfo

from civicreport.adapters.georeport.instants import instant_in
from civicreport.adapters.georeport.messages import (
    Accepted,
    Attribute,
    Definition,
    DiscoveredEndpoint,
    Discovery,
    OfferedService,
    RemoteUpdate,
    ServiceRequest,
)
from civicreport.adapters.georeport.shapes import (
    Item,
    Missing,
    is_true,
    items_in,
    several,
    text,
    texts,
    words_in,
)
from civicreport.adapters.georeport.trees import Tree
from civicreport.domain.location import Point

_SERVICES = ("services", "service")
_REQUESTS = ("service_requests", "requests", "service_request", "request")
_UPDATES = (
    "service_request_updates",
    "service_requests_updates",
    "request_updates",
    "request_update",
)
_MOST_MEDIA = 20
_MEDIA = ("http://", "https://", "data:image/")


def services(root: str, tree: Tree) -> list[OfferedService]:
    items = items_in(root, tree, _SERVICES, own="service_code")
    return [_service(item) for item in items if text(item, "service_code")]


def definition(root: str, tree: Tree) -> Definition:
    found = items_in(root, tree, ("service_definition",), own="attributes", or_own="attribute")
    item = found[0] if found else {}
    held = item.get("attributes", item)
    attributes = several(held.get("attribute") if isinstance(held, dict) else held)
    read = [_attribute(one) for one in attributes if isinstance(one, dict) and text(one, "code")]
    return Definition(text(item, "service_code"), tuple(sorted(read, key=lambda a: a.order)))


def requests(root: str, tree: Tree, zone: tzinfo) -> list[ServiceRequest]:
    items = items_in(root, tree, _REQUESTS, own="service_request_id", or_own="token")
    return [_request(item, zone) for item in items]


def accepted(root: str, tree: Tree) -> Accepted:
    """Raises Missing where there is neither a number nor a token."""
    for item in items_in(root, tree, _REQUESTS, own="service_request_id", or_own="token"):
        number, token = text(item, "service_request_id"), text(item, "token")
        if number or token:
            notice, account = text(item, "service_notice"), text(item, "account_id")
            return Accepted(number, "" if number else token, notice, account)
    raise Missing("neither service_request_id nor token")


def updates(root: str, tree: Tree, zone: tzinfo) -> list[RemoteUpdate]:
    items = items_in(root, tree, _UPDATES, own="update_id", or_own="service_request_id")
    return [_update(item, zone) for item in items]


def taken_update(root: str, tree: Tree) -> str:
    """The peer's number for an update of ours; '' where it gives none."""
    names = (*_UPDATES, *_REQUESTS)
    items = items_in(root, tree, names, own="update_id", or_own="token")
    return next((text(item, "update_id") for item in items if item), "")


def discovery(root: str, tree: Tree) -> Discovery:
    found = items_in(root, tree, ("discovery",), own="endpoints")
    item = found[0] if found else {}
    endpoints = items_in("", item, ("endpoints", "endpoint"), own="endpoint")
    return Discovery(
        tuple(_endpoint(one) for one in endpoints if text(one, "url")),
        contact=text(item, "contact"),
        key_service=text(item, "key_service"),
        changeset=text(item, "changeset"),
    )


def _service(item: Item) -> OfferedService:
    groups = item.get("groups")
    grouped = groups.get("group") if isinstance(groups, dict) else groups
    return OfferedService(
        code=text(item, "service_code"),
        name=text(item, "service_name"),
        description=text(item, "description"),
        has_definition=is_true(item, "metadata"),
        type=text(item, "type").casefold(),
        keywords=words_in(item, "keywords"),
        groups=tuple(texts(grouped)) or tuple(texts(item.get("group"))),
    )


def _attribute(item: Item) -> Attribute:
    held = item.get("values")
    values = several(held.get("value", held) if isinstance(held, dict) else held)
    order = text(item, "order")
    return Attribute(
        code=text(item, "code"),
        datatype=text(item, "datatype").casefold() or "string",
        description=text(item, "description"),
        hint=text(item, "datatype_description"),
        order=int(order) if order.isascii() and order.isdigit() and len(order) < 9 else 0,
        required=is_true(item, "required"),
        is_question=is_true(item, "variable", unsaid=True),
        automated=text(item, "automated"),
        values=tuple(_named(one) for one in values if isinstance(one, dict) and _named(one)[0]),
    )


def _named(value: Item) -> tuple[str, str]:
    key = text(value, "key")
    return key, text(value, "name") or key


def _request(item: Item, zone: tzinfo) -> ServiceRequest:
    said = {name: text(item, name) for name in _SAID_AS_IS}
    more = item.get("extended_attributes")
    detailed = text(item, "detailed_status", "extended_status")
    return ServiceRequest(
        **said,
        status=text(item, "status").casefold(),
        detailed_status=detailed or text(more, "detailed_status", "status"),
        agency_responsible=", ".join(texts(item.get("agency_responsible"))),
        requested_at=_instant(item, "requested_datetime", zone),
        updated_at=_instant(item, "updated_datetime", zone),
        expected_at=_instant(item, "expected_datetime", zone),
        point=_point(item),
        media_urls=_media(item),
    )


_SAID_AS_IS = (
    "service_request_id",
    "token",
    "status_notes",
    "service_code",
    "service_name",
    "description",
    "service_notice",
    "address",
    "address_id",
    "zipcode",
)


def _update(item: Item, zone: tzinfo) -> RemoteUpdate:
    return RemoteUpdate(
        update_id=text(item, "update_id"),
        service_request_id=text(item, "service_request_id"),
        status=text(item, "status").casefold(),
        at=_instant(item, "updated_datetime", zone),
        description=text(item, "description"),
        media_urls=_media(item),
        external_status_code=text(item, "external_status_code"),
        customer_reference=text(item, "customer_reference"),
        our_reference=text(item, "fixmystreet_id"),
    )


def _endpoint(item: Item) -> DiscoveredEndpoint:
    formats = item.get("formats")
    named = formats.get("format", formats) if isinstance(formats, dict) else formats
    return DiscoveredEndpoint(
        url=text(item, "url"),
        specification=text(item, "specification"),
        type=text(item, "type").casefold(),
        formats=tuple(texts(named)),
        changeset=text(item, "changeset"),
    )


def _instant(item: Item, name: str, zone: tzinfo) -> datetime | None:
    return instant_in(text(item, name), zone)


def _point(item: Item) -> Point | None:
    """0.0, 0.0 lies in the sea off Ghana and means that nobody knows the place."""
    read: Callable[[str], float] = float
    try:
        latitude = read(text(item, "lat"))
        longitude = read(text(item, "long", "lon", "lng"))
        point = Point(latitude, longitude)
    except ValueError:
        return None
    return None if math.hypot(latitude, longitude) < 1e-6 else point


def _media(item: Item) -> tuple[str, ...]:
    found = [words for words in texts(item.get("media_url")) if words.startswith(_MEDIA)]
    return tuple(dict.fromkeys(found))[:_MOST_MEDIA]
