"""The OpenAPI description, made from the calls themselves and the models that check them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from flask import Blueprint, Response, jsonify
from flask_babel import gettext as _
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from civicreport import __version__, config
from civicreport.open311.calls import CALLS, MAY_BE_KEPT, Call
from civicreport.open311.shapes import Problem
from civicreport.open311.wire import Format

blueprint = Blueprint("openapi", __name__)
_TEMPLATE = "#/components/schemas/{model}"
_ARGUMENT = re.compile(r"<(\w+)>")
_MEDIA_TYPES = {Format.JSON: "application/json", Format.XML: "text/xml"}
_KEY = {"type": "string", "description": "Your key; here, in the query, or as a bearer token."}
_WORDS = {
    200: "As asked",
    201: "Taken",
    400: "Something that was sent is wrong or missing",
    403: "The key is missing, unknown, or does not give this right",
    404: "There is no such thing here, or it is not public",
    409: "It does not go together with how things stand",
    413: "Larger than the site takes",
    415: "No form",
    429: "Too often within the hour: see Retry-After",
}
_OF_EVERY_POST = (413, 415, 429)


@blueprint.get("/openapi.json")
def show() -> Response:
    response = jsonify(document())
    response.headers["Cache-Control"] = MAY_BE_KEPT
    return response


def document() -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {
            "title": f"{config.current().site.name}: Open311 GeoReport v2",
            "version": __version__,
            "description": str(_("Reading needs no key; writing does.")),
        },
        "servers": [{"url": config.current().site.url.rstrip("/")}],
        "paths": _paths(),
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {
                "key": {"type": "apiKey", "in": "query", "name": "api_key"},
                "bearer": {"type": "http", "scheme": "bearer"},
            },
        },
    }


def _paths() -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for call in CALLS:
        for format_ in Format:
            address = _ARGUMENT.sub(r"{\1}", call.path)
            paths.setdefault(f"/open311{address}.{format_}", {})[call.method.lower()] = _operation(
                call, format_
            )
    return paths


def _operation(call: Call, format_: Format) -> dict[str, Any]:
    said: dict[str, Any] = {
        "operationId": f"{call.name}_{format_}",
        "summary": call.summary,
        "parameters": list(_parameters(call)),
        "responses": {str(status): found for status, found in _responses(call, format_)},
    }
    if call.method == "POST" and call.asked is not None:
        said["requestBody"] = _body(call.asked)
    if call.right is not None:
        said["security"] = [{"key": []}, {"bearer": []}]
    return said


def _parameters(call: Call) -> Iterator[dict[str, Any]]:
    for name in _ARGUMENT.findall(call.path):
        yield {"name": name, "in": "path", "required": True, "schema": _OF_A_PATH}
    if call.method == "GET" and call.asked is not None:
        for name, schema in _fields(call.asked).items():
            yield {
                "name": name,
                "in": "query",
                "required": False,
                "schema": schema,
                **({"style": "form", "explode": False} if schema.get("type") == "array" else {}),
            }


# A slash or an empty part would be another address.
_OF_A_PATH = {"type": "string", "minLength": 1, "pattern": r"^[A-Za-z0-9_-]+$"}


def _responses(call: Call, format_: Format) -> Iterator[tuple[int, dict[str, Any]]]:
    for status in call.statuses:
        yield status, _response(status, format_, _answers(call))
    for status in _refusals(call):
        yield status, _response(status, format_, {"type": "array", "items": _ref(Problem)})


def _refusals(call: Call) -> Sequence[int]:
    of_its_kind = _OF_EVERY_POST if call.method == "POST" else ()
    of_its_right = (403,) if call.right is not None else ()
    return sorted({400, *of_its_right, *of_its_kind, *call.errors})


def _response(status: int, format_: Format, schema: dict[str, Any]) -> dict[str, Any]:
    """Of XML only the media type: JSON Schema cannot say what an element holds."""
    content = {"schema": schema} if format_ is Format.JSON else {}
    return {"description": _WORDS[status], "content": {_MEDIA_TYPES[format_]: content}}


def _answers(call: Call) -> dict[str, Any]:
    refs = [_ref(model) for model in call.answers]
    one = refs[0] if len(refs) == 1 else {"anyOf": refs}
    return {"type": "array", "items": one} if call.item else one


def _body(asked: type[BaseModel]) -> dict[str, Any]:
    schema = {**_model_schema(asked), "properties": {"api_key": _KEY, **_fields(asked)}}
    media_types = ("application/x-www-form-urlencoded", "multipart/form-data")
    return {"required": True, "content": {kind: {"schema": schema} for kind in media_types}}


def _fields(asked: type[BaseModel]) -> dict[str, Any]:
    """Forms and queries have no null: what is not known is not sent."""
    properties: dict[str, Any] = _model_schema(asked)["properties"]
    return {name: _without_nul(_without_null(schema)) for name, schema in properties.items()}


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    kept = {key: value for key, value in schema.items() if key not in {"anyOf", "default", "title"}}
    given = [one for one in schema.get("anyOf", []) if one.get("type") != "null"]
    return {**kept, **(given[0] if given else {})}


def _without_nul(schema: dict[str, Any]) -> dict[str, Any]:
    """The one character that no text here may hold."""
    if "items" in schema:
        return {**schema, "items": _without_nul(schema["items"])}
    is_free = schema.get("type") == "string" and not {"format", "enum", "pattern"} & schema.keys()
    return {**schema, "pattern": "^[^\\u0000]*$"} if is_free else schema


def _model_schema(model: type[BaseModel]) -> dict[str, Any]:
    schema = model.model_json_schema(ref_template=_TEMPLATE)
    return {key: schema[key] for key in _OF_A_MODEL if key in schema}


_OF_A_MODEL = ("type", "properties", "required", "anyOf")


def _schemas() -> dict[str, Any]:
    models = [model for call in CALLS for model in call.answers]
    said = [(model, "serialization") for model in dict.fromkeys((*models, Problem))]
    _, definitions = models_json_schema(said, ref_template=_TEMPLATE)  # type: ignore[arg-type]
    schemas: dict[str, Any] = definitions["$defs"]
    return schemas


def _ref(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": _TEMPLATE.format(model=model.__name__)}
