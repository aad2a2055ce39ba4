"""The site as an app on somebody's device: its name, its signs, and the worker that keeps the form
at hand where there is no line.
"""

from __future__ import annotations

from hashlib import sha256

from flask import Blueprint, Response, abort, jsonify, render_template, url_for
from flask_babel import gettext as _

from civicreport import config
from civicreport.adapters import catalogues
from civicreport.categories import queries as categories
from civicreport.web import app_icons, assets, languages, maps, worker_script

blueprint = Blueprint("installed", __name__)
ICONS = {"180": (180, False), "192": (192, False), "512": (512, False), "maskable": (512, True)}
A_DAY = "public, max-age=86400"


@blueprint.get("/offline")
def lost() -> str:
    """What is shown instead of a page that needs a line."""
    return render_template("public/installed/lost.html")


@blueprint.get("/app-icon-<name>.png")
def icon(name: str) -> Response:
    if name not in ICONS:
        abort(404)
    size, maskable = ICONS[name]
    response = Response(app_icons.icon(size, maskable=maskable), content_type="image/png")
    response.headers["Cache-Control"] = A_DAY
    return response


@blueprint.get("/manifest.webmanifest")
def manifest() -> Response:
    site = config.current().site
    form = url_for("public.new_report.show")
    response = jsonify(
        id=url_for("public.front.show"),
        name=site.name,
        short_name=site.name,
        description=_("Report a broken street, lamp or bin to the responsible council."),
        lang=languages.current(),
        dir=catalogues.direction(languages.current()),
        start_url=url_for("public.front.show"),
        scope="/",
        display="standalone",
        theme_color="#f7f5f0",
        background_color="#f7f5f0",
        icons=[_icon(name) for name in ("192", "512", "maskable")],
        shortcuts=[
            {"name": _("Report something"), "url": form},
            {"name": _("My reports"), "url": url_for("public.mine.show")},
        ],
        share_target={
            "action": url_for("public.stored_form.shared"),
            "method": "POST",
            "enctype": "multipart/form-data",
            "params": {"files": [{"name": "photos", "accept": ["image/*"]}]},
        },
    )
    response.mimetype = "application/manifest+json"
    response.headers["Cache-Control"] = A_DAY
    return response


@blueprint.get("/sw.js")
def worker() -> Response:
    """Another text wherever what it keeps has changed: that is how a browser knows."""
    return assets.respond(worker_script.script(_shell()), "no-cache")


def _shell() -> dict[str, object]:
    site = config.current().site
    prefixes = [catalogues.prefix(tag) for tag in (site.language, *site.languages)]
    stored, off = url_for("public.stored_form.show"), url_for("public.installed.lost")
    pages = [{"prefix": p, "form": p + stored, "lost": p + off} for p in prefixes]
    return {"version": _version(), "files": _files(), "pages": pages}


def _files() -> list[str]:
    """All that the stored pages may ask for, by addresses that change with what is there."""
    names = ("css/main.css", "icons/sprite.svg", "icons/favicon.svg", "vendor/leaflet/leaflet.js")
    scripts = [name for name in assets.current().files if name.startswith("js/")]
    return [*(assets.url(name) for name in (*names, *scripts)), maps.picker_map().script_url]


def _version() -> str:
    """Of the stored pages: how they are written, and what can be chosen in them."""
    offered = [
        (one.code, one.name, one.hint, one.words, one.translations, one.questions)
        for one in categories.all_categories()
    ]
    parts = (worker_script.edition(), repr(config.current().site), repr(offered), *_files())
    return sha256("\n".join(parts).encode()).hexdigest()[:12]


def _icon(name: str) -> dict[str, str]:
    size, maskable = ICONS[name]
    return {
        "src": url_for("public.installed.icon", name=name),
        "sizes": f"{size}x{size}",
        "type": "image/png",
        "purpose": "maskable" if maskable else "any",
    }
