"""One decorator makes a call of the API: its addresses, the check of what was asked, both formats,
and its place in the OpenAPI description, which therefore cannot say anything else.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, request
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from werkzeug.exceptions import UnsupportedMediaType

from civicreport.accounts.models import Right
from civicreport.open311 import keys, wire
from civicreport.open311.refusals import Refused, refuse
from civicreport.web import limits
from civicreport.web.guards import from_anywhere, takes_any_text

# Anybody may keep an answer for a moment, and then ask whether it holds.
MAY_BE_KEPT = "public, max-age=10"


@dataclass(frozen=True, slots=True)
class Told:
    """An answer beside the plain rows: another status, or headers that go with it."""

    said: BaseModel | Sequence[BaseModel]
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """What the OpenAPI description says of one address."""

    method: str
    path: str
    name: str
    summary: str
    answers: tuple[type[BaseModel], ...]
    is_list: bool
    asked: type[BaseModel] | None
    statuses: tuple[int, ...]
    errors: tuple[int, ...]
    right: Right | None


CALLS: list[Call] = []


@dataclass(frozen=True, slots=True)
class Names:
    """Of the outermost element in XML, and of each item in it; no item: it is no list."""

    root: str
    item: str = ""


def call(
    blueprint: Blueprint,
    where: str,
    *,
    names: Names,
    answers: tuple[type[BaseModel], ...],
    asked: type[BaseModel] | None = None,
    statuses: tuple[int, ...] = (200,),
    errors: tuple[int, ...] = (),
    right: Right | None = None,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Serve `where` ("GET /services") as JSON and XML; the function gets `asked`, checked."""
    method, path = where.split()

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        summary = (function.__doc__ or "").strip().splitlines()[0]
        known = (
            function.__name__,
            summary,
            answers,
            bool(names.item),
            asked,
            statuses,
            errors,
            right,
        )
        CALLS.append(Call(method, path, *known))

        @functools.wraps(function)
        def view(suffix: str, **arguments: Any) -> Response:
            if method == "POST" and request.mimetype not in _FORMS:
                raise UnsupportedMediaType
            if right is not None:
                keys.holder_with(right)
            if asked is not None:
                arguments["asked"] = checked(asked)
            return _answer(function(**arguments), names, wire.Format(suffix))

        rule = f"{path}.<any(json, xml):suffix>"
        served = from_anywhere(takes_any_text(_counted(view))) if method == "POST" else view
        blueprint.add_url_rule(rule, function.__name__, served, methods=[method])
        return function

    blueprint.register_error_handler(Refused, refuse)
    return register


# Whoever writes is known by a key and never by a cookie, so that no other site's page can do
# anything in somebody's name.
_counted = limits.limit_each("open311", key=keys.counted_as, per_hour=keys.allowed_per_hour)
_FORMS = frozenset({"", "application/x-www-form-urlencoded", "multipart/form-data"})


def checked(asked: type[BaseModel]) -> Any:
    """What was sent as this model; a field that is empty was not sent. Raises Refused."""
    sent = request.args if request.method in {"GET", "HEAD"} else request.values
    fields = {name: values for name, values in sent.lists() if any(map(str.strip, values))}
    try:
        return asked.model_validate(fields)
    except ValidationError as error:
        raise Refused(400, *map(_in_words, error.errors())) from error


def _in_words(at: ErrorDetails) -> str:
    """'lat: Input should be …'; what concerns the whole names no field."""
    field_ = at["loc"][0] if at["loc"] else ""
    words = at["msg"].removeprefix("Value error, ")
    return f"{field_}: {words}" if field_ else words


def _answer(told: Any, names: Names, format_: wire.Format) -> Response:
    if not isinstance(told, Told):
        told = Told(told)
    response = wire.written(told.said, root=names.root, item=names.item, format_=format_)
    response.status_code = told.status
    if request.method in {"GET", "HEAD"}:
        response.headers["Cache-Control"] = MAY_BE_KEPT
    response.headers.extend(told.headers)
    return response
