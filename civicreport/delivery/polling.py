"""What bodies' own systems have to say is asked for every few minutes.

Windows overlap, because systems publish late, and every update is known by its number. Each
endpoint has a job of its own and each update a transaction of its own: neither waits for another.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain

import sqlalchemy as sa

from civicreport.adapters.georeport import Peer, PeerError, RemoteUpdate, ServiceRequest
from civicreport.adapters.outside import OutsideFailure
from civicreport.bodies import endpoints
from civicreport.bodies.models import Endpoint, Polling
from civicreport.db import session, transaction
from civicreport.delivery import hearing, outside_updates
from civicreport.delivery.outside_updates import Said
from civicreport.domain import clock
from civicreport.jobs import queue, registry

logger = logging.getLogger(__name__)

POLL = "delivery.poll"
OVERLAP_HOURS = 2
A_DAY_AND_MORE_HOURS = 25  # once a night, for what was published very late
AT_ONCE = 50  # ids in one request
ROUND = 50  # where lists are cut, or a multiple of it; the standard's is 1000
MOST_ANSWERS = 100  # of one asking


@registry.periodic("*/5 * * * *")
def poll_endpoints() -> None:
    _enqueue(OVERLAP_HOURS)


@registry.periodic("23 2 * * *")
def poll_the_last_day_again() -> None:
    _enqueue(A_DAY_AND_MORE_HOURS)


def _enqueue(hours: int) -> None:
    polled = sa.select(Endpoint.id).where(Endpoint.is_active, Endpoint.polling != Polling.NONE)
    with transaction():
        for endpoint_id in session.scalars(polled):
            key = f"{POLL}/{endpoint_id}/{hours}"
            queue.enqueue(POLL, unique=key, endpoint_id=endpoint_id, hours=hours)


@dataclass(frozen=True, slots=True)
class Round:
    """One asking of one endpoint, with all that it needs from the database."""

    source: str
    peer: Peer
    body_id: int
    since: datetime
    until: datetime
    numbers: Sequence[str] | None  # of what is open, where it is asked for by number


@registry.task(POLL)
def poll(endpoint_id: int, hours: int) -> None:
    now = clock.now()
    try:
        with transaction():
            this = _round(session.get_one(Endpoint, endpoint_id), hours, now)
        heard = _heard(this)
    except (endpoints.NoPeer, PeerError, OutsideFailure) as error:
        logger.warning("endpoint %s could not be asked for updates: %s", endpoint_id, error)
        return
    for said in sorted(heard, key=lambda one: (one.at or now, one.update_id)):
        _take(said, now)
    with transaction():
        endpoint = session.get_one(Endpoint, endpoint_id)
        endpoint.polled_until = max(endpoint.polled_until or now, now)


def _round(endpoint: Endpoint, hours: int, now: datetime) -> Round:
    """From where the last one ended, and some hours before that.

    Who has never answered is asked from now on, and can be seen not to answer.
    """
    endpoint.polled_until = endpoint.polled_until or now
    by_number = endpoint.polling is Polling.REQUESTS
    return Round(
        source=f"endpoint {endpoint.id}",
        peer=endpoints.peer_of(endpoint),
        body_id=endpoint.body_id,
        since=min(endpoint.polled_until, now) - timedelta(hours=hours),
        until=now,
        numbers=hearing.open_numbers(endpoint.body_id, now=now) if by_number else None,
    )


def _heard(this: Round) -> list[Said]:
    """All that concerns reports of ours."""
    if this.numbers is None:
        updates = _updates(this)
        with transaction():
            return hearing.from_updates(list(updates), this.source, this.body_id, this.peer.quirks)
    requests = _asked(this, this.numbers)
    with transaction():
        return hearing.from_requests(requests, this.source, this.body_id, this.peer.quirks)


def _updates(this: Round) -> Iterable[RemoteUpdate]:
    """Answers may be cut at some round number, oldest first: what follows is asked for, too."""
    heard: dict[RemoteUpdate, None] = {}
    since = this.since
    for _ in range(MOST_ANSWERS):
        found = this.peer.updates(since, this.until)
        heard |= dict.fromkeys(found)
        latest = max((one.at for one in found if one.at), default=since)
        if not found or len(found) % ROUND or not since < latest < this.until:
            break
        since = latest
    return heard


def _asked(this: Round, numbers: Sequence[str]) -> list[ServiceRequest]:
    """A number that upsets the peer must not keep the others from being asked for.

    Raises PeerError where it tells of none: who refuses everything has not answered, and somebody
    has to hear of that.
    """
    told, refused = [], []
    for ids in _chunks(numbers):
        try:
            told.append(this.peer.requests(ids=ids))
        except PeerError as error:
            logger.warning("%s does not tell of %s: %s", this.source, ", ".join(ids), error)
            refused.append(error)
    if refused and not told:
        raise refused[-1]
    return list(chain.from_iterable(told))


def _chunks(numbers: Sequence[str]) -> Iterator[Sequence[str]]:
    for first in range(0, len(numbers), AT_ONCE):
        yield numbers[first : first + AT_ONCE]


def _take(said: Said, now: datetime) -> None:
    """One that nobody can take must not keep the others from being heard."""
    try:
        with transaction():
            outside_updates.take(said, at=now)
    except Exception:
        logger.exception("%s: update %s could not be taken", said.source, said.update_id)
