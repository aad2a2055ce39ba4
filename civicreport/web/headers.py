"""Security headers, caching and ETags, in one place for every answer.

A public page is the same bytes for every stranger: the import map is allowed by its hash, and no
token or nonce stands in the page. Whoever sends one of our cookies gets a page of their own, which
nobody else keeps.
"""

from __future__ import annotations

import secrets
from functools import cache
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, request

from civicreport import config
from civicreport.web import assets

# A shared cache may answer for a moment; a browser asks each time and mostly hears "304".
FOR_STRANGERS = "public, max-age=0, s-maxage=10, must-revalidate"
FOR_ONE_PERSON = "private, no-cache"
DEVICE_COOKIE = "civicreport_device"
PERSON_COOKIE = "civicreport_person"  # opens nothing: see `visitor.alias`
_YEAR_IN_SECONDS = 31_536_000
_COMPARABLE = frozenset(
    {
        *("text/html", "text/xml", "text/csv", "application/json", "application/geo+json"),
        *("application/atom+xml", "application/xml", "image/png"),
    }
)


def init_app(app: Flask) -> None:
    app.after_request(_protect)
    app.after_request(_remember)
    app.jinja_env.globals["csp_nonce"] = csp_nonce


def csp_nonce() -> str:
    """For officers' pages only: asking for it makes this answer one that nobody else may see."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    nonce: str = g.csp_nonce
    return nonce


def keep_nowhere(response: Response) -> Response:
    """No cache, not even the browser's own."""
    response.headers["Cache-Control"] = "no-store"
    return response


def keep_address_secret(response: Response) -> Response:
    """For pages whose address is a key: no cache keeps them, no other site hears of them.

    Not `no-referrer`: with it a browser says `Origin: null` for the form on the page.
    """
    response.headers["Referrer-Policy"] = "same-origin"
    return keep_nowhere(response)


def allow_frames(response: Response) -> Response:
    """For a page that other sites may show in theirs: the same for everybody, without scripts,
    forms or cookies.
    """
    policy = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'"
    response.headers["Content-Security-Policy"] = f"{policy}; form-action 'none'; frame-ancestors *"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    g.may_be_framed = True
    return response


def has_our_cookie() -> bool:
    return any(
        name in request.cookies
        for name in (DEVICE_COOKIE, str(current_app.config["SESSION_COOKIE_NAME"]))
    )


def content_security_policy() -> str:
    scripts = f"script-src 'self' {assets.current().import_map_hash}"
    if "csp_nonce" in g:
        scripts += f" 'nonce-{g.csp_nonce}'"
    return f"{scripts}; {_policy_beside_scripts(config.current().map.tiles)}"


@cache
def _policy_beside_scripts(tiles: str) -> str:
    images = ["'self'", "data:", "blob:", *_tile_hosts(tiles)]
    return "; ".join(
        (
            "default-src 'none'",
            "style-src 'self'",
            f"img-src {' '.join(images)}",
            "connect-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


def _tile_hosts(tiles: str) -> list[str]:
    """Where map.tiles points to; '{s}' stands for any subdomain, our own server needs no word."""
    address = urlsplit(tiles.replace("{s}", "*"))
    return [f"{address.scheme}://{address.netloc}"] if address.netloc else []


def _protect(response: Response) -> Response:
    if not _is_part_of_a_page(response):
        _protect_page(response)
    response.headers["X-Content-Type-Options"] = "nosniff"
    if config.current().site.url.startswith("https://"):
        response.headers["Strict-Transport-Security"] = f"max-age={_YEAR_IN_SECONDS}"
    return response


def _is_part_of_a_page(response: Response) -> bool:
    """A script or a style, which obeys the policy of its page. The worker, a page's equal, is none:
    it is asked for anew each time. Forty of them come with a form, each shorter by half a kilobyte.
    """
    is_lasting = "immutable" in response.headers.get("Cache-Control", "")
    return is_lasting and response.mimetype in {"text/javascript", "text/css"}


def _protect_page(response: Response) -> None:
    response.headers.setdefault("Content-Security-Policy", content_security_policy())
    response.headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    if "may_be_framed" not in g:
        response.headers.setdefault("X-Frame-Options", "DENY")
    response.headers["Permissions-Policy"] = "geolocation=(self), camera=(), microphone=()"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"


def _remember(response: Response) -> Response:
    """Say who may keep this answer; a view that has said so itself is left alone."""
    if response.mimetype == "text/html" or "account" in g:
        response.vary.add("Cookie")
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = _who_may_keep(response)
    if _may_be_kept(response):
        if response.mimetype in _COMPARABLE and "csp_nonce" not in g:
            response.add_etag()
        response.make_conditional(request)
    return response


def _may_be_kept(response: Response) -> bool:
    is_read = request.method in {"GET", "HEAD"} and response.status_code == 200
    return is_read and response.headers["Cache-Control"] != "no-store"


def _who_may_keep(response: Response) -> str:
    if request.method not in {"GET", "HEAD"} or response.status_code >= 400:
        return "no-store"
    if has_our_cookie() or "Set-Cookie" in response.headers or "csp_nonce" in g:
        return FOR_ONE_PERSON
    return FOR_STRANGERS
