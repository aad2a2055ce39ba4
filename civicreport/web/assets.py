"""What ships beside the pages: read once at start-up, addressed by its content, never built.

`static/` is ours; Leaflet comes from its installed package and appears as `vendor/leaflet/`. The
style sheet is put together from the order of its `@import`s, so that a page asks for one file;
scripts stay modules, which the import map leads to their hashed addresses. Comments are for whoever
reads the source: they were a third of what a phone fetched. Every text is kept compressed, once
somebody has asked for it.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import mimetypes
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import brotli
from flask import Blueprint, Flask, Response, abort, current_app, request
from markupsafe import Markup
from xstatic.pkg import leaflet

from civicreport.web.compression import accepted

STATIC = Path(__file__).parents[2] / "static"
VENDOR = {"vendor/leaflet/": Path(leaflet.BASE_DIR)}
VENDOR_FILES = ("leaflet.js", "leaflet.css", "images/layers.png", "images/layers-2x.png")
STYLE_SHEET = "css/main.css"
FOR_EVER = "public, max-age=31536000, immutable"
BRIEFLY = "public, max-age=60"

_TEXTS = (".css", ".js", ".svg", ".json")
# Whole lines of comment; the lines stay, empty, so that errors name the right ones.
_COMMENT = re.compile(r"^[ \t]*(?:/\*(?:[^*]|\*(?!/))*\*/|//.*)$", re.MULTILINE)
_IMPORT = re.compile(r'@import url\("([^"]+)"\)( layer\((\w+)\))?;\n?')
_URL = re.compile(r"url\(['\"]?(?!data:)([^)'\"#]+)['\"]?\)")

blueprint = Blueprint("assets", __name__)


@dataclass(frozen=True, slots=True)
class Asset:
    """One file as it is served: its bytes, and what they are."""

    name: str
    content: bytes
    media_type: str
    digest: str

    @property
    def packed(self) -> dict[str, bytes]:
        """The same bytes by content coding, the better first, where that is worth it."""
        return _packed(self.content) if _is_text(self.name) else {}

    @property
    def address(self) -> str:
        stem, dot, suffix = self.name.rpartition(".")
        return f"/static/{stem}.{self.digest}{dot}{suffix}"


@dataclass(frozen=True, slots=True)
class Assets:
    files: dict[str, Asset]
    import_map: str
    import_map_hash: str  # as the Content-Security-Policy wants it


def init_app(app: Flask) -> None:
    assets = collect()
    app.extensions["civicreport_assets"] = assets
    app.jinja_env.globals["static_url"] = url
    app.jinja_env.globals["sprite_url"] = assets.files["icons/sprite.svg"].address
    app.jinja_env.globals["import_map"] = Markup(assets.import_map)  # noqa: S704 - our own names
    app.register_blueprint(blueprint)


def current() -> Assets:
    assets: Assets = current_app.extensions["civicreport_assets"]
    return assets


def url(name: str) -> str:
    """The hashed address of a file, by its path in `static/`; an unknown name is a mistake."""
    return current().files[name].address


@blueprint.get("/static/<path:address>")
def show(address: str) -> Response:
    stem, _, suffix = address.rpartition(".")
    name, _, digest = stem.rpartition(".")
    found = current().files.get(f"{name}.{suffix}")
    if found is None:
        abort(404)
    # An older page may ask for an older file: it gets today's, but nobody keeps that for long.
    return respond(found, FOR_EVER if digest == found.digest else BRIEFLY)


def respond(asset: Asset, keep: str) -> Response:
    coding = accepted(asset.packed)
    response = Response(
        asset.packed[coding] if coding else asset.content, content_type=asset.media_type
    )
    if coding:
        response.headers["Content-Encoding"] = coding
    if asset.packed:
        response.vary.add("Accept-Encoding")
    response.set_etag(f"{asset.digest}-{coding or 'plain'}")
    response.headers["Cache-Control"] = keep
    response.make_conditional(request)
    return response


def collect() -> Assets:
    """Read every file, from those that others point at to those that point."""
    files: dict[str, Asset] = {}
    for prefix, folder in VENDOR.items():
        for name in VENDOR_FILES:
            if not name.endswith(".css"):
                files[prefix + name] = asset(prefix + name, (folder / name).read_bytes())
    for path in sorted(STATIC.rglob("*")):
        name = path.relative_to(STATIC).as_posix()
        if path.is_file() and not name.startswith("css/"):
            files[name] = asset(name, read(path))
    files[STYLE_SHEET] = asset(STYLE_SHEET, bundle(STYLE_SHEET, files).encode())
    import_map = _import_map(files)
    digest = hashlib.sha256(import_map.encode()).digest()
    return Assets(files, import_map, f"'sha256-{base64.b64encode(digest).decode()}'")


def read(path: Path) -> bytes:
    """One of our files, without its comments."""
    if path.suffix not in {".css", ".js"}:
        return path.read_bytes()
    text = path.read_text(encoding="utf-8")
    return _COMMENT.sub(lambda found: "\n" * found[0].count("\n"), text).encode()


def asset(name: str, content: bytes) -> Asset:
    media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
    if name.endswith(".js"):
        media_type = "text/javascript"
    if _is_text(name):
        media_type += "; charset=utf-8"
    digest = hashlib.sha256(content).hexdigest()[:12]  # once: each page asks for two dozen
    return Asset(name, content, media_type, digest)


def _is_text(name: str) -> bool:
    return name.endswith(_TEXTS)


@cache
def _packed(content: bytes) -> dict[str, bytes]:
    """Once, and when somebody asks: commands and the worker serve none of it."""
    copies = {
        "br": brotli.compress(content, quality=9),
        "gzip": gzip.compress(content, 9, mtime=0),
    }
    return {coding: copy for coding, copy in copies.items() if len(copy) < len(content)}


def bundle(name: str, files: dict[str, Asset]) -> str:
    """A style sheet with its imports in their places, and its images by their addresses."""
    folder = name.rpartition("/")[0]
    prefix = next((p for p in VENDOR if name.startswith(p)), None)
    path = VENDOR[prefix] / name.removeprefix(prefix) if prefix else STATIC / name

    def imported(found: re.Match[str]) -> str:
        text = bundle(_beside(folder, found[1]), files)
        return f"@layer {found[3]} {{\n{text}}}\n" if found[3] else text

    def addressed(found: re.Match[str]) -> str:
        image = files.get(_beside(folder, found[1]))
        # What nothing on our pages shows (Leaflet's own marker) is not served either.
        return f'url("{image.address}")' if image else "none"

    text = read(path).decode()
    return _IMPORT.sub(imported, text) if _IMPORT.search(text) else _URL.sub(addressed, text)


def _beside(folder: str, relative: str) -> str:
    """'css' and '../vendor/x.css' are 'vendor/x.css'."""
    parts = folder.split("/") if folder else []
    for part in relative.split("/"):
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def _import_map(files: dict[str, Asset]) -> str:
    """'elements/report-map' and 'lib/pins' are what our modules call each other."""
    imports = {
        name.removeprefix("js/").removesuffix(".js"): asset.address
        for name, asset in sorted(files.items())
        if name.startswith("js/")
    }
    # Inside <script> no "<" may stand; none of our paths has one.
    return json.dumps({"imports": imports}, separators=(",", ":"))
