"""Each language has addresses of its own: `/cy/map` is `/map` in Welsh.

A prefix, not a cookie, and no look at Accept-Language: an address shows everybody the same bytes,
so that any cache may keep it, a link that is passed on says what its sender saw, and nobody is led
away from what was asked for. The prefix becomes a part of SCRIPT_NAME before routing, hence every
address that a page makes, and every form on it, stays in its language by itself.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote, urlsplit

from flask import Flask, current_app, has_request_context, redirect, request
from werkzeug.wrappers import Response

from civicreport import config
from civicreport.adapters import catalogues
from civicreport.adapters.pseudo_languages import PSEUDO
from civicreport.web.addresses import absolute

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_KEY, _FORMER = "civicreport.language", "civicreport.former_language"
# What is the same in every language has one address, without a prefix: caches keep it once. Staff
# and programs are talked to in the site's own language.
_ONE_ADDRESS = (
    *("assets.", "maps.", "standing.", "metrics.", "officers.", "open311."),
    *("public.base_map.", "public.photos.show", "public.photos.for_bodies", "public.mailbox"),
    *("public.map_pictures.", "public.site_lists."),
    *("public.styleguide.", "public.installed.icon", "public.installed.worker"),
)
# Where the site's language does not say all that they read, they get English, and no mixture.
_FOR_STAFF = ("officers.", "open311.")
_OF_THE_SOURCES = "en"
# What may stand in an address as it is; a query is as it was sent, and only what no address may
# hold at all is written otherwise.
_AS_IN_PATHS = "/:@!$&'()*+,;=~"
_AS_IN_QUERIES = f"{_AS_IN_PATHS}?%"


class LanguagePrefix:
    """Takes `/cy` off a path for whatever comes behind it. Other prefixes are no such page.

    Where Welsh is no longer offered, what was mailed and printed in it finds the site's language.
    """

    def __init__(self, behind: WSGIApplication, tags: Collection[str], own: str) -> None:
        self._behind = behind
        self._tags = frozenset(tags)
        self._former = (catalogues.written() | {own}) - self._tags

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> object:
        tag, slash, rest = environ.get("PATH_INFO", "").removeprefix("/").partition("/")
        if tag in self._tags:
            environ[_KEY] = tag
            environ["SCRIPT_NAME"] = f"{environ.get('SCRIPT_NAME', '')}/{tag}"
            environ["PATH_INFO"] = slash + rest
        elif tag in self._former:
            environ[_FORMER] = tag
            environ["PATH_INFO"] = f"/{rest}"
        return self._behind(environ, start_response)


class Choice(NamedTuple):
    """The page in one of the site's languages."""

    tag: str
    name: str
    address: str
    is_current: bool
    offer: str  # in its own words, for whoever did not know


class Alternate(NamedTuple):
    tag: str
    address: str


def init_app(app: Flask) -> None:
    site = config.current().site
    prefix = LanguagePrefix(app.wsgi_app, site.languages, site.language)
    app.wsgi_app = prefix  # type: ignore[assignment, method-assign]
    app.before_request(_lead_to_the_one_address)
    app.jinja_env.globals |= {
        "language": current,
        "direction": lambda: catalogues.direction(current()),
        "languages": choices,
        "alternates": alternates,
        "canonical": canonical,
    }


def current() -> str:
    """Of this request; outside of one, the site's own."""
    own = config.current().site.language
    if not has_request_context():
        return own
    if (request.endpoint or "").startswith(_FOR_STAFF):
        return own if catalogues.is_whole(own) else _OF_THE_SOURCES
    return str(request.environ.get(_KEY, own))


def in_one_place(endpoint: str, address: str) -> str:
    """For `House.url_for`: without the prefix, where what is there has no language."""
    if not has_request_context() or _KEY not in request.environ:
        return address
    if endpoint.startswith("."):
        endpoint = f"{request.blueprint}{endpoint}"
    return _without_prefix(address) if endpoint.startswith(_ONE_ADDRESS) else address


def choices() -> list[Choice]:
    """The page that is shown, in each language; for the answer to a form, the page of the form."""
    if (request.endpoint or "").startswith(_ONE_ADDRESS):
        return []
    path, now = _readable_path(), current()
    query = request.query_string.decode("latin-1") if path == request.path else ""
    return [
        Choice(
            tag=tag,
            name=catalogues.own_name(tag),
            address=_root() + catalogues.prefix(tag) + path + (f"?{query}" if query else ""),
            is_current=tag == now,
            # Translators: say it of the language that you translate into.
            offer=catalogues.texts(tag).gettext("You can read this site in English, too."),
        )
        for tag in _real()
    ]


def canonical() -> str:
    """The one address of this page, whatever filters it; '' where none is to be passed on."""
    if _is_secret() or request.url_rule is None:
        return ""
    return absolute(request.script_root + _readable_path())


def alternates() -> list[Alternate]:
    """The same page in each language, for search engines; nothing where there is only one."""
    if len(_real()) == 1 or _is_secret():
        return []
    path = _readable_path()
    found = [Alternate(tag, absolute(catalogues.prefix(tag) + path)) for tag in _real()]
    return [*found, Alternate("x-default", absolute(path))]


def _real() -> list[str]:
    """The languages that somebody speaks, the site's own first."""
    site = config.current().site
    return [tag for tag in (site.language, *site.languages) if tag not in PSEUDO]


def _is_secret() -> bool:
    """A page whose address is a key is nobody's to find."""
    return "token" in (request.view_args or {})


def _readable_path() -> str:
    """Of this page, where it can be asked for; else of the page that its form stood on."""
    if request.url_rule is not None and request.method in {"GET", "HEAD"}:
        return request.path
    adapter = current_app.create_url_adapter(request)
    path = request.path
    while path != "/" and not (adapter and adapter.test(path, "GET")):
        path = path.rpartition("/")[0] or "/"
    return path


def _root() -> str:
    return _without_prefix(request.script_root) if _KEY in request.environ else request.script_root


def _without_prefix(address: str) -> str:
    tag = str(request.environ[_KEY])
    outer = request.script_root.removesuffix(f"/{tag}")
    parts = urlsplit(address)
    inside = parts.path.removeprefix(request.script_root)
    return parts._replace(path=outer + inside).geturl()


def _lead_to_the_one_address() -> Response | None:
    """What is sent to a language that is not offered now is taken: programs follow no redirect."""
    if _FORMER in request.environ and request.url_rule and request.method in {"GET", "HEAD"}:
        return redirect(_address_without_prefix(), 302)  # it may be offered again
    if _KEY not in request.environ:
        return None
    if not request.environ["PATH_INFO"]:
        return redirect(f"{request.script_root}/", 308)
    if (request.endpoint or "").startswith(_ONE_ADDRESS):
        return redirect(_address_without_prefix(), 308)
    return None


def _address_without_prefix() -> str:
    query = quote(request.query_string, _AS_IN_QUERIES)
    path = _root() + quote(request.path, _AS_IN_PATHS)
    return f"{path}?{query}" if query else path
