"""A peer's tree as messages: tolerant of every shape that was met, strict about what matters."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import Any

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
from civicreport.adapters.georeport.trees import Tree
from civicreport.domain.location import Point

Item = dict[str, Any]
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


class Missing(ValueError):
    """What was asked for is not in the answer; says what."""


def services(root: str, tree: Tree) -> list[OfferedService]:
    items = _items(root, tree, _SERVICES, own="service_code")
    return [_service(item) for item in items if _text(item, "service_code")]


def definition(root: str, tree: Tree) -> Definition:
    found = _items(root, tree, ("service_definition",), own="attributes", or_own="attribute")
    item = found[0] if found else {}
    held = item.get("attributes", item)
    attributes = _several(held.get("attribute") if isinstance(held, dict) else held)
    read = [_attribute(one) for one in attributes if isinstance(one, dict) and _text(one, "code")]
    return Definition(_text(item, "service_code"), tuple(sorted(read, key=lambda a: a.order)))


def requests(root: str, tree: Tree, zone: tzinfo) -> list[ServiceRequest]:
    items = _items(root, tree, _REQUESTS, own="service_request_id", or_own="token")
    return [_request(item, zone) for item in items]


def accepted(root: str, tree: Tree) -> Accepted:
    """Raises Missing where there is neither a number nor a token."""
    for item in _items(root, tree, _REQUESTS, own="service_request_id", or_own="token"):
        number, token = _text(item, "service_request_id"), _text(item, "token")
        if number or token:
            notice, account = _text(item, "service_notice"), _text(item, "account_id")
            return Accepted(number, "" if number else token, notice, account)
    raise Missing("neither service_request_id nor token")


def updates(root: str, tree: Tree, zone: tzinfo) -> list[RemoteUpdate]:
    items = _items(root, tree, _UPDATES, own="update_id", or_own="service_request_id")
    return [_update(item, zone) for item in items]


def taken_update(root: str, tree: Tree) -> str:
    """The peer's number for an update of ours; '' where it gives none."""
    names = (*_UPDATES, *_REQUESTS)
    items = _items(root, tree, names, own="update_id", or_own="token")
    return next((_text(item, "update_id") for item in items if item), "")


def discovery(root: str, tree: Tree) -> Discovery:
    found = _items(root, tree, ("discovery",), own="endpoints")
    item = found[0] if found else {}
    endpoints = _items("", item, ("endpoints", "endpoint"), own="endpoint")
    return Discovery(
        tuple(_endpoint(one) for one in endpoints if _text(one, "url")),
        contact=_text(item, "contact"),
        key_service=_text(item, "key_service"),
        changeset=_text(item, "changeset"),
    )


def _items(
    root: str, tree: Tree, names: tuple[str, ...], *, own: str, or_own: str = ""
) -> list[Item]:
    """The items, however they are wrapped. `own` are keys by which a bare one is known."""
    for value in ({root: tree}, tree) if root else (tree,):
        found = _unwrapped(value, names, (own, or_own or own))
        if found is not None:
            return found
    raise Missing(f"no {names[0]} in it")


def _unwrapped(
    value: Any, names: tuple[str, ...], own: tuple[str, str], *, is_item: bool = False
) -> list[Item] | None:
    """None where nothing in it is one. `is_item`: where it stands, whatever it is is an item."""
    if isinstance(value, list):
        inner = [_unwrapped(one, names, own, is_item=True) for one in value]
        found = [item for items in inner if items is not None for item in items]
        return found if found or not value else None
    if not isinstance(value, dict):
        return None
    for name in names:
        if name in value:
            held = value[name]
            of_one = not name.endswith("s")
            return [] if held is None else _unwrapped(held, names, own, is_item=of_one)
    return [value] if is_item or set(own) & value.keys() else None


def _service(item: Item) -> OfferedService:
    groups = item.get("groups")
    grouped = groups.get("group") if isinstance(groups, dict) else groups
    return OfferedService(
        code=_text(item, "service_code"),
        name=_text(item, "service_name"),
        description=_text(item, "description"),
        has_definition=_is_true(item, "metadata"),
        type=_text(item, "type").casefold(),
        keywords=_words(item, "keywords"),
        groups=tuple(_texts(grouped)) or tuple(_texts(item.get("group"))),
    )


def _attribute(item: Item) -> Attribute:
    held = item.get("values")
    values = _several(held.get("value", held) if isinstance(held, dict) else held)
    order = _text(item, "order")
    return Attribute(
        code=_text(item, "code"),
        datatype=_text(item, "datatype").casefold() or "string",
        description=_text(item, "description"),
        hint=_text(item, "datatype_description"),
        order=int(order) if order.isascii() and order.isdigit() and len(order) < 9 else 0,
        required=_is_true(item, "required"),
        is_question=_is_true(item, "variable", unsaid=True),
        automated=_text(item, "automated"),
        values=tuple(_named(one) for one in values if isinstance(one, dict) and _named(one)[0]),
    )


def _named(value: Item) -> tuple[str, str]:
    key = _text(value, "key")
    return key, _text(value, "name") or key


def _request(item: Item, zone: tzinfo) -> ServiceRequest:
    said = {name: _text(item, name) for name in _SAID_AS_IS}
    more = item.get("extended_attributes")
    detailed = _text(item, "detailed_status", "extended_status")
    return ServiceRequest(
        **said,
        status=_text(item, "status").casefold(),
        detailed_status=detailed or _text(more, "detailed_status", "status"),
        agency_responsible=", ".join(_texts(item.get("agency_responsible"))),
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
        update_id=_text(item, "update_id"),
        service_request_id=_text(item, "service_request_id"),
        status=_text(item, "status").casefold(),
        at=_instant(item, "updated_datetime", zone),
        description=_text(item, "description"),
        media_urls=_media(item),
        external_status_code=_text(item, "external_status_code"),
        customer_reference=_text(item, "customer_reference"),
        our_reference=_text(item, "fixmystreet_id"),
    )


def _endpoint(item: Item) -> DiscoveredEndpoint:
    formats = item.get("formats")
    named = formats.get("format", formats) if isinstance(formats, dict) else formats
    return DiscoveredEndpoint(
        url=_text(item, "url"),
        specification=_text(item, "specification"),
        type=_text(item, "type").casefold(),
        formats=tuple(_texts(named)),
        changeset=_text(item, "changeset"),
    )


def _text(item: Any, *names: str) -> str:
    """The first of these that says anything; of several values the first one."""
    if isinstance(item, dict):
        for name in names:
            for words in _texts(item.get(name))[:1]:
                return words
    return ""


def _texts(value: Any) -> list[str]:
    """Every text in a value, whatever it is wrapped in."""
    if isinstance(value, str):
        return [value]
    inner: Any = value.values() if isinstance(value, dict) else value
    return [words for one in inner or () for words in _texts(one)]


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _words(item: Item, name: str) -> tuple[str, ...]:
    parts = [part.strip() for words in _texts(item.get(name)) for part in words.split(",")]
    return tuple(part for part in parts if part)


def _is_true(item: Item, name: str, *, unsaid: bool = False) -> bool:
    words = _text(item, name).casefold()
    return words in {"true", "1", "yes"} if words else unsaid


def _instant(item: Item, name: str, zone: tzinfo) -> datetime | None:
    return instant_in(_text(item, name), zone)


def _point(item: Item) -> Point | None:
    """0.0, 0.0 lies in the sea off Ghana and means that nobody knows the place."""
    read: Callable[[str], float] = float
    try:
        latitude = read(_text(item, "lat"))
        longitude = read(_text(item, "long", "lon", "lng"))
        point = Point(latitude, longitude)
    except ValueError:
        return None
    return None if math.hypot(latitude, longitude) < 1e-6 else point


def _media(item: Item) -> tuple[str, ...]:
    found = [words for words in _texts(item.get("media_url")) if words.startswith(_MEDIA)]
    return tuple(dict.fromkeys(found))[:_MOST_MEDIA]
