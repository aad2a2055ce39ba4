from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from civicreport import config
from civicreport.bodies.models import Endpoint, Method, Polling
from civicreport.config.settings import EndpointKey, Open311, Outside
from civicreport.db import session
from civicreport.domain import clock
from tests.support.georeport_peer import GeoReportPeer
from tests.support.town import Town

SECONDS = 1  # before a peer that says nothing is given up


@pytest.fixture
def hour(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Moves the clock: `hour(minutes=5)`."""
    now, passed = clock.now, timedelta()

    def move(**by: float) -> None:
        nonlocal passed
        passed += timedelta(**by)
        monkeypatch.setattr(clock, "now", lambda: now() + passed)

    return move


@pytest.fixture
def peer(town: Town) -> Iterator[GeoReportPeer]:
    """The county takes potholes by its own system, as the service POTHOLE."""
    before = config.current()
    with GeoReportPeer(key="secret", silence=SECONDS * 3).serving() as peer:
        config.use(
            before.model_copy(
                update={
                    "outside": Outside(allow=("127.0.0.1",), timeout_seconds=SECONDS),
                    "open311": Open311(keys=(EndpointKey(name="county", key="secret"),)),
                }
            )
        )
        contact = town.contacts["county", "pothole"]
        contact.method, contact.address = Method.OPEN311, "POTHOLE"
        session.add(
            Endpoint(
                body_id=contact.body_id,
                url=peer.url,
                jurisdiction_id="county.example",
                key_name="county",
                quirks={},
                polling=Polling.UPDATES,
            )
        )
        session.flush()
        yield peer
    config.use(before)


@pytest.fixture
def endpoint(peer: GeoReportPeer) -> Endpoint:
    return session.query(Endpoint).one()


@pytest.fixture
def quirks(endpoint: Endpoint) -> Callable[..., None]:
    """In what the peer differs: `quirks(lookup="none")`."""

    def differ(**values: Any) -> None:
        endpoint.quirks = {**endpoint.quirks, **values}
        session.flush()

    return differ
