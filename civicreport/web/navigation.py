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


class Tab(NamedTuple):
    name: str
    address: str
    endpoint: str
    symbol: str


def init_app(app: Flask) -> None:
    app.jinja_env.globals |= {
        "main_navigation": main_navigation,
        "tabs": tabs,
        "boundaries_are_approximate": current_is_approximate,
    }


def main_navigation() -> list[Way]:
    return [
        Way(_("Map"), url_for("public.map.show"), "public.map.show"),
        Way(_("Report something"), url_for("public.new_report.show"), "public.new_report.show"),
        Way(_("My reports"), url_for("public.mine.show"), "public.mine.show"),
    ]


def tabs() -> list[Tab]:
    return [
        Tab(_("Home"), url_for("public.front.show"), "public.front.show", "home"),
        Tab(_("Map"), url_for("public.map.show"), "public.map.show", "map"),
        Tab(_("Report"), url_for("public.new_report.show"), "public.new_report.show", "plus"),
        Tab(_("Mine"), url_for("public.mine.show"), "public.mine.show", "mine"),
    ]
