"""What crosses the wire on the way in: fields come as lists of texts, since any may be repeated."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
    model_validator,
)

from civicreport.web.typed import is_address

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


def _all(values: Any) -> Any:
    if not isinstance(values, list):
        return values
    return [value.strip() for value in values if value.strip()]


def _address(values: Any) -> Any:
    text = _first(values)
    if isinstance(text, str) and text and not is_address(text):
        raise ValueError("this is not an e-mail address, as in name@example.org")
    return text


One = BeforeValidator(_first)
Many = BeforeValidator(_each)
Moment = Annotated[
    datetime, BeforeValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"})
]
Truth = Annotated[bool, One]
# What the description says of texts; the checks themselves are more patient.
_CODE = WithJsonSchema({"type": "string", "pattern": "^[a-z0-9_-]{1,50}$"})
_NUMBER = WithJsonSchema({"type": "string", "maxLength": 150, "pattern": "^[!-~]{1,150}$"})
_SAYS_SOMETHING = WithJsonSchema(
    {"type": "string", "maxLength": 300, "pattern": "^[^\\u0000]*[!-~][^\\u0000]*$"}
)
_EMAIL = WithJsonSchema(
    {
        "type": "string",
        "pattern": r"^[A-Za-z0-9._+-]{1,60}@[A-Za-z0-9-]{1,60}(\.[A-Za-z]{2,20}){1,3}$",
    }
)
Latitude = Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False), One]
Longitude = Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False), One]
Page = Annotated[int, Field(ge=0, le=2000), One]
PageSize = Annotated[int, Field(ge=1), One]
Name = Annotated[str, One, Field(max_length=100)]


class Asked(BaseModel):
    """Unknown fields are nobody's mistake: clients send what their own dialect knows."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    jurisdiction_id: Annotated[
        str | None, One, Field(description="Not needed: this site is one jurisdiction.")
    ] = None


class ServicesAsked(Asked):
    lat: Latitude | None = None
    long: Longitude | None = None


class RequestsAsked(Asked):
    """`service_request_id` overrides all else. Without dates: the last 90 days."""

    service_request_id: Annotated[tuple[str, ...], Many] = ()
    service_code: Annotated[tuple[str, ...], Many] = ()
    status: Annotated[tuple[Literal["open", "closed"], ...], Many] = ()
    start_date: Moment | None = None
    end_date: Moment | None = None
    updated_after: Moment | None = None
    updated_before: Moment | None = None
    page: Page | None = None
    page_size: PageSize | None = None
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


class UpdatesAsked(Asked):
    """Both ends count; without dates: the last day."""

    start_date: Moment | None = None
    end_date: Moment | None = None
    page_size: PageSize | None = None
    after: Annotated[str | None, One, Field(description="From the Link header.")] = None


class NewUpdate(Asked):
    """What a body's own system says of a report that the body has."""

    service_request_id: Annotated[str, One, _CODE]
    update_id: Annotated[str, Field(min_length=1, max_length=150), One, _NUMBER]
    updated_datetime: Moment
    status: Annotated[str, Field(max_length=50), One] = ""
    description: Annotated[str, Field(max_length=10_000), One] = ""
    media_url: Annotated[tuple[str, ...], BeforeValidator(_all)] = ()


class NewRequest(Asked):
    """A place is needed: lat and long, or address_string. Files are photos, whatever their names.

    Answers to what a service asks besides come as `attribute[CODE]`.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "anyOf": [{"required": ["lat", "long"]}, {"required": ["address_string"]}]
        }
    )

    service_code: Annotated[str, One, _CODE]
    lat: Latitude | None = None
    long: Longitude | None = None
    address_string: Annotated[str, Field(max_length=300), One, _SAYS_SOMETHING] = ""
    description: Annotated[str, One, Field(max_length=4000)] = ""
    email: Annotated[str | None, BeforeValidator(_address), _EMAIL] = None
    first_name: Name = ""
    last_name: Name = ""
    media_url: Annotated[tuple[str, ...], BeforeValidator(_all)] = ()
    client_reference: Annotated[
        str,
        One,
        Field(
            max_length=200,
            description="Your own number: what is sent again under it is answered with the first"
            " id. Also as the header Idempotency-Key, or attribute[fixmystreet_id].",
        ),
    ] = ""

    @model_validator(mode="after")
    def _has_a_place(self) -> NewRequest:
        if (self.lat is None or self.long is None) and not self.address_string:
            raise ValueError("a place is missing: send lat and long, or address_string")
        return self
