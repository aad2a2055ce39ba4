"""A council's own system gets the report by webhook, once as far as it looks at the id."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from civicreport import config, jobs
from civicreport.adapters.outside import (
    Answer,
    MemoryWorld,
    NoAnswer,
    OutsideFailure,
    Request,
    replaced_by,
)
from civicreport.adapters.webhook import verify
from civicreport.bodies.models import Method
from civicreport.config.settings import Outside
from civicreport.db import session
from civicreport.delivery import queries
from civicreport.delivery.models import Delivery, State
from civicreport.domain import clock
from civicreport.domain.status import Actor, Status
from civicreport.domain.visibility import Visibility
from civicreport.reports import casework, updates
from civicreport.reports.models import Photo, Report
from tests.factories.reports import a_report
from tests.support.town import Town
from tests.support.web_servers import http, serving
from tests.support.webhook_settings import SECRET, use_webhooks


@pytest.fixture
def county(town: Town, monkeypatch: pytest.MonkeyPatch) -> Town:
    """The county takes potholes by webhook."""
    contact = town.contacts["county", "pothole"]
    contact.method, contact.address = Method.WEBHOOK, "https://cases.county.example/in"
    session.flush()
    use_webhooks(monkeypatch)
    return town


@pytest.fixture
def world() -> Iterator[MemoryWorld]:
    with replaced_by(MemoryWorld()) as world:
        yield world


def told(asked: Request) -> dict[str, Any]:
    message: dict[str, Any] = json.loads(asked.body or b"")
    return message


def answering(status: int, body: bytes = b"", **headers: str) -> Answer:
    return Answer(status, "application/json", body, "https://cases.county.example/in", headers)


def delivery_of(report: Report) -> Delivery:
    return queries.of_report(report.id)[-1]


def test_the_report_arrives_signed_and_whole(county: Town, world: MemoryWorld) -> None:
    report = a_report(
        county, details="Tiefes Loch – Vorsicht", name="Ada Byron", email="ada@example.org"
    )
    key = "ab/cdef"
    photo = Photo(
        report_id=report.id,
        key=key,
        width=1,
        height=1,
        visibility=Visibility.PENDING,
        created_at=clock.now(),
    )
    session.add(photo)
    jobs.drain()
    (asked,) = world.asked
    assert asked.url == "https://cases.county.example/in"
    signature = asked.headers["CivicReport-Signature"]
    assert verify(asked.body or b"", signature, secret=SECRET, now=clock.now())
    message = told(asked)
    assert (message["version"], message["event"]) == (1, "report.created")
    assert message["id"] == asked.headers["CivicReport-Delivery"]
    about = message["report"]
    assert about["reference"] == f"CR-{report.id}"
    assert about["details"] == "Tiefes Loch – Vorsicht"
    assert about["category"] == {"code": "pothole", "name": "Pothole"}
    assert (about["latitude"], about["longitude"]) == (51.05, -0.95)
    assert (about["reporter_name"], about["reporter_email"]) == ("Ada Byron", "ada@example.org")
    assert about["url"] == f"http://localhost/reports/{report.id}"
    (address,) = about["photos"]
    assert address.startswith("http://localhost/photos/for-bodies/")
    assert delivery_of(report).state is State.SENT


def test_their_own_number_is_kept_and_told_with_what_follows(county: Town) -> None:
    with replaced_by(MemoryWorld(answering(201, b'{"reference": "C-77"}'))) as world:
        report = a_report(county)
        jobs.drain()
        assert delivery_of(report).external_id == "C-77"
        casework.change_status(
            report, Status.WITHDRAWN, by=county.ada, actor=Actor.REPORTER, text="", at=clock.now()
        )
        jobs.drain()
    created, withdrawn = map(told, world.asked)
    assert withdrawn["event"] == "report.withdrawn"
    assert withdrawn["report"]["your_reference"] == "C-77"
    assert withdrawn["report"]["reporter_email"] == ""
    assert withdrawn["id"] != created["id"]


@pytest.mark.parametrize("failure", [NoAnswer("too slow"), answering(500), answering(429)])
def test_what_may_have_arrived_is_sent_again_under_the_same_id(
    county: Town, monkeypatch: pytest.MonkeyPatch, failure: Answer | OutsideFailure
) -> None:
    with replaced_by(MemoryWorld(failure)) as world:
        report = a_report(county)
        jobs.drain()
        assert delivery_of(report).state is State.WAITING
        later = clock.now() + timedelta(minutes=2)
        monkeypatch.setattr(clock, "now", lambda: later)
        jobs.drain()
    assert delivery_of(report).state is State.SENT
    first, second = world.asked
    assert first.headers["CivicReport-Delivery"] == second.headers["CivicReport-Delivery"]
    assert first.headers["CivicReport-Signature"] != second.headers["CivicReport-Signature"]


def test_whoever_wants_to_be_left_alone_is(county: Town) -> None:
    busy = Answer(503, "", b"", "https://cases.county.example/in", {"retry-after": "3600"})
    with replaced_by(MemoryWorld(busy)):
        report = a_report(county)
        jobs.drain()
    wait = delivery_of(report).due_at - clock.now()
    assert timedelta(minutes=59) < wait <= timedelta(hours=1)


def test_a_clear_no_is_a_dead_letter_with_their_words(county: Town) -> None:
    with replaced_by(MemoryWorld(answering(422, b"category unknown"))):
        report = a_report(county)
        jobs.drain()
    delivery = delivery_of(report)
    assert delivery.state is State.DEAD
    assert delivery.last_error == "cases.county.example answered 422: category unknown"


def test_without_a_secret_it_says_how_to_mend_that(
    county: Town, world: MemoryWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    use_webhooks(monkeypatch, bodies=("west",))
    report = a_report(county)
    jobs.drain()
    assert world.asked == []
    assert delivery_of(report).state is State.DEAD
    assert "name a secret for county in webhooks.secrets" in delivery_of(report).last_error


def test_what_others_say_later_follows(
    county: Town, world: MemoryWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = a_report(county)
    jobs.drain()
    updates.post(report, by=county.ada, actor=Actor.REPORTER, text="Deeper now.", at=clock.now())
    later = clock.now() + timedelta(hours=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    jobs.drain()
    message = told(world.asked[-1])
    assert message["event"] == "report.updated"
    (said,) = message["news"]
    assert (said["text"], said["by"]) == ("Deeper now.", "reporter")


def test_over_a_real_line_that_breaks_it_comes_again_and_is_known(
    county: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A receiver that keeps the message, dies before it answers, and knows it the next time."""
    outside = Outside(allow=("127.0.0.1",), timeout_seconds=5)
    settings = config.current().model_copy(update={"outside": outside})
    monkeypatch.setattr(config, "_current", [settings])
    with serving(b"", http(200, b'{"reference": "C-77"}')) as server:
        county.contacts["county", "pothole"].address = server.url("/in")
        report = a_report(county)
        jobs.drain()
        assert delivery_of(report).state is State.WAITING
        assert "the answer got lost" in delivery_of(report).last_error
        later = clock.now() + timedelta(minutes=2)
        monkeypatch.setattr(clock, "now", lambda: later)
        jobs.drain()
    assert delivery_of(report).external_id == "C-77"
    kept = {heard.headers["civicreport-delivery"]: heard for heard in server.heard}
    assert (len(server.heard), len(kept)) == (2, 1)
    (last,) = kept.values()
    header = last.headers["civicreport-signature"]
    assert verify(last.body, header, secret=SECRET, now=clock.now())


def test_an_address_within_our_own_network_is_a_dead_letter(
    county: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = config.current()
    live = settings.site.model_copy(update={"mode": "live"})
    monkeypatch.setattr(config, "_current", [settings.model_copy(update={"site": live})])
    county.contacts["county", "pothole"].address = "http://169.254.169.254/latest/meta-data/"
    report = a_report(county)
    jobs.drain()
    assert delivery_of(report).state is State.DEAD
    assert "169.254.169.254 is in a private network" in delivery_of(report).last_error
