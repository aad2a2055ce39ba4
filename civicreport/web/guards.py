"""Who may post here: our own pages, and programs that are no browsers.

Residents have no session, so that no token could tell whose form it is. The browser says where a
form comes from (`Sec-Fetch-Site`, `Origin`); what names neither is not a browser and carries
nobody's cookies without knowing them. An address that mail programs post to says so itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, abort, current_app, request
from werkzeug.exceptions import Forbidden

from civicreport import config

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LONGEST_QUERY = 4096
LONGEST_LIST = 20_000

View = TypeVar("View", bound=Callable[..., Any])


class ForeignOrigin(Forbidden):
    """A form of somebody else's page."""


def init_app(app: Flask) -> None:
    app.before_request(refuse_what_cannot_be_meant)
    app.before_request(refuse_foreign_forms)


def from_anywhere(view: View) -> View:
    """Mark a view that others may post to: a mail program's one-click unsubscribe."""
    view.is_open_to_all_origins = True  # type: ignore[attr-defined]
    return view


def takes_any_text(view: View) -> View:
    """Mark a view that answers for its fields itself, so that nothing typed in them is lost."""
    view.takes_any_text = True  # type: ignore[attr-defined]
    return view


def takes_long_queries(view: View) -> View:
    """Mark a view that programs ask for many things by their numbers."""
    view.takes_long_queries = True  # type: ignore[attr-defined]
    return view


def refuse_what_cannot_be_meant() -> None:
    """NUL bytes, which no column can hold, and queries longer than any page of ours makes."""
    longest = LONGEST_LIST if _is_marked("takes_long_queries") else LONGEST_QUERY
    if len(request.query_string) > longest:
        abort(414)
    if b"\0" in request.query_string or b"%00" in request.query_string:
        abort(400)
    values = [request.path]
    if request.method not in SAFE and not _is_marked("takes_any_text"):
        values += [*request.form, *request.form.values()]
    if any("\0" in value for value in values):
        abort(400)


def refuse_foreign_forms() -> None:
    if request.method in SAFE or not is_foreign():
        return
    if not _is_marked("is_open_to_all_origins"):
        raise ForeignOrigin


def _is_marked(mark: str) -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return bool(getattr(view, mark, False))


def is_foreign() -> bool:
    said, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
    if said not in {None, "same-origin", "none"}:
        return True
    if said and origin == "null":  # no page can make that up: a browser that sends no referrer
        return False
    return origin is not None and not _is_ours(origin)


def _is_ours(origin: str) -> bool:
    try:
        sent = urlsplit(origin)
    except ValueError:  # "http://[": whoever says so is no page of ours
        return False
    site = urlsplit(config.current().site.url)
    return (sent.scheme, sent.netloc) == (site.scheme, site.netloc) or sent.netloc == request.host
