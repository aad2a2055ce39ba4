"""The two formats of GeoReport v2, by its "Spark" convention: one shape, twice.

In XML every list has a name and every item of it one; in JSON the outermost list has none. What
is unknown is null in JSON and an empty element in XML.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from enum import StrEnum
from typing import Any
from xml.sax.saxutils import escape

from flask import Response
from pydantic import BaseModel


class Format(StrEnum):
    XML = "xml"
    JSON = "json"


CONTENT_TYPES = {
    Format.XML: "text/xml; charset=utf-8",
    Format.JSON: "application/json; charset=utf-8",
}
_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
# What the items of a list are called; the list is named by its field.
_ITEMS = {
    "attributes": "attribute",
    "values": "value",
    "endpoints": "endpoint",
    "formats": "format",
    "notes": "note",
    "photos": "photo",
}
_NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def format_of(path: str) -> Format:
    """As the address ends; XML is the one that the standard insists on."""
    return Format.JSON if path.endswith(".json") else Format.XML


def written(
    said: BaseModel | Sequence[BaseModel], *, root: str, item: str, format_: Format
) -> Response:
    text = _json(said) if format_ is Format.JSON else _xml(said, root, item)
    return Response(text, content_type=CONTENT_TYPES[format_])


def _json(said: BaseModel | Sequence[BaseModel]) -> str:
    if isinstance(said, BaseModel):
        return said.model_dump_json()
    return f"[{','.join(row.model_dump_json() for row in said)}]"


def _xml(said: BaseModel | Sequence[BaseModel], root: str, item: str) -> str:
    if isinstance(said, BaseModel):
        return f"{_DECLARATION}{_element(root, said.model_dump(mode='json'))}\n"
    rows = "".join(_element(item, row.model_dump(mode="json")) for row in said)
    return f"{_DECLARATION}<{root}>{rows}</{root}>\n"


def _element(name: str, value: Any) -> str:
    inside = _inside(name, value)
    return f"<{name}>{inside}</{name}>" if inside else f"<{name}/>"


def _inside(name: str, value: Any) -> str:
    if isinstance(value, str):
        return escape(_NOT_IN_XML.sub("", value))
    if isinstance(value, dict):
        return "".join(_element(key, part) for key, part in value.items())
    if isinstance(value, list):
        return "".join(_element(_ITEMS[name], part) for part in value)
    return "" if value is None else json.dumps(value)
