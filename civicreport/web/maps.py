"""What is on a map, said by folium on the server; what it does, our elements say in the browser.

folium's own page wants ten files of four foreign hosts, so only two parts of it are used: the
empty box (`root.html`) and the script (`root.script`), which is served as a file of its own under
its hash. It depends on the settings alone, hence is the same in every process; what differs from
page to page (the place) stands in the page as data. folium is slow to import and is, on first use.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, abort, url_for
from flask_babel import gettext as _
from markupsafe import Markup

from civicreport import config
from civicreport.config import Settings
from civicreport.domain.location import Point
from civicreport.web import assets
from civicreport.web.assets import Asset

Kind = Literal["overview", "report", "picker"]

# Tiles are asked for once the map stands where it is to stand: others would be loaded for nothing.
# They come or fail before any module is there to listen, so they are counted from the first one.
_HANDOVER = """
{% macro script(this, kwargs) %}
{{ this._parent.get_name() }}.setMinZoom(4).setMaxZoom({{ this.max_zoom }});
(function (element, map, tiles) {
    const {latitude, longitude, zoom = {{ this.close }}} = element.closest(".map__leaflet").dataset;
    if (latitude) map.setView([latitude, longitude], Number(zoom), {animate: false});
    element.siteMap = {map, tiles, came: 0, failed: 0};
    if (!tiles) return;
    tiles.on("tileload", () => element.siteMap.came++);
    tiles.on("tileerror", () => element.siteMap.failed++);
    tiles.addTo(map);
})(
    document.getElementById({{ this._parent.get_name()|tojson }}),
    {{ this._parent.get_name() }},
    {{ this.tiles or "null" }}
);
{% endmacro %}
"""

_FINE, _COARSE = 24, 80  # pixels for each press of an arrow: to put a mark, to look around
CLOSE = 16  # where a map opens that shows one spot
FROM_AFAR = 13  # our own base has no streets: one spot needs names around it

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


def report_map(point: Point) -> MapParts:
    """One spot, close by."""
    return _parts("report", _("Map of the spot"), point)


def picker_map(point: Point | None = None) -> MapParts:
    """To move under a fixed mark; without a point it begins with the site's whole ground."""
    return _parts("picker", _("Map to show the place on"), point)


@blueprint.get("/maps/<kind>/<digest>.js")
def script(kind: str, digest: str) -> Response:
    if kind not in get_args(Kind):
        abort(404)
    asset = script_of(kind, config.current())
    # As with other assets: an older page gets today's script, but nobody keeps it for long.
    return assets.respond(asset, assets.FOR_EVER if digest == asset.digest else assets.BRIEFLY)


def _parts(kind: Kind, label: str, point: Point | None = None) -> MapParts:
    html, asset = _rendered(kind, config.current())
    attributes = {"class": "map__leaflet", "data-label": label}
    if kind == "report" and config.current().map.tiles == "none":
        attributes["data-zoom"] = str(FROM_AFAR)
    if point:
        attributes["data-latitude"] = f"{point.latitude:.6f}"
        attributes["data-longitude"] = f"{point.longitude:.6f}"
    box = Markup("<div{}>{}</div>").format(
        Markup("").join(Markup(' {}="{}"').format(*pair) for pair in attributes.items()),
        html,
    )
    return MapParts(box, url_for("maps.script", kind=kind, digest=asset.digest))


def script_of(kind: str, settings: Settings) -> Asset:
    """What the browser runs for a kind of map on a site of these settings."""
    return _rendered(kind, settings)[1]


@cache
def _rendered(kind: str, settings: Settings) -> tuple[Markup, Asset]:
    """The box and the script of a kind of map."""
    root: Any = _site_map(kind, settings).get_root()
    root.render()
    html = Markup(root.html.render().strip())  # noqa: S704 - folium's, about our own names
    return html, assets.asset(f"{kind}.js", root.script.render().encode())


def _site_map(kind: str, settings: Settings) -> Any:
    import folium

    ground = settings.map
    drawn: Any = folium.Map(
        location=[ground.latitude, ground.longitude],
        zoom_start=ground.zoom,
        tiles=None,
        zoom_control=False,
        world_copy_jump=True,
        keyboard_pan_delta=_FINE if kind == "picker" else _COARSE,
        scroll_wheel_zoom=kind != "report",  # there it would catch whoever scrolls the page
    )
    # Leaflet comes from our own shelf, jQuery and Bootstrap are not needed.
    drawn.default_js, drawn.default_css = [], []
    _named(drawn, kind)
    tiles = _tiles(kind, settings, drawn)
    drawn.add_child(_handover()(tiles, ground.max_zoom), name="handover")
    return drawn


def _tiles(kind: str, settings: Settings, drawn: Any) -> str | None:
    """Put the tile server on, where the settings name one; its layer's name in the script."""
    import folium

    ground = settings.map
    if ground.tiles == "none":
        return None
    credit = ground.attribution or urlsplit(ground.tiles).netloc or "-"  # folium insists on one
    layer = folium.TileLayer(ground.tiles, attr=credit, max_zoom=ground.max_zoom, show=False)
    _named(layer, kind).add_to(drawn)
    name: str = layer.get_name()
    return name


def _named(element: Any, name: str) -> Any:
    """Ids are random otherwise, and each page and process would get a script of its own."""
    element._id = name  # noqa: SLF001 - folium has no other way
    return element


@cache
def _handover() -> Any:
    """What gives the map to whoever asks its box for it (see lib/leaflet-map)."""
    from branca.element import MacroElement
    from folium.template import Template

    class Handover(MacroElement):
        _name = "Handover"
        _template = Template(_HANDOVER)

        def __init__(self, tiles: str | None, max_zoom: int) -> None:
            super().__init__()  # type: ignore[no-untyped-call]
            self.tiles = tiles
            self.max_zoom, self.close = max_zoom, CLOSE

    return Handover
