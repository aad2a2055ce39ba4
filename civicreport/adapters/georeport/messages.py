"""What crosses the wire in GeoReport v2, as we speak of it once it is read, and before it is sent.

An empty string is what the peer did not say. Instants are in UTC; `point` is None where the peer
gave none, or gave 0.0, 0.0 for none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from civicreport.domain.location import Point
from civicreport.domain.status import Status


@dataclass(frozen=True, slots=True)
class DiscoveredEndpoint:
    url: str
    specification: str = ""
    type: str = ""  # production or test
    formats: tuple[str, ...] = ()  # text/xml, application/json
    changeset: str = ""


@dataclass(frozen=True, slots=True)
class Discovery:
    endpoints: tuple[DiscoveredEndpoint, ...]
    contact: str = ""
    key_service: str = ""  # where to ask for a key, in words
    changeset: str = ""


@dataclass(frozen=True, slots=True)
class OfferedService:
    code: str
    name: str = ""
    description: str = ""
    has_definition: bool = False
    type: str = ""
    keywords: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attribute:
    """What a service asks besides. `is_question` is False where it only tells something."""

    code: str
    datatype: str = "string"
    description: str = ""
    hint: str = ""
    order: int = 0
    required: bool = False
    is_question: bool = True
    automated: str = ""  # server_set or hidden_field: nobody is to be asked
    values: tuple[tuple[str, str], ...] = ()  # key, name


@dataclass(frozen=True, slots=True)
class Definition:
    service_code: str
    attributes: tuple[Attribute, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceRequest:
    service_request_id: str
    token: str = ""
    status: str = ""  # as said, without case: open, closed
    detailed_status: str = ""  # where an extension says more
    status_notes: str = ""
    service_code: str = ""
    service_name: str = ""
    description: str = ""
    agency_responsible: str = ""
    service_notice: str = ""
    requested_at: datetime | None = None
    updated_at: datetime | None = None
    expected_at: datetime | None = None
    address: str = ""
    address_id: str = ""
    zipcode: str = ""
    point: Point | None = None
    media_urls: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Accepted:
    """The peer has it: by its number, or by a token that leads to the number later."""

    service_request_id: str = ""
    token: str = ""
    notice: str = ""
    account_id: str = ""


@dataclass(frozen=True, slots=True)
class RemoteUpdate:
    update_id: str
    service_request_id: str
    status: str = ""
    at: datetime | None = None
    description: str = ""
    media_urls: tuple[str, ...] = ()
    external_status_code: str = ""
    customer_reference: str = ""
    our_reference: str = ""  # fixmystreet_id: the number that we once gave


@dataclass(frozen=True, slots=True)
class PhotoFile:
    name: str
    type: str  # as in 'image/jpeg'
    data: bytes


Answers = Mapping[str, str | tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Submission:
    """A report as a peer gets it. `url` is its page here, `reference` our own number for it."""

    service_code: str
    reference: str
    details: str
    url: str = ""
    title: str = ""
    point: Point | None = None
    place: str = ""
    category: str = ""
    reported_at: datetime | None = None
    name: str = ""
    email: str = ""
    phone: str = ""
    media_urls: tuple[str, ...] = ()
    uploads: tuple[PhotoFile, ...] = ()  # sent where the peer takes files instead of addresses
    answers: Answers = field(default_factory=dict)  # by the codes of the service's attributes


@dataclass(frozen=True, slots=True)
class OwnUpdate:
    """An update that a peer gets from us."""

    update_id: str
    service_request_id: str
    status: Status
    at: datetime
    description: str
    service_code: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""
    media_urls: tuple[str, ...] = ()
    uploads: tuple[PhotoFile, ...] = ()
