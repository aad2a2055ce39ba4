"""Clients that others wrote, unmodified, against a server that listens."""

from __future__ import annotations

import itertools
import threading
import warnings
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from importlib import import_module
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from civicreport import config
from civicreport.accounts import operations
from civicreport.accounts.models import Right
from civicreport.adapters.georeport.errors import Refused
from civicreport.adapters.georeport.messages import Accepted, OwnUpdate, Submission
from civicreport.adapters.georeport.peer import Peer
from civicreport.adapters.georeport.quirks import Quirks
from civicreport.db import session
from civicreport.domain import clock
from civicreport.domain.location import Point
from civicreport.domain.status import Actor, Status
from civicreport.reports import casework
from tests.factories import a_report
from tests.support.town import build_town


class Quiet(WSGIRequestHandler):
    def log(self, *_: object) -> None:
        """Nobody reads it."""


class Served:
    """A town with an open and a closed report, and where its API is."""

    def __init__(self, url: str, open_id: str, closed_id: str, key: str) -> None:
        self.url, self.open_id, self.closed_id, self.key = url, open_id, closed_id, key


@pytest.fixture
def served(cloned: Flask) -> Iterator[Served]:
    town = build_town()
    # `three` ends its questions with the beginning of today.
    reported = a_report(town, at=clock.now() - timedelta(days=2))
    closed = a_report(town, at=clock.now() - timedelta(days=3))
    casework.change_status(
        closed, Status.FIXED, by=town.cleo, actor=Actor.OFFICER, text="Filled.", at=clock.now()
    )
    _, key = operations.create_key(
        "client", rights=list(Right), body_id=None, per_hour=100, at=clock.now()
    )
    session.commit()
    server = make_server("127.0.0.1", 0, cloned, threaded=True, request_handler=Quiet)
    serving = threading.Thread(target=partial(server.serve_forever, poll_interval=0.05))
    serving.start()
    try:
        url = f"http://127.0.0.1:{server.server_port}/open311/v2"
        yield Served(url, str(reported.id), str(closed.id), key)
    finally:
        server.shutdown()
        serving.join()
        server.server_close()


@pytest.fixture
def three(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Of 2013: it looks for a filter that Python 3 has under another name, and its XML reader is
    full of escapes that Python warns of.
    """
    monkeypatch.setattr(itertools, "ifilter", filter, raising=False)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return import_module("three")


def test_three(served: Served, three: Any) -> None:
    city = three.Three(served.url, api_key=served.key)
    city.discovery_url = served.url.replace("/v2", "/discovery.json")
    assert len(city.discovery()["endpoints"]) >= 2
    assert city.services()[0]["service_code"] == "pothole"
    assert city.services("pothole")["attributes"] == []
    found = city.requests(start="01-01-2020")
    assert {one["service_request_id"] for one in found} == {served.open_id, served.closed_id}
    assert len(city.requests(status="open")) == 1
    assert len(city.requests("pothole", count=1)) == 1
    assert city.request(served.closed_id)[0]["status_notes"] == "Filled."
    (posted,) = city.post(
        "pothole", lat=51.05, long=-0.95, name="Ada Lovelace", description="From three."
    )
    assert city.token(posted["service_request_id"])[0]["token"] == posted["service_request_id"]
    (refused,) = city.post("pothole", description="Nowhere.")
    assert refused["code"] == 400


def test_three_sends_a_photo(served: Served, three: Any, tmp_path: Any) -> None:
    picture = tmp_path / "photo.png"
    pillow = import_module("PIL.Image")
    pillow.new("RGB", (40, 30), "blue").save(picture)
    city = three.Three(served.url, api_key=served.key)
    with picture.open("rb") as media:
        (posted,) = city.post(
            "pothole", lat=51.05, long=-0.95, description="With a photo.", media=media
        )
    assert posted["service_request_id"]
    assert "files could not" not in posted["service_notice"]


@pytest.mark.parametrize("output_format", ["json", "xml"])
def test_georeport(served: Served, output_format: str) -> None:
    client = import_module("georeport").GeoReport(served.url, "any", output_format=output_format)
    services = client.get_service_list()
    assert services[0]["service_code"] == "pothole"
    assert client.get_service_definition("pothole")["service_code"] == "pothole"
    both = client.get_service_requests()
    assert [one["service_request_id"] for one in both] == [served.open_id, served.closed_id]
    named = client.get_service_requests(service_request_id=f"{served.open_id},{served.closed_id}")
    assert len(named) == 2
    one = client.get_service_request(served.closed_id)
    assert (one["status"], one["status_notes"]) == ("closed", "Filled.")


def test_boston311(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    boston = import_module("boston311")
    monkeypatch.setattr("boston311.api.BOSTON_API_ENDPOINT", f"{served.url}/")
    services = boston.get_services()
    assert services.get_service_code("Pothole") == "pothole"
    one = boston.get_service_request(served.open_id)
    assert one.status == "open"
    assert (one.lat, one.long) == (51.05, -0.95)
    long_ago = clock.now() - timedelta(days=30)
    closed = boston.get_service_requests(
        service_code="pothole", start_date=long_ago, status=boston.datamodels.Status.CLOSED
    )
    assert len(closed) == 1
    assert closed[0].service_request_id == served.closed_id


@pytest.mark.parametrize("format_", ["xml", "json"])
def test_another_site_of_ours(served: Served, format_: Any) -> None:
    """What the house speaks as a client, it understands as a server."""
    known = config.current()
    near = known.outside.model_copy(update={"allow": ("127.0.0.1",)})
    config.use(known.model_copy(update={"outside": near}))
    quirks = Quirks(
        attributes={"fixmystreet_id": "{reference}"},
        extended_statuses=True,
    )
    peer = Peer(served.url, key=served.key, format=format_, quirks=quirks)
    assert peer.services()[0].code == "pothole"
    sent = Submission(
        "pothole", reference="CR-7", details="A hole.", point=Point(51.05, -0.95), name="Ada L"
    )
    first, again = peer.submit(sent), peer.submit(sent)
    assert first.service_request_id == again.service_request_id
    assert peer.token(first.service_request_id) == Accepted(first.service_request_id)
    report = peer.request(served.closed_id)
    assert report is not None
    assert report.status_notes == "Filled."
    (told,) = peer.updates(clock.now() - timedelta(hours=1), clock.now() + timedelta(hours=1))
    assert (told.service_request_id, told.status) == (served.closed_id, "fixed")
    update = OwnUpdate("9", served.open_id, Status.SCHEDULED, clock.now(), "On Monday.")
    with pytest.raises(Refused) as refused:
        peer.post_update(update)  # its key is no council's
    assert refused.value.status in {403, 404}
