"""A map that does not move by itself: its picture, and the ways to the next one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from civicreport.domain.location import Box, Point
from civicreport.domain.mercator import CLOSEST, View, view_at, view_of
from civicreport.public.map_pictures import HIGH, WIDE
from civicreport.public.map_view import MapView
from civicreport.web import static_maps


@dataclass(frozen=True, slots=True)
class Step:
    direction: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Picture:
    address: str
    steps: tuple[Step, ...]
    width: int = WIDE
    height: int = HIGH


def picture_of(asked: MapView) -> Picture | None:
    """None where no picture can show it: across the date line."""
    if asked.box is None:
        view = static_maps.view_of_site(width=WIDE, height=HIGH)
    elif asked.box[0] < asked.box[2]:
        view = view_of(asked.box, width=WIDE, height=HIGH)
    else:
        return None
    kept: dict[str, Any] = {**asked.filters.to_args(), "bbox": as_text(view.box)}
    address = url_for("public.map_pictures.of_box", **kept, width=WIDE, height=HIGH)
    return Picture(address, tuple(_steps(asked, view)))


def as_text(box: Box) -> str:
    return ",".join(f"{side:.5f}" for side in box)


def _steps(asked: MapView, view: View) -> Iterator[Step]:
    ways = {
        "north": (_("North"), replace(view, top=view.top - HIGH / 2)),
        "south": (_("South"), replace(view, top=view.top + HIGH / 2)),
        "west": (_("West"), replace(view, left=view.left - WIDE / 2)),
        "east": (_("East"), replace(view, left=view.left + WIDE / 2)),
        "closer": (_("Closer"), _zoomed(view, 1)),
        "farther": (_("Farther"), _zoomed(view, -1)),
    }
    for direction, (name, there) in ways.items():
        west, south, east, north = there.box
        if west < east and south < north:
            yield Step(direction, name, asked.address(bbox=as_text(there.box)))


def _zoomed(view: View, by: int) -> View:
    longitude, latitude = view.place(WIDE / 2, HIGH / 2)
    zoom = max(0.0, min(CLOSEST, view.zoom + by))
    return view_at(Point(latitude, longitude), zoom, width=WIDE, height=HIGH)
