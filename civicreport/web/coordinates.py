"""A place as it comes in a query or a form: two texts, which may be anything."""

from __future__ import annotations

import re
from collections.abc import Mapping

from flask_babel import gettext as _

from civicreport.domain.location import Point

_NUMBER = re.compile(r"[-+]?[0-9]{1,3}(\.[0-9]{1,20})?([eE][-+]?[0-9]{1,2})?")
_LIMITS = {"latitude": 90.0, "longitude": 180.0}


class BadCoordinate(ValueError):
    """`field` says which one, the text says what is wrong with it, in words for people."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


def point_from(fields: Mapping[str, str]) -> Point:
    """The point that `latitude` and `longitude` name. Raises BadCoordinate."""
    return Point(**{field: _degrees(field, fields.get(field, "")) for field in _LIMITS})


def _degrees(field: str, text: str) -> float:
    text = text.strip()
    if not text:
        raise BadCoordinate(field, _("%(field)s is missing.", field=field))
    if _NUMBER.fullmatch(text) is None:
        raise BadCoordinate(field, _("%(field)s is not a number of degrees.", field=field))
    degrees, limit = float(text), _LIMITS[field]
    if not -limit <= degrees <= limit:
        raise BadCoordinate(
            field,
            _(
                "%(field)s must lie between -%(limit)s and %(limit)s degrees.",
                field=field,
                limit=round(limit),
            ),
        )
    return degrees
