"""What a body's own system says comes back to its report, once, and never more than it may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from civicreport import jobs
from civicreport.adapters.mail import MemoryMail
from civicreport.bodies.models import Endpoint, Membership, Polling, Role
from civicreport.db import session
from civicreport.delivery import alarms, outside_updates, polling
from civicreport.delivery.models import Delivery, OutsideUpdate
from civicreport.domain import clock
from civicreport.domain.status import Actor, Status
from civicreport.domain.visibility import Visibility
from civicreport.reports import casework, moderation
from civicreport.reports.models import HistoryRow, Kind, Photo, Report
from tests.delivery.serving_photos import photo_at
from tests.factories.reports import a_report
from tests.support.georeport_peer import Call, GeoReportPeer
from tests.support.georeport_wire import Fault
from tests.support.town import Town

Hour = Callable[..., None]
Quirks = Callable[..., None]


@pytest.fixture
def report(town: Town, peer: GeoReportPeer) -> Report:
    """Handed over an hour ago, as the request 1000."""
    report = a_report(town, at=clock.now() - timedelta(hours=1))
    jobs.drain(until=clock.now())
    session.query(HistoryRow).update({"at": clock.now() - timedelta(hours=1)})
    assert session.query(Delivery).one().external_id == "1000"
    return report


def poll(*, nightly: bool = False) -> None:
    (polling.poll_the_last_day_again if nightly else polling.poll_endpoints)()
    jobs.drain(until=clock.now())
    session.expire_all()


def texts(report: Report, kind: Kind = Kind.UPDATE) -> list[str]:
    rows = session.query(HistoryRow).filter_by(report_id=report.id, kind=kind)
    return [row.text.words for row in rows.order_by(HistoryRow.id) if row.text]


def ago(**by: float) -> str:
    return (datetime.now(UTC) - timedelta(**by)).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_an_update_moves_the_report_in_the_name_of_the_body(
    report: Report, peer: GeoReportPeer
) -> None:
    peer.says("u1", "1000", status="in_progress", description="A crew is on its way.")
    poll()
    row = session.query(HistoryRow).filter_by(kind=Kind.STATUS).one()
    assert report.status is Status.IN_PROGRESS
    assert (row.by_id, row.actor, row.body_id) == (None, Actor.OFFICER, report.body_id)
    assert row.text
    assert row.text.words == "A crew is on its way."


def test_polling_again_and_all_night_takes_each_once(report: Report, peer: GeoReportPeer) -> None:
    peer.says("u1", "1000", description="We have looked at it.")
    peer.says("u2", "1000", description="We come again.", status="unchanged")
    for nightly in (False, False, True):
        poll(nightly=nightly)
    assert texts(report) == ["We have looked at it.", "We come again."]
    assert report.status is Status.REPORTED


def test_what_was_said_while_nobody_asked_is_heard(
    report: Report, peer: GeoReportPeer, endpoint: Endpoint
) -> None:
    endpoint.polled_until = clock.now() - timedelta(days=3)
    peer.says("u1", "1000", updated_datetime=ago(days=2), description="Late words")
    poll()
    assert texts(report) == ["Late words"]
    assert clock.now() - endpoint.polled_until < timedelta(minutes=1)


def test_a_peer_that_fails_is_asked_for_the_same_time_again(
    report: Report, peer: GeoReportPeer, endpoint: Endpoint
) -> None:
    endpoint.polled_until = before = clock.now() - timedelta(hours=5)
    peer.says("u1", "1000", updated_datetime=ago(hours=4), description="Words")
    peer.go_wrong(Fault.FAILURE, on=Call.UPDATES)
    poll()
    assert (endpoint.polled_until, texts(report)) == (before, [])
    poll()
    assert texts(report) == ["Words"]


def test_several_at_once_are_taken_in_the_order_in_which_they_were_said(
    report: Report, peer: GeoReportPeer
) -> None:
    peer.says("u2", "1000", status="FIXED", updated_datetime=ago(minutes=5))
    peer.says("u1", "1000", status="investigating", updated_datetime=ago(minutes=9))
    poll()
    moves = session.query(HistoryRow).filter_by(kind=Kind.STATUS).order_by(HistoryRow.id)
    assert [row.new for row in moves] == ["investigating", "fixed"]


def test_one_that_comes_late_is_kept_as_text(report: Report, peer: GeoReportPeer) -> None:
    peer.says("u2", "1000", status="fixed", updated_datetime=ago(minutes=5))
    poll()
    peer.says("u1", "1000", status="reopen", updated_datetime=ago(minutes=20), description="Hm.")
    poll()
    assert report.status is Status.FIXED
    assert texts(report) == ["Hm."]


def test_what_an_officer_did_here_since_stands(
    report: Report, peer: GeoReportPeer, town: Town
) -> None:
    casework.change_status(
        report, Status.SCHEDULED, by=town.cleo, actor=Actor.OFFICER, text="", at=clock.now()
    )
    peer.says("u1", "1000", status="fixed", updated_datetime=ago(minutes=10), description="Done?")
    poll()
    assert report.status is Status.SCHEDULED
    assert texts(report) == ["Done?"]


def test_a_clock_that_runs_ahead_bars_nothing_that_is_said_later(
    report: Report, peer: GeoReportPeer, hour: Hour
) -> None:
    peer.says("u1", "1000", status="investigating", updated_datetime=ago(hours=-1))
    session.query(Endpoint).one().polled_until = clock.now()
    hour(hours=2)
    poll()
    assert str(report.status) == "investigating"
    peer.says("u2", "1000", status="fixed", updated_datetime=ago(minutes=-119))
    hour(minutes=10)
    poll()
    assert report.status is Status.FIXED


def test_an_unknown_word_moves_nothing_and_somebody_is_told(
    report: Report, peer: GeoReportPeer, caplog: pytest.LogCaptureFixture
) -> None:
    peer.says("u1", "1000", status="with contractor", description="It is with them.")
    poll()
    assert (report.status, texts(report)) == (Status.REPORTED, ["It is with them."])
    assert "with contractor" in texts(report, Kind.NOTE)[0]
    assert "with contractor" in caplog.text


def test_administrators_hear_of_an_unknown_word_once(
    report: Report, peer: GeoReportPeer, town: Town, letters: MemoryMail
) -> None:
    member = session.query(Membership).filter_by(account_id=town.cleo.id).one()
    member.role = Role.ADMINISTRATOR
    for number in range(2):
        peer.says(f"u{number}", "1000", status="with contractor")
        poll()
        alarms.watch_contacts()
        jobs.drain(until=clock.now())
    (letter,) = (one for one in letters.messages if one["To"] == "cleo@county.example")
    assert "a status that this site does not know" in letter["Subject"]
    assert "with contractor" in str(letter.get_body(("plain",)))


def test_a_system_that_tells_nothing_for_hours_is_an_alarm(
    report: Report, peer: GeoReportPeer, endpoint: Endpoint, hour: Hour
) -> None:
    poll()
    assert not [one for one in alarms.open_alarms() if one.kind == "unheard"]
    hour(hours=6, minutes=1)
    alarms.watch_contacts()
    assert [one.kind for one in alarms.open_alarms()] == ["unheard"]


def test_a_word_that_the_configuration_knows_moves_it(
    report: Report, peer: GeoReportPeer, quirks: Quirks
) -> None:
    quirks(status_words={"with contractor": "scheduled"})
    peer.says("u1", "1000", status="With Contractor")
    poll()
    assert report.status is Status.SCHEDULED


@pytest.mark.parametrize(
    ("differs", "status"),
    [
        ({}, Status.FIXED),
        ({"extended_statuses": True}, Status.NO_ACTION),
        ({"closed_means": "no_action"}, Status.NO_ACTION),
    ],
)
def test_closed_means_what_the_peer_means(
    report: Report,
    peer: GeoReportPeer,
    quirks: Quirks,
    differs: dict[str, object],
    status: Status,
) -> None:
    quirks(**differs)
    peer.says("u1", "1000", status="closed")
    poll()
    assert report.status is status


def test_nothing_said_is_nothing_told(report: Report, peer: GeoReportPeer) -> None:
    rows = session.query(HistoryRow).count()
    peer.says("u1", "1000", status="open")
    poll()
    assert session.query(HistoryRow).count() == rows


def test_what_is_hidden_stays_so_and_what_was_taken_back_too(
    report: Report, peer: GeoReportPeer, town: Town
) -> None:
    moderation.hide(
        report, by=town.dov, actor=Actor.ADMINISTRATOR, reason="A name in it", at=clock.now()
    )
    peer.says("u1", "1000", status="fixed", description="Done")
    poll()
    assert report.visibility is Visibility.HIDDEN

    report.status = Status.WITHDRAWN
    peer.says("u2", "1000", status="reopen", description="Again")
    poll()
    assert report.status is Status.WITHDRAWN


def test_who_has_passed_it_on_moves_nothing(
    report: Report, peer: GeoReportPeer, town: Town
) -> None:
    report.body = town.bodies["west"]
    report.body_id = town.bodies["west"].id
    peer.says("u1", "1000", status="closed", description="Not ours")
    poll()
    assert report.status is Status.REPORTED
    assert texts(report) == []
    assert texts(report, Kind.NOTE) == ["Not ours"]


def test_one_that_nobody_can_take_keeps_no_other_away(
    report: Report, peer: GeoReportPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = outside_updates.take

    def fails_once(said: outside_updates.Said, *, at: datetime) -> object:
        if said.text == "bad":
            raise RuntimeError("no")
        return take(said, at=at)

    monkeypatch.setattr(outside_updates, "take", fails_once)
    peer.says("u1", "1000", description="bad")
    peer.says("u2", "1000", description="good")
    poll()
    assert texts(report) == ["good"]


def test_reports_of_other_sites_are_not_ours(report: Report, peer: GeoReportPeer) -> None:
    peer.says("u1", "777", status="fixed", description="Somebody else's")
    poll()
    assert session.query(OutsideUpdate).count() == 0


def test_a_photo_is_fetched_and_shown(report: Report, peer: GeoReportPeer) -> None:
    with photo_at() as address:
        peer.says("u1", "1000", description="Done", status="fixed", media_url=address)
        poll()
    photo = session.query(Photo).one()
    assert photo.visibility is Visibility.PUBLIC
    row = session.query(HistoryRow).filter_by(kind=Kind.STATUS).one()
    assert photo.history_id == row.id
    assert session.query(OutsideUpdate).one().photo_urls == []


def test_a_photo_alone_is_news(report: Report, peer: GeoReportPeer) -> None:
    with photo_at() as address:
        peer.says("u1", "1000", media_url=address)
        poll()
    assert session.query(HistoryRow).filter_by(kind=Kind.UPDATE).count() == 1
    assert session.query(Photo).count() == 1


def test_a_photo_that_is_not_there_is_given_up_in_words(
    report: Report, peer: GeoReportPeer, hour: Hour
) -> None:
    peer.says("u1", "1000", description="See", media_url=peer.url + "nothing.jpg")
    poll()
    assert texts(report, Kind.NOTE) == []
    for _ in range(6):
        hour(days=1, minutes=1)
        jobs.drain(until=clock.now())
    session.expire_all()
    assert "could not be fetched" in texts(report, Kind.NOTE)[0]
    assert session.query(OutsideUpdate).one().photo_urls == []


def test_a_photo_from_within_our_own_network_is_not_fetched(
    report: Report, peer: GeoReportPeer
) -> None:
    peer.says("u1", "1000", description="See", media_url="http://10.1.2.3/secret.jpg")
    poll()
    assert "could not be fetched" in texts(report, Kind.NOTE)[0]


class TestByNumber:
    """A peer that knows no updates is asked how its requests stand."""

    @pytest.fixture(autouse=True)
    def _asked_by_number(self, endpoint: Endpoint) -> None:
        endpoint.polling = Polling.REQUESTS
        session.flush()

    def test_a_change_of_status_is_heard_once(self, report: Report, peer: GeoReportPeer) -> None:
        filed = peer.of(f"CR-{report.id}")
        poll()
        assert str(report.status) == "reported"
        filed.status, filed.notes, filed.changed_at = "closed", "Filled in.", datetime.now(UTC)
        poll()
        poll()
        assert report.status is Status.FIXED
        row = session.query(HistoryRow).filter_by(kind=Kind.STATUS).one()
        assert row.text
        assert row.text.words == "Filled in."

    def test_notes_that_stay_are_not_said_again(self, report: Report, peer: GeoReportPeer) -> None:
        filed = peer.of(f"CR-{report.id}")
        filed.notes, filed.changed_at = "On our list.", datetime.now(UTC)
        poll()
        filed.changed_at = datetime.now(UTC) + timedelta(seconds=2)
        poll()
        assert texts(report) == ["On our list."]

    def test_open_again_is_looked_at_anew(self, report: Report, peer: GeoReportPeer) -> None:
        filed = peer.of(f"CR-{report.id}")
        filed.status, filed.changed_at = "closed", datetime.now(UTC) - timedelta(minutes=9)
        poll()
        filed.status, filed.changed_at = "open", datetime.now(UTC)
        poll()
        assert report.status is Status.INVESTIGATING

    def test_still_open_there_does_not_reopen_what_was_closed_here(
        self, report: Report, peer: GeoReportPeer, town: Town, hour: Hour
    ) -> None:
        casework.change_status(
            report, Status.FIXED, by=town.cleo, actor=Actor.OFFICER, text="", at=clock.now()
        )
        hour(minutes=5)
        peer.of(f"CR-{report.id}").changed_at = clock.now()
        poll()
        assert report.status is Status.FIXED

    @pytest.mark.usefixtures("report")
    def test_who_refuses_everything_has_not_answered(
        self, peer: GeoReportPeer, endpoint: Endpoint
    ) -> None:
        """A key that was revoked over there: the silence has to be seen."""
        poll()
        before = endpoint.polled_until
        peer.go_wrong(Fault.REFUSAL, on=Call.REQUESTS)
        poll()
        assert endpoint.polled_until == before

    def test_many_are_asked_for_fifty_at_a_time(
        self, report: Report, town: Town, peer: GeoReportPeer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert report.is_open
        monkeypatch.setattr(polling, "AT_ONCE", 2)
        for _ in range(4):
            a_report(town, at=clock.now())
        jobs.drain(until=clock.now())
        poll()
        ids = [a.first("service_request_id") for a in peer.asked if a.call == Call.REQUESTS]
        assert ids == ["1000,1001", "1002,1003", "1004"]
