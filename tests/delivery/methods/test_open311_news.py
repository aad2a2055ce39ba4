"""What happens after a report has left reaches the body's own system, too, or its mailbox."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from civicreport import jobs
from civicreport.adapters.mail import MemoryMail
from civicreport.bodies.models import Endpoint, Polling
from civicreport.db import session
from civicreport.delivery import polling, queries
from civicreport.delivery.models import Delivery, Purpose, State
from civicreport.domain import clock
from civicreport.domain.status import Actor, Status
from civicreport.reports import casework, updates
from civicreport.reports.models import HistoryRow, Kind, Report
from tests.factories.reports import a_report
from tests.support.georeport_peer import Call, GeoReportPeer
from tests.support.georeport_wire import Fault
from tests.support.town import Town

Hour = Callable[..., None]
Quirks = Callable[..., None]


@pytest.fixture
def report(town: Town, peer: GeoReportPeer) -> Report:
    return a_report(town, at=clock.now())


def drain() -> None:
    jobs.drain(until=clock.now())


def withdraw(report: Report, town: Town) -> None:
    casework.change_status(
        report, Status.WITHDRAWN, by=town.ada, actor=Actor.REPORTER, text="", at=clock.now()
    )


def comment(report: Report, town: Town, words: str) -> None:
    updates.post(report, by=town.ada, actor=Actor.REPORTER, text=words, at=clock.now())


def news(report: Report) -> Delivery:
    return queries.of_report(report.id)[-1]


def test_a_withdrawal_closes_it_there(town: Town, peer: GeoReportPeer, report: Report) -> None:
    drain()
    withdraw(report, town)
    drain()
    (told,) = peer.told
    assert told["service_request_id"] == [peer.filed[0].id]
    assert told["status"] == ["CLOSED"]
    assert told["update_id"] == [f"CR-{report.id}-{news(report).id}"]
    assert "taken the report back" in told["description"][0]
    assert (news(report).purpose, news(report).state) == (Purpose.WITHDRAWN, State.SENT)


def test_what_a_citizen_adds_is_told_once_and_does_not_come_back(
    town: Town, peer: GeoReportPeer, report: Report, hour: Hour
) -> None:
    drain()
    peer.go_wrong(Fault.SILENCE, on=Call.UPDATE)  # taken there, and the answer lost
    comment(report, town, "It has grown.")
    for _ in range(3):
        hour(hours=1)
        drain()
    (told,) = peer.told
    assert "It has grown." in told["description"][0]
    assert news(report).external_id == f"u{told['update_id'][0]}"

    peer.says(news(report).external_id, peer.filed[0].id, description="It has grown.")
    peer.says(told["update_id"][0], peer.filed[0].id, description="It has grown.")
    polling.poll_endpoints()
    drain()
    rows = session.query(HistoryRow).filter_by(report_id=report.id, kind=Kind.UPDATE)
    assert rows.count() == 1


def test_before_it_has_a_number_there_news_waits_for_it(
    town: Town, peer: GeoReportPeer, report: Report, hour: Hour
) -> None:
    peer.token_seconds = 0
    drain()
    withdraw(report, town)
    drain()
    assert news(report).state is State.WAITING
    assert "waits for the number" in news(report).last_error
    queries.of_report(report.id)[0].external_id = peer.filed[0].id
    hour(minutes=2)
    drain()
    assert news(report).state is State.SENT


@pytest.mark.parametrize(
    ("second", "to"), [("roads@county.example",) * 2, ("", "office@county.example")]
)
def test_a_peer_that_takes_no_updates_gets_a_mail(
    town: Town,
    peer: GeoReportPeer,
    report: Report,
    endpoint: Endpoint,
    letters: MemoryMail,
    second: str,
    to: str,
) -> None:
    endpoint.polling = Polling.REQUESTS
    town.contacts["county", "pothole"].second_address = second
    drain()
    withdraw(report, town)
    drain()
    assert to in [message["To"] for message in letters.messages]
    assert not peer.told


def test_what_is_withdrawn_before_anybody_knows_whether_it_arrived_is_called_back(
    town: Town, peer: GeoReportPeer, report: Report, quirks: Quirks, hour: Hour
) -> None:
    quirks(lookup="requests")
    peer.go_wrong(Fault.SILENCE)
    drain()
    withdraw(report, town)
    for _ in range(3):
        hour(minutes=6)
        drain()
    assert peer.times_stored() == {f"CR-{report.id}": 1}
    assert [told["status"] for told in peer.told] == [["CLOSED"]]


def test_what_is_withdrawn_and_has_not_arrived_does_not_arrive_after_all(
    town: Town, peer: GeoReportPeer, report: Report, quirks: Quirks, hour: Hour
) -> None:
    quirks(lookup="requests")
    peer.go_wrong(Fault.FAILURE)
    drain()
    withdraw(report, town)
    for _ in range(4):
        hour(minutes=6)
        drain()
    assert not peer.filed
    assert {d.state for d in queries.of_report(report.id)} == {State.CANCELLED}
