from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from civicreport.accounts import operations, queries
from civicreport.domain.errors import AlreadySubmitted, NotFound, OutsideCoverage
from civicreport.domain.events import ReportSubmitted
from civicreport.domain.permissions import STRANGER
from civicreport.domain.status import Status
from civicreport.domain.visibility import Visibility
from civicreport.reports import timeline
from civicreport.reports.corrections import withdraw
from civicreport.reports.models import Kind
from civicreport.reports.submission import submit
from civicreport.reports.vetting import Circumstances
from tests.factories import a_device, a_report, a_submission
from tests.factories.reports import NOON
from tests.support.announcements import Heard
from tests.support.town import Town


def test_a_pothole_goes_to_the_county_and_says_by_when(town: Town, heard: Heard) -> None:
    report = submit(a_submission(town), account=town.ada, at=NOON)

    assert report.body is not None
    assert report.body.code == "county"
    assert report.contact is town.contacts["county", "pothole"]
    assert report.expected_at == datetime(2026, 6, 8, 12, 0, tzinfo=UTC)
    assert (report.status, report.visibility) == (Status.REPORTED, Visibility.PUBLIC)
    assert report.point == town.west
    assert report.place == "Westham"
    assert [because["reason"] for because in report.routing_reasons] == [
        "covered_by",
        "only_contact",
    ]
    assert heard == [
        ReportSubmitted(report_id=report.id, unconfirmed_email=None, account_id=town.ada.id)
    ]


def test_graffiti_at_the_same_spot_goes_to_the_district(town: Town) -> None:
    report = a_report(town, category_code="graffiti")
    assert report.body is town.bodies["west"]


def test_what_nobody_takes_is_kept_all_the_same(town: Town) -> None:
    report = a_report(town, category_code="flooding")
    assert (report.body_id, report.contact_id, report.expected_at) == (None, None, None)
    assert report.visibility is Visibility.PUBLIC
    assert report.routing_reasons[-1]["reason"] == "no_contact"


def test_its_history_begins_with_the_submission(town: Town) -> None:
    report = a_report(town, at=NOON)
    (entry,) = timeline.of(report.id, STRANGER)
    assert (entry.kind, entry.at, entry.new) == (Kind.SUBMITTED, NOON, "reported")


def test_outside_is_refused_with_the_nearest_covered_place(town: Town) -> None:
    with pytest.raises(OutsideCoverage) as refused:
        submit(a_submission(town, point=town.outside), account=town.ada, at=NOON)
    assert refused.value.nearest is not None
    assert refused.value.nearest.metres_away > 100_000


def test_an_unknown_category_is_refused(town: Town) -> None:
    with pytest.raises(NotFound):
        submit(a_submission(town, category_code="dragons"), account=town.ada, at=NOON)


def test_a_typed_address_is_announced_until_it_is_confirmed(town: Town, heard: Heard) -> None:
    submit(a_submission(town, email="new@example.org"), account=a_device(), at=NOON)
    submit(a_submission(town, email="ADA@example.org"), account=town.ada, at=NOON)
    assert [event.unconfirmed_email for event in heard.of(ReportSubmitted)] == [
        "new@example.org",
        None,
    ]


def test_the_same_form_twice_is_one_report(town: Town, heard: Heard) -> None:
    form = a_submission(town, idempotency_key="key-1")
    first = submit(form, account=town.ben, at=NOON)
    # A visitor without our cookie is somebody new at each click.
    second = submit(form, account=a_device(), at=NOON + timedelta(hours=5))
    assert second is first
    assert len(heard) == 1


def test_two_clicks_of_a_browser_without_a_cookie_are_one_person(town: Town) -> None:
    first_click, _ = operations.new_device(at=NOON)
    second_click, kept_cookie = operations.new_device(at=NOON)
    form = a_submission(town, idempotency_key="key-1")
    report = submit(form, account=first_click, at=NOON)
    submit(form, account=second_click, at=NOON)
    assert queries.account_by_device(kept_cookie) is report.reporter


def test_a_neighbour_on_the_same_network_stays_somebody_else(town: Town) -> None:
    network = Circumstances(origin="network-1")
    neighbour, cookie = operations.new_device(at=NOON)
    form = a_submission(town)
    submit(form, account=a_device(), at=NOON, circumstances=network)
    submit(form, account=neighbour, at=NOON, circumstances=network)
    assert queries.account_by_device(cookie) is neighbour


def test_the_same_form_with_other_words_is_refused(town: Town) -> None:
    form = a_submission(town, idempotency_key="key-1")
    first = submit(form, account=town.ben, at=NOON)
    with pytest.raises(AlreadySubmitted) as refused:
        submit(replace(form, details="Something else"), account=town.ben, at=NOON)
    assert refused.value.report_id == first.id


@pytest.mark.parametrize(("same_account", "same_network", "minutes", "is_one"), [
    (True,         True,           1,         True),
    (True,         False,          9,         True),
    (False,        True,           9,         True),
    (True,         True,           11,        False),
    (False,        False,          1,         False),
])  # fmt: skip
def test_without_a_key_the_same_words_of_the_same_sender_are_one_report(
    town: Town, *, same_account: bool, same_network: bool, minutes: int, is_one: bool
) -> None:
    form = a_submission(town)
    first = submit(form, account=town.ben, at=NOON, circumstances=Circumstances("network-1"))
    second = submit(
        form,
        account=town.ben if same_account else a_device(),
        at=NOON + timedelta(minutes=minutes),
        circumstances=Circumstances("network-1" if same_network else "network-2"),
    )
    assert (second is first) is is_one


def test_what_was_taken_back_can_be_sent_once_more_in_the_same_words(town: Town) -> None:
    form, network = a_submission(town), Circumstances("network-1")
    first = submit(form, account=town.ben, at=NOON, circumstances=network)
    withdraw(first, by=town.ben, at=NOON + timedelta(minutes=1))
    anew = submit(form, account=town.ben, at=NOON + timedelta(minutes=2), circumstances=network)
    assert anew is not first
    assert anew.status is Status.REPORTED


@pytest.mark.parametrize(("words", "circumstances", "doubts"), [
    ("A pothole",                        Circumstances(),                     []),
    ("A pothole",                        Circumstances(seconds_taken=1),      []),
    ("Look at http://a",                 Circumstances(seconds_taken=1),      ["tempo"]),
    ("A pothole",                        Circumstances(trap_filled=True),     ["trap"]),
    ("http://a http://b https://c www.d", Circumstances(seconds_taken=40),    ["links"]),
])  # fmt: skip
def test_doubts_hold_a_report_back_and_refuse_nothing(
    town: Town, words: str, circumstances: Circumstances, doubts: list[str]
) -> None:
    report = submit(
        a_submission(town, details=words), account=town.ben, at=NOON, circumstances=circumstances
    )
    assert report.doubts == doubts
    assert report.visibility is (Visibility.PENDING if doubts else Visibility.PUBLIC)


def test_the_same_words_elsewhere_are_doubted(town: Town) -> None:
    words = "Buy your wonderful kitchen from us"
    two = [a_report(town, details=words, point=point) for point in (town.west, town.east)]
    third = a_report(town, details=words, point=town.seam, at=NOON + timedelta(hours=1))
    again = a_report(town, details=words, point=town.east, at=NOON + timedelta(hours=3))
    next_week = a_report(town, details=words, point=town.seam, at=NOON + timedelta(days=7))
    assert [report.doubts for report in (*two, third)] == [[], [], []]
    assert again.doubts == ["repeats"]
    assert next_week.doubts == []


def test_few_words_are_everybodys(town: Town) -> None:
    a_report(town, details="Big pothole", point=town.west)
    assert a_report(town, details="Big pothole", point=town.east, by=town.ben).doubts == []


def test_a_private_category_shows_its_reports_to_nobody_else(town: Town) -> None:
    town.categories["litter"].is_private = True
    assert a_report(town, category_code="litter").visibility is Visibility.PRIVATE
