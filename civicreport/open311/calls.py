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

from civicreport.open311 import wire
from civicreport.open311.refusals import Refused, refuse
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
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Serve `where` ("GET /services") as JSON and XML; the function gets `asked`, checked."""
    method, path = where.split()

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        summary = (function.__doc__ or "").strip().splitlines()[0]
        known = function.__name__, summary, answers, bool(names.item), asked, statuses, errors
        CALLS.append(Call(method, path, *known))

        @functools.wraps(function)
        def view(suffix: str, **arguments: Any) -> Response:
            if asked is not None:
                arguments["asked"] = checked(asked)
            return _answer(function(**arguments), names, wire.Format(suffix))

        rule = f"{path}.<any(json, xml):suffix>"
        view = from_anywhere(takes_any_text(view))  # a key says who it is, never a cookie
        blueprint.add_url_rule(rule, function.__name__, view, methods=[method])
        return function

    blueprint.register_error_handler(Refused, refuse)
    return register


def checked(asked: type[BaseModel]) -> Any:
    """What was sent as this model; a field that is empty was not sent. Raises Refused."""
    sent = request.args if request.method in {"GET", "HEAD"} else request.values
    fields = {name: values for name, values in sent.lists() if any(map(str.strip, values))}
    try:
        return asked.model_validate(fields)
    except ValidationError as error:
        problems = (f"{'.'.join(map(str, at['loc']))}: {at['msg']}" for at in error.errors())
        raise Refused(400, *problems) from error


def _answer(told: Any, names: Names, format_: wire.Format) -> Response:
    if not isinstance(told, Told):
        told = Told(told)
    response = wire.written(told.said, root=names.root, item=names.item, format_=format_)
    response.status_code = told.status
    if request.method in {"GET", "HEAD"}:
        response.headers["Cache-Control"] = MAY_BE_KEPT
    response.headers.extend(told.headers)
    return response
