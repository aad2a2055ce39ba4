"""What happened, told upwards: a floor announces, and those above it have subscribed.

Every subscriber runs at once, in the order of subscription and in the caller's transaction, so
that a thing and its consequences commit together or not at all. Whatever is slow enqueues a job.
An event that nobody subscribed to is a mistake in composing the house, and raises.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from civicreport.domain.status import Status
from civicreport.domain.visibility import Visibility


@dataclass(frozen=True, slots=True)
class Event:
    pass


@dataclass(frozen=True, slots=True)
class ReportSubmitted(Event):
    report_id: int
    unconfirmed_email: str | None  # typed, not proven: gets the confirming link and nothing else
    account_id: int


@dataclass(frozen=True, slots=True)
class ReportReleased(Event):
    """A pending report became public (or private): only now does it leave the house."""

    report_id: int


@dataclass(frozen=True, slots=True)
class StatusChanged(Event):
    report_id: int
    history_id: int
    old: Status
    new: Status


@dataclass(frozen=True, slots=True)
class UpdatePosted(Event):
    """A public text without a change of status."""

    report_id: int
    history_id: int


@dataclass(frozen=True, slots=True)
class ReportCorrected(Event):
    """Its pin, its category or its words are others now, and the same contact has it still."""

    report_id: int


@dataclass(frozen=True, slots=True)
class Upvoted(Event):
    """As many have seen it now; told where that may be a milestone, not at every vote."""

    report_id: int
    count: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ResponsibilityChanged(Event):
    report_id: int
    history_id: int
    old_contact_id: int | None
    new_contact_id: int | None


@dataclass(frozen=True, slots=True)
class VisibilityChanged(Event):
    report_id: int
    old: Visibility
    new: Visibility


@dataclass(frozen=True, slots=True)
class NotificationBounced(Event):
    """A mail server sent back what we had told a person."""

    notification_id: int
    is_permanent: bool
    words: str


@dataclass(frozen=True, slots=True)
class AddressConfirmed(Event):
    """A mailed link was used: this address is this account's, and these acts are theirs."""

    account_id: int
    device_account_id: int | None
    report_id: int | None
    at: datetime
    follows_report_id: int | None = None  # whose steps they want to hear of
    asked_by_id: int | None = None  # the device, theirs or not, that has typed the address


@dataclass(frozen=True, slots=True)
class AccountErased(Event):
    """A person wants to be forgotten: whatever names them is emptied, what happened stays."""

    account_id: int
    email: str  # in lower case; empty for a mere device
    at: datetime


E_ = TypeVar("E_", bound=Event)
Subscriber = Callable[[Any], None]
_subscribers: dict[type[Event], list[Subscriber]] = {}


class NobodyListens(RuntimeError):
    """An event was announced to an empty house: `compose()` forgot it."""


def subscribe(event: type[E_], subscriber: Callable[[E_], None]) -> None:
    """Once for each pair, however often the house is composed."""
    listening = _subscribers.setdefault(event, [])
    if subscriber not in listening:
        listening.append(subscriber)


def announce(event: Event) -> None:
    try:
        listening = _subscribers[type(event)]
    except KeyError:
        raise NobodyListens(type(event).__name__) from None
    for subscriber in listening:
        subscriber(event)


def subscribers() -> dict[type[Event], tuple[Subscriber, ...]]:
    """Who listens to what, for the house test and the doctor."""
    return {event: tuple(listening) for event, listening in _subscribers.items()}
