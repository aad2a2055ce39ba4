"""Pages cross the wire packed: on a bad line a third of the bytes is half of the wait.

Files are packed once at start-up (see assets); this is for what is written anew for each answer.
Not the pages of staff who have signed in: they hold a form token, and how well a page with a secret
packs tells whoever may put words beside it something of that secret (BREACH). A resident's page may
hold an address and a name: it is packed where they asked for it by themselves or from a page of
ours, but not where another site has sent them here, which may choose the words of the address.
"""

from __future__ import annotations

import gzip
from collections.abc import Iterable

import brotli
from flask import Flask, Response, current_app, request

from civicreport.web.guards import is_foreign

CODINGS = ("br", "gzip")  # the better first
SHORTEST = 1_000  # bytes; below it the wrapping outweighs what is saved
_TEXTS = frozenset(
    {
        *("text/html", "text/plain", "text/xml", "text/csv", "application/xml"),
        *("application/json", "application/geo+json", "application/atom+xml"),
        *("application/manifest+json", "text/javascript", "image/svg+xml"),
    }
)
_QUICK = 4  # of eleven: more would cost more time than it saves


def init_app(app: Flask) -> None:
    app.after_request(_pack)


def _pack(response: Response) -> Response:
    if response.mimetype not in _TEXTS or response.is_streamed or _has_secret():
        return response
    response.vary.add("Accept-Encoding")
    coding = accepted(CODINGS)
    if coding is None or response.status_code != 200 or "Content-Encoding" in response.headers:
        return response
    content = response.get_data()
    if len(content) < SHORTEST:
        return response
    response.set_data(
        brotli.compress(content, quality=_QUICK)
        if coding == "br"
        else gzip.compress(content, _QUICK, mtime=0)
    )
    response.headers["Content-Encoding"] = coding
    _weaken(response)
    return response


def _has_secret() -> bool:
    is_staff = str(current_app.config["SESSION_COOKIE_NAME"]) in request.cookies
    return is_staff or (bool(request.cookies) and is_foreign())


def accepted(codings: Iterable[str]) -> str | None:
    """The first of them that whoever asks can unpack."""
    return next((one for one in codings if request.accept_encodings.quality(one) > 0), None)


def _weaken(response: Response) -> None:
    """The same page, but not the same bytes as for whoever takes it unpacked."""
    etag, is_weak = response.get_etag()
    if etag and not is_weak:
        response.set_etag(etag, weak=True)
