"""Places and the ways between them, in words."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from civicreport.public.spot import NearPlace, Spot
from civicreport.web.i18n import number

_DIRECTIONS = (
    _l("north"),
    _l("north-east"),
    _l("east"),
    _l("south-east"),
    _l("south"),
    _l("south-west"),
    _l("west"),
    _l("north-west"),
)


def missing(*, is_described: bool) -> str:
    """That no place is chosen; whoever describes theirs is not sent to the map."""
    if is_described:
        return str(
            _("Search for the postcode or the town, too: it tells us which council takes it.")
        )
    return str(_("Choose the place: search for it, or move the map until the mark is on it."))


def outside(spot: Spot) -> str:
    """That no body here takes it, and who may be the one."""
    if spot.nearest is None:
        return str(_("No council takes reports here yet."))
    place = {"area": spot.nearest.name, "distance": distance(spot.nearest.metres_away)}
    if spot.likely:
        return str(
            _(
                "This is %(distance)s outside %(area)s, where reports are taken here. If it is "
                "theirs all the same, it is for %(bodies)s: go there with the button.",
                bodies=", ".join(spot.likely),
                **place,
            )
        )
    return str(
        _(
            "No council takes reports at this place yet. The nearest that does is %(area)s, "
            "%(distance)s away.",
            **place,
        )
    )


def way_to(near: NearPlace) -> str:
    """'OX1 3DP, 40 m north-east'."""
    return str(
        _(
            "%(place)s, %(distance)s %(direction)s",
            place=near.place.label,
            distance=distance(near.metres),
            direction=_DIRECTIONS[near.direction],
        )
    )


def away(metres: float, eighth: int) -> str:
    """'40 m north-east'."""
    return str(
        _(
            "%(distance)s %(direction)s",
            distance=distance(metres),
            direction=_DIRECTIONS[eighth],
        )
    )


def distance(metres: float) -> str:
    """As one says it: '60 m', '1.4 km', '37 km'."""
    if metres < 995:  # above, it rounds to a kilometre
        return str(_("%(metres)s m", metres=max(10, int(round(metres, -1)))))
    kilometres = metres / 1000
    rounded = round(kilometres, 1) if kilometres < 10 else round(kilometres)
    return str(_("%(kilometres)s km", kilometres=number(rounded)))
