"""Maps as pictures, from what the site knows itself: for pages without scripts, for paper, and for
other sites that show one of ours. No tile server is asked, whatever the settings name.

A picture takes some hundredths of a second of a core, and strangers choose what is drawn: finished
ones are kept for a moment, and only so many are drawn at once in one process.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from PIL.Image import Image
from werkzeug.exceptions import ServiceUnavailable

from civicreport import config
from civicreport.adapters.drawing import maps
from civicreport.adapters.drawing.ground import DENSITY, Ground, Label
from civicreport.adapters.drawing.looks import LookName, look
from civicreport.adapters.drawing.maps import Mark
from civicreport.areas import queries as areas
from civicreport.domain.location import Point
from civicreport.domain.mercator import View, view_at
from civicreport.domain.status import Status

# Our own ground has no streets: one spot is seen from as near as some names stand around it.
NEAR_TO_FAR = (16.0, 15.0, 14.0, 13.0, 12.0, 11.0, 10.0)
ENOUGH_NAMES = 3
KEPT = 64
KEPT_SECONDS = 300.0  # as long as the browser's own base: a new generation shows by then
AT_ONCE = 2
PATIENCE_SECONDS = 5.0


class Shelf:
    """Finished pictures by what they show, the latest asked for, for a while."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[bytes, tuple[float, bytes]] = OrderedDict()

    def get(self, key: bytes) -> bytes | None:
        with self._lock:
            made_at, content = self._kept.get(key, (0.0, b""))
            if not content or time.monotonic() - made_at > KEPT_SECONDS:
                return None
            self._kept.move_to_end(key)
            return content

    def put(self, key: bytes, content: bytes) -> None:
        with self._lock:
            self._kept[key] = (time.monotonic(), content)
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)


@dataclass(frozen=True, slots=True)
class Spot:
    """One report, and how large its picture is to be, in pixels of a page."""

    point: Point
    status: Status
    width: int
    height: int


_shelf = Shelf()
_hands = threading.Semaphore(AT_ONCE)


def picture(view: View, marks: Iterable[Mark], look_name: LookName = "light") -> bytes:
    """A PNG of the view, DENSITY pixels for each of a page. Raises ServiceUnavailable."""
    marks = tuple(marks)

    def draw() -> bytes:
        return maps.as_png(maps.drawn(view, look(look_name), ground_of(view), marks))

    return kept(f"{view} {marks} {look_name}", draw)


def picture_of_spot(spot: Spot, look_name: LookName = "light") -> bytes:
    return kept(f"{spot} {look_name}", lambda: maps.as_png(drawn_spot(spot, look_name)))


def drawn_spot(spot: Spot, look_name: LookName) -> Image:
    """One report in its surroundings."""
    for zoom in NEAR_TO_FAR:
        view = view_at(spot.point, zoom, width=spot.width, height=spot.height)
        ground = ground_of(view)
        if len(ground.labels) >= ENOUGH_NAMES:
            break
    mark = Mark(spot.point.longitude, spot.point.latitude, spot.status)
    return maps.drawn(view, look(look_name), ground, [mark])


def kept(key: str, draw: Callable[[], bytes]) -> bytes:
    """The picture of this key, drawn if nobody has asked for it lately."""
    digest = hashlib.sha256(key.encode()).digest()
    found = _shelf.get(digest)
    if found is not None:
        return found
    if not _hands.acquire(timeout=PATIENCE_SECONDS):
        raise ServiceUnavailable
    try:
        content = draw()
    finally:
        _hands.release()
    _shelf.put(digest, content)
    return content


def view_of_site(*, width: int, height: int) -> View:
    """The site's whole ground, as the map begins with it."""
    ground = config.current().map
    return view_at(
        Point(ground.latitude, ground.longitude), ground.zoom, width=width, height=height
    )


def ground_of(view: View) -> Ground:
    """Outlines and names in the view, as fine as its pixels."""
    zoom = round(view.zoom)
    lines = json.loads(areas.boundaries_geojson(view.box, zoom + DENSITY - 1))
    names = json.loads(areas.places_geojson(view.box, zoom))
    return Ground(
        lines=[line for feature in lines["features"] for line in _lines_of(feature["geometry"])],
        labels=[_label(feature) for feature in names["features"]],
    )


def _lines_of(geometry: dict[str, Any]) -> Iterator[list[tuple[float, float]]]:
    """Of whatever clipping has left: lines, several of them, or a collection with points in it."""
    match geometry["type"]:
        case "LineString":
            yield geometry["coordinates"]
        case "MultiLineString":
            yield from geometry["coordinates"]
        case "GeometryCollection":
            for part in geometry["geometries"]:
                yield from _lines_of(part)


def _label(feature: dict[str, Any]) -> Label:
    longitude, latitude = feature["geometry"]["coordinates"]
    named = feature["properties"]
    return Label(longitude, latitude, named["label"], named["kind"])
