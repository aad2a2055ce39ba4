"""What the codes of the domain are called on a page."""

from __future__ import annotations

from flask_babel import lazy_gettext as _

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


# Categories that our sprite has a symbol for; a site may have others.
SYMBOLS = frozenset(
    {
        *("pothole", "street_light", "graffiti", "fly_tipping", "litter", "abandoned_vehicle"),
        *("dog_fouling", "pavement", "flooding", "tree", "road_sign", "other"),
    }
)


def symbol_of(category_code: str) -> str:
    return category_code if category_code in SYMBOLS else "other"
