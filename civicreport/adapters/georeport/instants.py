"""Dates as peers write them, which is seldom as the standard wants them, and as they want them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from civicreport import config
from civicreport.adapters.georeport.quirks import Quirks

_WRITTEN = re.compile(
    r"(\d{4})-(\d{1,2})-(\d{1,2})"
    r"(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d+))?)?)?"
    r"\s*(?:(Z|UTC|GMT)|([+-])(\d{2}):?(\d{2})?)?",
    re.IGNORECASE | re.ASCII,
)


def zone_of(quirks: Quirks) -> tzinfo:
    """Of dates without a zone: the peer's own, where it is known, or else the site's."""
    return ZoneInfo(quirks.timezone or config.current().site.timezone)


def instant_in(text: str, zone: tzinfo) -> datetime | None:
    """In UTC; None for what is no date."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        return None
    year, month, day, hour, minute, second, fraction, utc, sign, hours, minutes = found.groups()
    if utc:
        zone = UTC
    try:
        if sign:
            offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
            zone = timezone(-offset if sign == "-" else offset)
        clock = (int(hour or 0), int(minute or 0), int(second or 0))
        micro = int((fraction or "0")[:6].ljust(6, "0"))
        at = datetime(int(year), int(month), int(day), *clock, micro, tzinfo=zone)
        return at.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def written(at: datetime, quirks: Quirks) -> str:
    """For a query: in UTC, or by the peer's own clock where it cannot bear a zone."""
    if quirks.requests_omit_timezone:
        return f"{at.astimezone(zone_of(quirks)):%Y-%m-%dT%H:%M:%S}"
    return stamped(at)


def stamped(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
