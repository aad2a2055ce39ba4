"""One translator from what went wrong to what people and programs are told.

Pages say what happened, what is kept, and what to do next. Programs (`.json`, `.geojson`, `/api/`)
get the same as JSON. The page for a fault of ours must come even where templates or the database
are the fault.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from flask import (
    Flask,
    Response,
    after_this_request,
    current_app,
    jsonify,
    make_response,
    render_template,
    request,
)
from werkzeug.exceptions import (
    HTTPException,
    InternalServerError,
    MethodNotAllowed,
    RequestEntityTooLarge,
    TooManyRequests,
)
from werkzeug.routing import RequestRedirect

from civicreport.db import is_away
from civicreport.domain import errors as domain
from civicreport.web import limits
from civicreport.web.guards import SAFE, ForeignOrigin
from civicreport.web.headers import keep_nowhere
from civicreport.web.requests_log import path_without_secrets, request_id

log = logging.getLogger("civicreport.errors")

STATUS_OF: dict[type[domain.DomainError], int] = {
    domain.NotFound: 404,
    domain.NotPermitted: 403,
    domain.ChangeNotAllowed: 409,
    domain.UndoNotAllowed: 409,
    domain.VisibilityNotAllowed: 409,
    domain.ChangedMeanwhile: 409,
    domain.KeptElsewhere: 409,
    domain.AlreadySubmitted: 409,
    domain.LinkUsed: 410,
    domain.LinkExpired: 410,
    domain.DomainError: 422,  # whatever else a rule refuses
}
PAGES = frozenset({400, 403, 404, 405, 409, 410, 413, 422, 429, 500, 503})
SECONDS_UNTIL_BACK = 10
_LONGEST_TYPED = 20_000
_MOST_TYPED = 60
_NEVER_REPEATED = "password"
_TRANSLATORS = "civicreport_translators"

# From the status, what went wrong, and its facts to an answer in the words of one audience.
Translator = Callable[[int, str, Mapping[str, object]], Response]

LAST_RESORT = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Something went wrong</title><body><main><h1>Something went wrong on our side</h1>
<p>Nothing was changed. Go back and try again in a minute; what you typed is still there.</p>
<p>Number of this request: {request_id}</p></main></body></html>
"""


def init_app(app: Flask) -> None:
    app.register_error_handler(domain.DomainError, _domain_error)
    app.register_error_handler(TooManyRequests, _too_often)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _unexpected)
    app.after_request(_stay_on_this_site)


def translate_below(app: Flask, prefix: str, translator: Translator) -> None:
    """An audience with words of its own tells what went wrong below its addresses, also where
    there is no such address.
    """
    app.extensions.setdefault(_TRANSLATORS, {})[prefix] = translator


def kind_of(error: Exception) -> str:
    """'ChangedMeanwhile' as programs and templates know it: 'changed_meanwhile'."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(error).__name__).lower()


def _domain_error(error: domain.DomainError) -> Response:
    status = next(STATUS_OF[kind] for kind in type(error).__mro__ if kind in STATUS_OF)
    return _answer(status, kind_of(error), facts=vars(error))


def _http_error(error: HTTPException) -> Response:
    if error.code is None or error.code < 400:  # a redirect is no error
        return make_response(error.get_response())
    response = _answer(error.code, kind_of(error), typed=isinstance(error, ForeignOrigin))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


def _stay_on_this_site(response: Response) -> Response:
    """Routing writes whatever host the visitor named into its redirects, and caches keep them."""
    if isinstance(request.routing_exception, RequestRedirect) and response.location:
        local = urlsplit(response.location)._replace(scheme="", netloc="")
        response.location = local.geturl()
    return response


def _too_often(error: TooManyRequests) -> Response:
    seconds = error.retry_after if isinstance(error.retry_after, int) else limits.seconds_to_wait()
    response = _answer(429, "too_often", facts={"minutes": -(-seconds // 60)}, typed=True)
    response.headers["Retry-After"] = str(seconds)
    return response


def _unexpected(error: Exception) -> Response:
    if is_away(error):
        log.warning("the database is away: %s", type(error).__name__)
        response = _answer(503, "database_away", typed=True)
        response.headers["Retry-After"] = str(SECONDS_UNTIL_BACK)
        return response
    facts = {"request_id": request_id(), "path": path_without_secrets()}
    log.error(
        "fault in %(path)s, request %(request_id)s", facts, exc_info=error, extra={"facts": facts}
    )
    return _answer(500, kind_of(InternalServerError()))


def wants_json() -> bool:
    path = request.path
    if path.startswith("/api/") or path.endswith((".json", ".geojson")):
        return True
    after_this_request(_varies_by_accept)
    best = request.accept_mimetypes.best_match(("text/html", "application/json"))
    return best == "application/json" and not request.accept_mimetypes.accept_html


def _varies_by_accept(response: Response) -> Response:
    """Or a cache would show one reader's JSON to the next one's browser."""
    response.vary.add("Accept")
    return response


def _answer(
    status: int, kind: str, *, facts: dict[str, object] | None = None, typed: bool = False
) -> Response:
    translate = _translator()
    if translate is not None:
        return keep_nowhere(translate(status, kind, facts or {}))
    if wants_json():
        return _with_status(jsonify(error=kind, status=status, request_id=request_id()), status)
    page = status if status in PAGES else (500 if status >= 500 else 400)
    again = _what_was_typed() if typed and request.method not in SAFE else None
    try:
        html = render_template(
            f"errors/{page}.html",
            kind=kind,
            facts=facts or {},
            typed=again,
            request_id=request_id(),
        )
    except Exception as error:  # whatever it is, somebody is waiting for an answer
        log.exception("the page for %s could not be made", status, exc_info=error)
        html = LAST_RESORT.format(request_id=request_id())
    return _with_status(make_response(html), status)


def _translator() -> Translator | None:
    translators: dict[str, Translator] = current_app.extensions.get(_TRANSLATORS, {})
    return next((it for prefix, it in translators.items() if request.path.startswith(prefix)), None)


def _with_status(response: Response, status: int) -> Response:
    response.status_code = status
    return keep_nowhere(response)


def _what_was_typed() -> list[tuple[str, str]]:
    """The fields of a refused form, so that sending it again needs no typing."""
    try:
        fields = list(request.form.items(multi=True))
    except RequestEntityTooLarge:  # refused before anybody had looked at how large it is
        return []
    return [
        (name, value)
        for name, value in fields[:_MOST_TYPED]
        if len(value) <= _LONGEST_TYPED and _NEVER_REPEATED not in name
    ]
