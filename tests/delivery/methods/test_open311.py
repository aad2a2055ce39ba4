"""A report reaches a body's own system once, whatever happens on the way."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from PIL import Image

from civicreport import config, jobs
from civicreport.adapters.images import reencode
from civicreport.adapters.mail import MemoryMail
from civicreport.bodies.models import Endpoint, Polling
from civicreport.config.settings import Open311, Outside
from civicreport.db import session
from civicreport.delivery import queries, sending
from civicreport.delivery.models import Delivery, Purpose, State
from civicreport.domain import clock
from civicreport.jobs.outgoing import rescue_rows
from civicreport.reports import photos
from civicreport.reports.models import Report
from tests.factories.reports import a_report
from tests.support.georeport_peer import Call, GeoReportPeer
from tests.support.georeport_wire import Fault
from tests.support.town import Town

Hour = Callable[..., None]
Quirks = Callable[..., None]


def sent(report: Report, hour: Hour | None = None, *, rounds: int = 1) -> Delivery:
    """The delivery of a report after so many rounds of waiting and sending."""
    jobs.drain(until=clock.now())
    for _ in range(rounds - 1):
        assert hour
        hour(minutes=6)
        jobs.drain(until=clock.now())
    (delivery,) = (d for d in queries.of_report(report.id) if d.purpose is Purpose.REPORT)
    return delivery


def words(delivery: Delivery) -> list[str]:
    return [attempt.outcome for attempt in queries.attempts_of(delivery.id)]


def a_pothole(town: Town, **changes: Any) -> Report:
    return a_report(town, at=clock.now(), **changes)


def test_it_gets_all_that_the_standard_has_room_for(town: Town, peer: GeoReportPeer) -> None:
    report = a_pothole(
        town, details="A deep hole.", name="Ada Byron", email="ada@example.org", place="High Street"
    )
    report.answers = {"depth": "deep", "where": ["kerb", "lane"]}
    delivery = sent(report)
    filed = peer.of(f"CR-{report.id}")

    assert (delivery.state, delivery.external_id) == (State.SENT, filed.id)
    assert not delivery.may_have_arrived
    assert filed.value("service_code") == "POTHOLE"
    assert filed.value("jurisdiction_id") == "county.example"
    assert filed.value("description").startswith("A deep hole.")
    assert f"http://localhost/reports/{report.id}" in filed.value("description")
    assert (filed.value("lat"), filed.value("long")) == ("51.050000", "-0.950000")
    assert (filed.value("first_name"), filed.value("email")) == ("Ada", "ada@example.org")
    assert filed.value("attribute[depth]") == "deep"
    assert filed.values["attribute[where][]"] == ["kerb", "lane"]
    assert words(delivery) == [f"taken, with the number {filed.id}"]


def test_a_rough_place_is_described_where_coordinates_would_look_exact(
    town: Town, peer: GeoReportPeer
) -> None:
    report = a_pothole(
        town, details="A hole.", place="Westham", place_note="By the weir", is_place_rough=True
    )
    sent(report)
    filed = peer.of(f"CR-{report.id}")
    assert filed.value("address_string") == "By the weir, Westham"
    assert filed.value("description").startswith("A hole.\n\nThe coordinates are rough")
    assert "By the weir" in filed.value("description")


def test_a_photo_that_the_public_waits_for_reaches_the_body(
    town: Town, peer: GeoReportPeer, client: FlaskClient
) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(picture, "JPEG")
    kept = photos.keep(
        reencode(picture.getvalue(), max_bytes=10**7, max_pixels=10**7, name="a.jpg")
    )
    report = a_pothole(town, by=town.ben, photos=(kept,))
    sent(report)

    address = peer.of(f"CR-{report.id}").value("media_url")
    assert address.startswith("http://localhost/photos/for-bodies/")
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "image/jpeg")


@pytest.mark.parametrize("fault", [Fault.SILENCE, Fault.CUT, Fault.DRIP, Fault.NAMELESS])
def test_what_was_stored_and_never_answered_is_found_and_not_sent_again(
    town: Town, peer: GeoReportPeer, hour: Hour, quirks: Quirks, fault: Fault
) -> None:
    quirks(lookup="requests")
    peer.go_wrong(fault)
    report = a_pothole(town)
    lost = sent(report)
    assert (lost.state, lost.may_have_arrived) == (State.WAITING, True)

    delivery = sent(report, hour, rounds=2)
    assert peer.times_stored() == {f"CR-{report.id}": 1}
    assert (delivery.state, delivery.external_id) == (State.SENT, peer.filed[0].id)
    assert "had arrived before" in words(delivery)[-1]


@pytest.mark.parametrize("fault", [Fault.FAILURE, Fault.BUSY, Fault.HTML])
def test_what_was_not_stored_is_sent_again_once_that_is_sure(
    town: Town, peer: GeoReportPeer, hour: Hour, quirks: Quirks, fault: Fault
) -> None:
    quirks(lookup="requests")
    peer.go_wrong(fault)
    report = a_pothole(town)
    assert sent(report).may_have_arrived

    hour(seconds=70)  # too early: what has arrived may not be listed yet
    jobs.drain(until=clock.now())
    assert not peer.filed
    delivery = sent(report, hour, rounds=2)
    assert delivery.state is State.SENT
    assert peer.times_stored() == {f"CR-{report.id}": 1}


def test_an_answer_that_comes_twice_counts_once(town: Town, peer: GeoReportPeer) -> None:
    peer.go_wrong(Fault.TWICE)
    report = a_pothole(town)
    assert sent(report).state is State.SENT
    assert peer.times_stored() == {f"CR-{report.id}": 1}


def test_a_clear_no_is_a_dead_letter_in_the_words_of_the_peer(
    town: Town, peer: GeoReportPeer
) -> None:
    peer.go_wrong(Fault.REFUSAL)
    delivery = sent(a_pothole(town))
    assert (delivery.state, delivery.may_have_arrived) == (State.DEAD, False)
    assert "description is required" in delivery.last_error


def test_a_peer_that_is_not_there_was_not_told_anything(
    town: Town, peer: GeoReportPeer, endpoint: Endpoint, hour: Hour
) -> None:
    url, endpoint.url = endpoint.url, "http://127.0.0.1:9/"
    report = a_pothole(town)
    assert sent(report).may_have_arrived is False
    assert sent(report, hour, rounds=2).may_have_arrived is False

    endpoint.url = url
    peer.go_wrong(Fault.FAILURE, on=Call.REQUESTS)  # nobody needs to look
    assert sent(report, hour, rounds=6).state is State.SENT
    assert Call.REQUESTS not in {asked.call for asked in peer.asked}


def test_a_sender_that_was_killed_after_sending_does_not_send_again(
    town: Town,
    peer: GeoReportPeer,
    hour: Hour,
    quirks: Quirks,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    quirks(lookup="requests")

    class Killed(BaseException):
        """As SIGKILL is: nothing of ours gets to say a word."""

    def die(*_: object) -> None:
        raise Killed

    report = a_pothole(town)
    with monkeypatch.context() as patch:
        patch.setattr("civicreport.jobs.outgoing._record_for_sure", die)
        with pytest.raises(Killed):
            jobs.drain(until=clock.now())
    assert peer.times_stored() == {f"CR-{report.id}": 1}

    session.expire_all()
    assert session.query(Delivery).one().may_have_arrived
    session.execute(  # its job no longer runs
        sa.text("update procrastinate_jobs set status = 'failed' where status = 'doing'")
    )
    rescue_rows(sending.CHANNEL, at=clock.now())
    delivery = sent(report, hour, rounds=3)
    assert (delivery.state, delivery.external_id) == (State.SENT, peer.filed[0].id)
    assert peer.times_stored() == {f"CR-{report.id}": 1}


def test_where_nobody_can_look_a_person_is_asked(
    town: Town, peer: GeoReportPeer, hour: Hour, quirks: Quirks
) -> None:
    quirks(lookup="none")
    peer.go_wrong(Fault.SILENCE)
    report = a_pothole(town)
    delivery = sent(report, hour, rounds=2)
    assert (delivery.state, delivery.may_have_arrived) == (State.DEAD, True)
    assert f"look there for CR-{report.id}" in delivery.last_error


def test_finding_nothing_proves_nothing_where_nothing_of_ours_is_ever_found(
    town: Town, peer: GeoReportPeer, hour: Hour
) -> None:
    """A city whose list leaves the descriptions out would get everything twice."""
    peer.keeps_descriptions = False
    assert sent(a_pothole(town)).state is State.SENT
    peer.go_wrong(Fault.SILENCE)
    second = sent(a_pothole(town), hour, rounds=3)
    assert (second.state, second.may_have_arrived) == (State.DEAD, True)
    assert set(peer.times_stored().values()) == {1}


def test_one_known_report_that_is_recognised_proves_that_the_other_is_not_there(
    town: Town, peer: GeoReportPeer, hour: Hour
) -> None:
    assert sent(a_pothole(town)).state is State.SENT
    peer.go_wrong(Fault.FAILURE)
    second = a_pothole(town)
    assert sent(second, hour, rounds=3).state is State.SENT
    assert peer.times_stored()[f"CR-{second.id}"] == 1


def test_a_peer_that_knows_our_reference_is_simply_told_again(
    town: Town, peer: GeoReportPeer, hour: Hour, quirks: Quirks
) -> None:
    quirks(is_idempotent=True)
    peer.is_idempotent = True
    peer.go_wrong(Fault.SILENCE)
    report = a_pothole(town)
    delivery = sent(report, hour, rounds=2)
    assert (delivery.state, delivery.external_id) == (State.SENT, peer.filed[0].id)
    assert peer.times_stored() == {f"CR-{report.id}": 1}
    assert Call.REQUESTS not in {asked.call for asked in peer.asked}


def test_it_is_found_on_a_later_page(
    town: Town, peer: GeoReportPeer, hour: Hour, quirks: Quirks
) -> None:
    quirks(lookup="requests")
    peer.page_size = 2
    peer.go_wrong(Fault.SILENCE)
    report = a_pothole(town)
    sent(report)
    for _ in range(5):
        sent(a_pothole(town))
    assert sent(report, hour, rounds=2).external_id == peer.of(f"CR-{report.id}").id


@pytest.mark.parametrize("fault", [Fault.HTML, Fault.CUT, Fault.BUSY])
def test_a_list_that_cannot_be_read_proves_nothing(
    town: Town, peer: GeoReportPeer, hour: Hour, quirks: Quirks, fault: Fault
) -> None:
    quirks(lookup="requests")
    peer.go_wrong(Fault.SILENCE)
    peer.go_wrong(fault, on=Call.REQUESTS)
    report = a_pothole(town)
    assert sent(report, hour, rounds=2).state is State.WAITING
    assert sent(report, hour, rounds=2).state is State.SENT
    assert peer.times_stored() == {f"CR-{report.id}": 1}


def test_a_description_that_was_cut_there_may_be_ours(
    town: Town, peer: GeoReportPeer, hour: Hour, quirks: Quirks
) -> None:
    quirks(lookup="requests")
    peer.go_wrong(Fault.SILENCE)
    report = a_pothole(town, details="A hole as deep as a hand. " * 20)
    sent(report)
    peer.filed[0].values["description"] = [report.details[:100]]
    delivery = sent(report, hour, rounds=2)
    assert (delivery.state, len(peer.filed)) == (State.DEAD, 1)
    assert f"{peer.filed[0].id} there may be the same" in delivery.last_error


@pytest.mark.parametrize("format_", ["xml", "json"])
def test_both_formats_serve(
    town: Town, peer: GeoReportPeer, endpoint: Endpoint, format_: str
) -> None:
    endpoint.format = format_
    assert sent(a_pothole(town)).state is State.SENT


def test_a_key_that_is_not_configured_is_named(town: Town, peer: GeoReportPeer) -> None:
    config.use(config.current().model_copy(update={"open311": Open311()}))
    delivery = sent(a_pothole(town))
    assert (delivery.state, delivery.may_have_arrived) == (State.DEAD, False)
    assert "no key named “county”" in delivery.last_error
    assert "open311.keys" in delivery.last_error
    assert not peer.asked


def test_an_address_that_is_not_allowed_is_no_puzzle(town: Town, peer: GeoReportPeer) -> None:
    config.use(config.current().model_copy(update={"outside": Outside()}))
    delivery = sent(a_pothole(town))
    assert (delivery.state, delivery.may_have_arrived) == (State.DEAD, False)


def test_a_body_without_an_endpoint_is_told_how_to_mend_it(
    town: Town, peer: GeoReportPeer, endpoint: Endpoint
) -> None:
    session.delete(endpoint)
    session.flush()
    assert "no Open311 endpoint" in sent(a_pothole(town)).last_error


def test_a_person_may_have_it_go_by_mail_instead(
    town: Town, peer: GeoReportPeer, letters: MemoryMail
) -> None:
    report = a_pothole(town)
    session.query(Delivery).one().address = "roads@county.example"
    assert sent(report).state is State.SENT
    assert not peer.asked
    assert [m["To"] for m in letters.messages] == ["roads@county.example"]


def test_polling_says_nothing_about_sending(
    town: Town, peer: GeoReportPeer, endpoint: Endpoint
) -> None:
    endpoint.polling = Polling.NONE
    assert sent(a_pothole(town)).state is State.SENT


def test_a_report_that_waited_for_too_long_to_be_sent_safely_waits_for_another_hour(
    town: Town, peer: GeoReportPeer, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = a_pothole(town)
    monkeypatch.setattr("civicreport.delivery.methods.open311.FRESH", timedelta(0))
    delivery = sent(report)
    assert (delivery.state, delivery.may_have_arrived) == (State.WAITING, False)
    assert not peer.filed
