"""What is on a map, said by folium on the server; what it does, our elements say in the browser.

folium's own page wants ten files of four foreign hosts, so only two parts of it are used: the
empty box (`root.html`) and the script (`root.script`), which is served as a file of its own under
its hash. It depends on the settings alone, hence is the same in every process; what differs from
page to page (the place) stands in the page as data. folium is slow to import and is, on first use.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal, get_args

from flask import Blueprint, Flask, Response, abort, current_app, url_for
from flask_babel import gettext as _
from markupsafe import Markup, escape

from civicreport import config
from civicreport.config import Settings
from civicreport.domain.location import Point
from civicreport.web import assets
from civicreport.web.assets import Asset

if TYPE_CHECKING:
    from folium import Map

Kind = Literal["overview", "report", "picker"]
CLOSE = 16
BASE_ATTRIBUTION = "OGL v3.0"

blueprint = Blueprint("maps", __name__)


@dataclass(frozen=True, slots=True)
class MapParts:
    """`html` is the box, to stand where the map shall be; `script_url` fills it."""

    html: Markup
    script_url: str


def init_app(app: Flask) -> None:
    app.register_blueprint(blueprint)


def overview_map(label: str) -> MapParts:
    """The site's whole ground; `<report-map>` puts the reports on it."""
    return _parts("overview", label)


def report_map(label: str, point: Point) -> MapParts:
    """One spot, close by."""
    return _parts("report", label, point)


def picker_map(point: Point | None = None) -> MapParts:
    """To move under a fixed mark; without a point it begins with the site's whole ground."""
    return _parts("picker", _("Map to show the place on"), point)


@blueprint.get("/maps/<kind>/<digest>.js")
def script(kind: str, digest: str) -> Response:
    if kind not in get_args(Kind):
        abort(404)
    asset = _script(kind)
    # As with other assets: an older page gets today's script, but nobody keeps it for long.
    return assets.respond(asset, assets.FOR_EVER if digest == asset.digest else assets.BRIEFLY)


def _parts(kind: Kind, label: str, point: Point | None = None) -> MapParts:
    place = f' data-latitude="{point.latitude:.6f}" data-longitude="{point.longitude:.6f}"' if point else ""
    html = Markup('<div class="map__leaflet" data-label="{}"{}>{}</div>').format(  # noqa: S704
        label, Markup(place), Markup(_rendered(kind, config.current())[0])  # noqa: S704 - folium's and numbers
    )
    return MapParts(html, url_for("maps.script", kind=kind, digest=_script(kind).digest))


def _script(kind: str) -> Asset:
    return _rendered(kind, config.current())[1]


@cache
def _rendered(kind: str, settings: Settings) -> tuple[str, Asset]:
    """The box and the script of a kind of map."""
    site_map = _site_map(kind, settings)
    root = site_map.get_root()
    root.render()
    return root.html.render(), assets.packed(f"{kind}.js", root.script.render().encode())


def _site_map(kind: str, settings: Settings) -> Map:
    import folium
    from branca.element import MacroElement
    from folium.template import Template

    class SiteMap(folium.Map):  # type: ignore[misc]
        """Without folium's files: Leaflet comes from our own shelf, the rest is not needed."""

        default_js: list[tuple[str, str]] = []
        default_css: list[tuple[str, str]] = []

    class Handover(MacroElement):  # type: ignore[misc]
        """Gives the map to whoever asks its box for it (see lib/leaflet-map)."""

        _name = "Handover"
        _template = Template(
            "{% macro script(this, kwargs) %}"
            "document.getElementById({{ this._parent.get_name()|tojson }}).siteMap ="
            " {map: {{ this._parent.get_name() }}, tiles: {{ this.tiles or 'null' }}};"
            "{% endmacro %}"
        )

        def __init__(self, tiles: str | None) -> None:
            super().__init__()
            self.tiles = tiles

    ground = settings.map
    site_map = SiteMap(
        location=[ground.latitude, ground.longitude],
        zoom_start=ground.zoom,
        tiles=None,
        zoom_control=False,
        max_zoom=ground.max_zoom,
        min_zoom=3,
        world_copy_jump=True,
        scroll_wheel_zoom=kind != "report",
    )
    site_map._id = kind  # noqa: SLF001 - the documented way to stable names
    tiles = None
    if ground.tiles != "none":
        layer = folium.TileLayer(ground.tiles, attr=ground.attribution, max_zoom=ground.max_zoom)
        layer._id = kind  # noqa: SLF001
        layer.add_to(site_map)
        tiles = layer.get_name()
    site_map.add_child(Handover(tiles), name="handover")
    return site_map
