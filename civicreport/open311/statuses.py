"""Our statuses in Open311's words. What the words of others mean: `adapters.georeport.statuses`."""

from __future__ import annotations

from typing import Literal

from civicreport.adapters.georeport.quirks import Quirks
from civicreport.adapters.georeport.statuses import word_for
from civicreport.domain.status import Status, is_open

# Everybody who asks for more than open or closed is told all that we know.
_WHOLE = Quirks(extended_statuses=True)


def open_or_closed(status: Status) -> Literal["open", "closed"]:
    return "open" if is_open(status) else "closed"


def extended(status: Status) -> str:
    """'action_scheduled', as FixMyStreet has it and others learned from it."""
    return word_for(status, _WHOLE).lower()
