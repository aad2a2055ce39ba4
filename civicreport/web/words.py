"""What the codes of the domain are called on a page."""

from __future__ import annotations

from flask import g
from flask_babel import lazy_gettext as _

from civicreport.categories import queries as categories
from civicreport.domain.checks import Doubt
from civicreport.domain.status import Status

_STATUS = {
    Status.REPORTED: _("Reported"),
    Status.ACKNOWLEDGED: _("Acknowledged"),
    Status.INVESTIGATING: _("Being looked into"),
    Status.SCHEDULED: _("Scheduled"),
    Status.IN_PROGRESS: _("In progress"),
    Status.FIXED: _("Fixed"),
    Status.NO_ACTION: _("No action"),
    Status.NOT_RESPONSIBLE: _("Nobody here is responsible"),
    Status.DUPLICATE: _("Reported before"),
    Status.WITHDRAWN: _("Withdrawn"),
}


def status_name(status: Status | str) -> str:
    return str(_STATUS[Status(status)])


_DOUBT = {
    Doubt.TEMPO: _("It was sent faster than a form is usually filled in."),
    Doubt.TRAP: _("A field that people do not see was filled in."),
    Doubt.REPEATS: _("The same words were sent before."),
    Doubt.LINKS: _("It holds many links."),
    Doubt.WORDS: _("It holds words that somebody has to read first."),
    Doubt.CROWD: _("Unusually many reports have come in within the hour."),
}


def doubt_words(doubt: Doubt | str) -> str:
    """Why a report waits to be looked at, for its giver."""
    return str(_DOUBT[Doubt(doubt)])


# Categories that our sprite has a symbol for; a site may have others.
SYMBOLS = frozenset(
    {
        *("pothole", "street_light", "graffiti", "fly_tipping", "litter", "abandoned_vehicle"),
        *("dog_fouling", "pavement", "flooding", "tree", "road_sign", "other"),
        *("drain", "traffic_light", "manhole", "fallen_tree", "hedge", "street_sign", "bus_stop"),
        *("playground", "bench", "toilet", "noise", "dead_animal", "needles", "flyposting"),
        *("snow_ice", "water_leak", "rats", "parking", "cycle_path", "bridge", "park"),
        *("cemetery", "road_works", "bollard", "fence", "water"),
    }
)


def symbol_of(category_code: str) -> str:
    """The one of its name; else the one that the category names, where there is such a one."""
    if category_code in SYMBOLS:
        return category_code
    if "symbols" not in g:
        g.symbols = categories.symbols()
    named = g.symbols.get(category_code, "")
    return named if named in SYMBOLS else "other"
