"""One decorator makes a call of the API: its addresses, the check of what was asked, both formats,
and its place in the OpenAPI description, which therefore cannot say anything else.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from flask import Blueprint, Response, g, request
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from werkzeug.exceptions import UnsupportedMediaType

from civicreport.accounts.models import Right
from civicreport.open311 import keys, wire
from civicreport.open311.refusals import Refused
from civicreport.web import limits
from civicreport.web.guards import from_anywhere, takes_any_text, takes_long_queries
from civicreport.web.headers import FOR_ONE_PERSON

# Anybody may keep an answer for a moment, and then ask whether it holds.
Function = TypeVar("Function", bound=Callable[..., Any])
MAY_BE_KEPT = "public, max-age=10"


@dataclass(frozen=True, slots=True)
class Told:
    """An answer beside the plain rows: another status, or headers that go with it."""

    said: BaseModel | Sequence[BaseModel]
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Call:
    """One call: where it is served, what is asked and answered, and in which words.

    `root` is the outermost element in XML, `item` each thing in it; without one it is no list.
    """

    method: str
    path: str  # without its suffix
    root: str
    answers: tuple[type[BaseModel], ...]
    item: str = ""
    asked: type[BaseModel] | None = None
    right: Right | None = None  # what a key has to give
    statuses: tuple[int, ...] = (200,)
    errors: tuple[int, ...] = ()
    name: str = ""
    summary: str = ""


CALLS: list[Call] = []
# Whoever writes is known by a key and never by a cookie, so that no other site's page can do
# anything in somebody's name.
_counted = limits.limit_each("open311", key=keys.counted_as, per_hour=keys.allowed_per_hour)
_FORMS = frozenset({"", "application/x-www-form-urlencoded", "multipart/form-data"})


def call(blueprint: Blueprint, known: Call) -> Callable[[Function], Function]:
    """Serve a function as JSON and XML; it gets `asked`, checked, and the parts of the path."""

    def register(function: Function) -> Function:
        summary = (function.__doc__ or "").strip().splitlines()[0]
        CALLS.append(replace(known, name=function.__name__, summary=summary))
        view = functools.wraps(function)(functools.partial(_served, known, function))
        if known.method == "POST":
            view = from_anywhere(takes_any_text(_counted(view)))
        else:
            view = takes_long_queries(view)
        rule = f"{known.path}.<any(json, xml):suffix>"
        blueprint.add_url_rule(rule, function.__name__, view, methods=[known.method])
        return function

    return register


def _served(known: Call, function: Function, *, suffix: str, **arguments: Any) -> Response:
    if request.method == "POST" and request.mimetype not in _FORMS:
        raise UnsupportedMediaType
    if known.right is not None:
        keys.holder_with(known.right)
    if known.asked is not None:
        arguments["asked"] = checked(known.asked)
    return _answer(function(**arguments), known, wire.Format(suffix))


def checked(asked: type[BaseModel]) -> Any:
    """What was sent as this model; a field that is empty was not sent. Raises Refused.

    NULs are left out: no column can hold them, and `takes_any_text` has let them through.
    """
    sent = request.args if request.method in {"GET", "HEAD"} else request.values
    plain = {name: [one.replace("\0", "") for one in values] for name, values in sent.lists()}
    fields = {name: values for name, values in plain.items() if any(map(str.strip, values))}
    try:
        return asked.model_validate(fields)
    except ValidationError as error:
        raise Refused(400, *map(_in_words, error.errors())) from error


def _in_words(at: ErrorDetails) -> str:
    """'lat: Input should be …'; what concerns the whole names no field."""
    field_ = at["loc"][0] if at["loc"] else ""
    words = at["msg"].removeprefix("Value error, ")
    return f"{field_}: {words}" if field_ else words


def _answer(told: Any, known: Call, format_: wire.Format) -> Response:
    if not isinstance(told, Told):
        told = Told(told)
    response = wire.written(told.said, root=known.root, item=known.item, format_=format_)
    response.status_code = told.status
    if request.method in {"GET", "HEAD"}:
        is_for_all = g.get("api_key") is None
        response.headers["Cache-Control"] = MAY_BE_KEPT if is_for_all else FOR_ONE_PERSON
    response.headers.extend(told.headers)
    return response
