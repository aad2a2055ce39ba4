"""The ways about the site, the same on every public page."""

from __future__ import annotations

from typing import NamedTuple

from flask import Flask, url_for
from flask_babel import gettext as _

from civicreport.areas.queries import current_is_approximate


class Way(NamedTuple):
    name: str
    address: str
    endpoint: str
    symbol: str = ""


def init_app(app: Flask) -> None:
    app.jinja_env.globals |= {
        "main_navigation": main_navigation,
        "tabs": tabs,
        "boundaries_are_approximate": current_is_approximate,
    }


def main_navigation() -> list[Way]:
    return [
        _way(_("Map"), "public.map.show"),
        _way(_("Report something"), "public.new_report.show"),
        _way(_("My reports"), "public.mine.show"),
    ]


def tabs() -> list[Way]:
    return [
        _way(_("Home"), "public.front.show", "home"),
        _way(_("Map"), "public.map.show", "map"),
        _way(_("Report"), "public.new_report.show", "plus"),
        _way(_("Mine"), "public.mine.show", "mine"),
    ]


def _way(name: str, endpoint: str, symbol: str = "") -> Way:
    return Way(name, url_for(endpoint), endpoint, symbol)
