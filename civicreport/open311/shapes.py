"""What crosses the wire on the way out. Every key is always there; what is unknown is null."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, PlainSerializer, WithJsonSchema

from civicreport.domain.answers import Datatype
from civicreport.reports.models import Source


def w3c(at: datetime) -> str:
    """'2010-01-01T00:00:00Z': whole seconds, UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


At = Annotated[
    datetime,
    PlainSerializer(w3c, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]


class Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Service(Shape):
    service_code: str
    service_name: str
    description: str
    metadata: bool
    type: Literal["realtime"]
    keywords: str
    group: str


class Value(Shape):
    key: str
    name: str


class Attribute(Shape):
    variable: bool
    code: str
    datatype: Datatype
    required: bool
    datatype_description: str | None
    order: int
    description: str
    values: list[Value]


class ServiceDefinition(Shape):
    service_code: str
    attributes: list[Attribute]


class ServiceRequest(Shape):
    service_request_id: str
    status: Literal["open", "closed"]
    status_notes: str | None
    service_name: str
    service_code: str
    description: str
    agency_responsible: str | None
    service_notice: str | None
    requested_datetime: At
    updated_datetime: At | None
    expected_datetime: At | None
    address: str
    address_id: str | None
    zipcode: str | None
    lat: float | None
    long: float | None
    media_url: str | None


class Photo(Shape):
    media_url: str


class ExtendedAttributes(Shape):
    """What the standard has no words for."""

    channel: Source
    detailed_status: str
    upvotes: int
    closed_datetime: At | None
    photos: list[Photo]


class Note(Shape):
    datetime: At
    type: str
    summary: str
    description: str


class ExtendedRequest(ServiceRequest):
    """With `extensions=true`."""

    extended_attributes: ExtendedAttributes
    notes: list[Note]


class Accepted(Shape):
    service_request_id: str
    service_notice: str | None
    account_id: str | None


class Resolved(Shape):
    service_request_id: str
    token: str


class Update(Shape):
    update_id: str
    service_request_id: str
    status: str
    updated_datetime: At
    description: str
    media_url: str | None


class UpdateTaken(Shape):
    update_id: str


class Endpoint(Shape):
    specification: str
    url: str
    changeset: str
    type: Literal["production", "test"]
    formats: list[str]


class Discovery(Shape):
    changeset: str
    contact: str
    key_service: str
    endpoints: list[Endpoint]


class Problem(Shape):
    code: int
    description: str
