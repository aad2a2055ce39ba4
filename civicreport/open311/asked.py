"""What crosses the wire on the way in: fields come as lists of texts, since any may be repeated."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

MOST_AT_ONCE = 1000  # as the standard has it
USUAL_PAGE = 50
_W3C = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)"
    r"(?:[Tt ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?\s*([Zz]|[+\- ]\d\d:?\d\d)?)?",
    re.ASCII,
)
_FIRST, _LAST = datetime(1900, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)


def _first(values: Any) -> Any:
    return values[0].strip() if isinstance(values, list) else values


def _each(values: Any) -> Any:
    if not isinstance(values, list):
        return values
    return [part.strip() for value in values for part in value.split(",") if part.strip()]


def _moment(values: Any) -> Any:
    """As W3C has it; without a zone it is UTC, a day alone is its beginning."""
    text = _first(values)
    if not isinstance(text, str):
        return text
    found = _W3C.fullmatch(text)
    if found is None:
        raise ValueError("use a date and time as in 2010-01-01T00:00:00Z")
    year, month, day, hour, minute, second = (int(part or 0) for part in found.groups()[:6])
    there = datetime(year or 1, month, day, hour, minute, min(second, 59), tzinfo=UTC)
    if not 1900 <= year < 9000:  # whatever was meant, nothing of ours lies beyond
        return _FIRST if year < 1900 else _LAST
    return there - _offset(found[7] or "Z")


def _offset(zone: str) -> timedelta:
    """'+01:00', of which a careless query has made ' 01:00'."""
    if zone in "Zz":
        return timedelta()
    ahead = timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    return -ahead if zone[0] == "-" else ahead


One = BeforeValidator(_first)
Many = BeforeValidator(_each)
Moment = Annotated[
    datetime, BeforeValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"})
]
Truth = Annotated[bool, One]


class Asked(BaseModel):
    """Unknown fields are nobody's mistake: clients send what their own dialect knows."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    jurisdiction_id: Annotated[
        str | None, One, Field(description="Not needed: this site is one jurisdiction.")
    ] = None


class ServicesAsked(Asked):
    lat: Annotated[float | None, One, Field(ge=-90, le=90, allow_inf_nan=False)] = None
    long: Annotated[float | None, One, Field(ge=-180, le=180, allow_inf_nan=False)] = None


class RequestsAsked(Asked):
    """`service_request_id` overrides all else. Without dates: the last 90 days."""

    service_request_id: Annotated[tuple[str, ...], Many] = ()
    service_code: Annotated[tuple[str, ...], Many] = ()
    status: Annotated[tuple[Literal["open", "closed"], ...], Many] = ()
    start_date: Moment | None = None
    end_date: Moment | None = None
    updated_after: Moment | None = None
    updated_before: Moment | None = None
    page: Annotated[int | None, One, Field(ge=0, le=2000)] = None
    page_size: Annotated[int | None, One, Field(ge=1)] = None
    after: Annotated[
        str | None, One, Field(description="From the Link header: cheaper than a page's number.")
    ] = None
    extensions: Truth = False

    @property
    def size(self) -> int:
        """The standard's thousand, unless the client knows of pages."""
        if self.page_size is not None:
            return min(self.page_size, MOST_AT_ONCE)
        return MOST_AT_ONCE if self.page is None else USUAL_PAGE

    @property
    def offset(self) -> int:
        return 0 if self.after else max((self.page or 1) - 1, 0) * self.size


class RequestAsked(Asked):
    extensions: Truth = False
