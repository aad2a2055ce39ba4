"""What all pages share. From this floor up, requests, responses, forms and blueprints are known."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from civicreport.config import Settings
from civicreport.web import (
    assets,
    compression,
    errors,
    form_tokens,
    guards,
    headers,
    i18n,
    languages,
    limits,
    maps,
    metrics,
    names,
    navigation,
    place_search,
    requests_log,
    sharing,
    sign_in,
    standing,
    visitor,
)
from civicreport.web.addresses import IdConverter

# In the order in which a request meets them.
PARTS = (
    *(requests_log, languages, i18n, assets, compression, headers, errors, guards),
    *(limits, visitor, sign_in, form_tokens, names, navigation, maps, metrics),
    *(place_search, sharing, standing),
)

MOST_TYPED_BYTES = 10_000_000


def init_app(app: Flask, settings: Settings) -> None:
    """Everything between the socket and a view; blueprints are registered after it."""
    app.config["SECRET_KEY"] = settings.secret_key
    app.config["MAX_CONTENT_LENGTH"] = settings.limits.max_request_bytes
    # Flask's own half a megabyte would answer a pasted book with a bare 413, and lose the rest.
    app.config["MAX_FORM_MEMORY_SIZE"] = min(settings.limits.max_request_bytes, MOST_TYPED_BYTES)
    app.config["SESSION_COOKIE_SAMESITE"] = "Lax"
    app.config["SESSION_COOKIE_SECURE"] = settings.site.url.startswith("https://")
    app.config["PREFERRED_URL_SCHEME"] = settings.site.url.partition("://")[0]
    app.json.sort_keys = False  # type: ignore[attr-defined] # an answer reads in the order it was written
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["site"] = settings.site
    app.url_map.converters["int"] = IdConverter
    if settings.server.proxies:
        # Host is left out: a proxy that does not set it would pass on whatever a stranger wrote.
        wsgi = ProxyFix(
            app.wsgi_app, x_for=settings.server.proxies, x_proto=settings.server.proxies, x_host=0
        )
        app.wsgi_app = wsgi  # type: ignore[method-assign]
    for part in PARTS:
        part.init_app(app)
