from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from civicreport.accounts.operations import add_device, new_device
from civicreport.adapters.images import reencode
from civicreport.db import session
from civicreport.delivery import queries as deliveries
from civicreport.domain import clock
from civicreport.domain.status import Actor, Status
from civicreport.domain.visibility import Visibility
from civicreport.participation import upvotes
from civicreport.reports import casework, photos
from civicreport.reports.models import Report
from civicreport.web.headers import DEVICE_COOKIE
from tests.factories import a_report
from tests.factories.reports import NOON
from tests.support.pages import page, words
from tests.support.photos import a_photo
from tests.support.town import Town


def moved(report: Report, town: Town, status: Status, text: str = "") -> None:
    casework.change_status(
        report,
        status,
        by=town.cleo,
        actor=Actor.OFFICER,
        text=text,
        at=NOON + timedelta(days=1),
    )


def by_this_device(client: FlaskClient, town: Town, **changes: object) -> Report:
    account, secret = new_device(at=NOON)
    client.set_cookie(DEVICE_COOKIE, secret)
    return a_report(town, by=account, **changes)  # type: ignore[arg-type]


def test_the_page_says_who_has_it_and_by_when(client: FlaskClient, town: Town) -> None:
    report = a_report(town, place="Mill Lane")

    shown = page(client, f"/reports/{report.id}")

    assert words(shown.h1) == report.title
    plate = shown.select_one(".plate")
    assert "Countyshire Council" in words(plate)
    assert "8 June 2026" in words(plate)
    assert "takes “Pothole” here" in words(plate)


def test_a_repair_that_has_its_day_is_not_due_on_another(client: FlaskClient, town: Town) -> None:
    """Their words name the day; what was promised was an answer, and there it is."""
    report = a_report(town)
    report.expected_at = clock.now() + timedelta(days=3)
    moved(report, town, Status.SCHEDULED, text="Scheduled for 12 August.")

    plate = words(page(client, f"/reports/{report.id}").select_one(".plate"))
    assert "Countyshire Council" in plate
    assert "Due" not in plate
    assert "due" not in words(page(client, f"/reports/{report.id}/embed").main)


def test_the_meter_stands_where_the_work_stands(client: FlaskClient, town: Town) -> None:
    report = a_report(town)
    moved(report, town, Status.SCHEDULED, text="Next week.")

    shown = page(client, f"/reports/{report.id}")

    states = [(post["data-state"], words(post)) for post in shown.select(".stage_meter li")]
    assert [state for state, _ in states] == ["done", "done", "now", "next", "next"]
    assert states[0][1] == "Reported 1 Jun , done"
    assert states[2][1] == "Scheduled 2 Jun , now"
    assert "Next week." in words(shown.select_one(".timeline"))


def test_it_says_when_it_reached_the_council(client: FlaskClient, town: Town) -> None:
    report = a_report(town)
    (delivery,) = deliveries.of_report(report.id)
    address = f"/reports/{report.id}"
    assert "Sent to" not in words(page(client, address).select_one(".timeline"))

    delivery.sent_at = NOON + timedelta(minutes=5)
    session.flush()

    assert "Sent to Countyshire Council" in words(page(client, address).select_one(".timeline"))


def test_an_end_without_a_fix_has_its_reason_and_no_meter(client: FlaskClient, town: Town) -> None:
    report = a_report(town)
    moved(report, town, Status.NO_ACTION, text="It is a private road.")

    shown = page(client, f"/reports/{report.id}")

    assert shown.select_one(".stage_meter") is None
    assert "It is a private road." in words(shown.select_one(".notice"))


def test_a_slip_that_was_taken_back_leaves_days_and_words_as_they_were(
    client: FlaskClient, town: Town
) -> None:
    scheduled, ended = a_report(town), a_report(town)
    moved(scheduled, town, Status.SCHEDULED)
    moved(ended, town, Status.NO_ACTION, text="It is a private road.")
    later: dict[str, Any] = {"by": town.cleo, "at": NOON + timedelta(days=9)}
    for report, slip in ((scheduled, Status.FIXED), (ended, Status.INVESTIGATING)):
        row = casework.change_status(report, slip, actor=Actor.OFFICER, text="", **later)
        casework.undo(report, row, **later)

    posts = page(client, f"/reports/{scheduled.id}").select(".stage_meter li")
    assert words(posts[2]) == "Scheduled 2 Jun , now"
    shown = page(client, f"/reports/{ended.id}")
    assert "It is a private road." in words(shown.select_one(".notice"))


def test_nobody_responsible_is_said_and_why(client: FlaskClient, town: Town) -> None:
    report = a_report(town, category_code="flooding")

    plate = words(page(client, f"/reports/{report.id}").select_one(".plate"))

    assert "No one is responsible yet" in plate
    assert "Why nobody?" in plate


def test_what_waits_is_for_its_giver_alone_and_says_why(client: FlaskClient, town: Town) -> None:
    report = by_this_device(client, town, visibility=Visibility.PENDING)
    report.doubts = ["links"]
    session.flush()
    stranger = client.application.test_client()

    assert stranger.get(f"/reports/{report.id}").status_code == 404
    shown = page(client, f"/reports/{report.id}")
    assert "It holds many links." in words(shown.select_one(".notice"))
    assert shown.select_one(".upvote") is None


def test_the_giver_reads_what_happens_next_until_something_has(
    client: FlaskClient, town: Town
) -> None:
    report = by_this_device(client, town)
    shown = page(client, f"/reports/{report.id}")
    assert "on its way" in words(shown.select_one(".plate"))
    assert words(shown.title).startswith("Sent: ")  # the first that a screen reader says

    moved(report, town, Status.ACKNOWLEDGED)

    assert "on its way" not in words(page(client, f"/reports/{report.id}").select_one(".plate"))


def test_the_giver_is_asked_one_small_thing(client: FlaskClient, town: Town) -> None:
    neighbours = a_report(town)
    own = by_this_device(client, town)

    shown = page(client, f"/reports/{own.id}")

    cards = shown.select(".next_step .report_card")
    assert [card["data-report"] for card in cards] == [str(neighbours.id)]


def test_nothing_is_promised_for_a_report_that_nobody_has_got_yet(
    client: FlaskClient, town: Town
) -> None:
    report = by_this_device(client, town)
    report.visibility, report.doubts = Visibility.PENDING, ["links"]
    session.flush()

    plate = words(page(client, f"/reports/{report.id}").select_one(".plate"))

    assert plate.startswith("Who will get it Countyshire Council Nothing has been sent")
    assert "due" not in plate


def test_neither_the_giver_nor_after_its_end_anybody_is_asked_whether_they_saw_it(
    client: FlaskClient, town: Town
) -> None:
    report = by_this_device(client, town)
    upvotes.toggle(report.id, new_device(at=NOON)[0], at=NOON)
    address = f"/reports/{report.id}"
    assert page(client, address).select_one(".upvote") is None
    assert "1 person has seen this too" in words(page(client, address).main)

    client.delete_cookie(DEVICE_COOKIE)
    assert page(client, address).select_one(".upvote") is not None
    moved(report, town, Status.FIXED)
    assert page(client, address).select_one(".upvote") is None


def test_who_finds_it_still_there_has_a_way_on(client: FlaskClient, town: Town) -> None:
    report = a_report(town)
    moved(report, town, Status.FIXED)

    shown = page(client, f"/reports/{report.id}")

    assert "They say that it is fixed." in words(shown.select_one(".plate"))
    (again,) = shown.select(".plate a[href^='/report/new?']")
    assert words(again) == "Still there? Report it anew"
    chosen = page(client, str(again["href"])).select("input[name=category][checked]")
    assert [each["value"] for each in chosen] == ["pothole"]


def test_a_name_is_public_only_by_wish(client: FlaskClient, town: Town) -> None:
    shy = a_report(town, name="Ada Adams")
    proud = a_report(town, name="Ada Adams", show_name=True)

    assert "Ada Adams" not in client.get(f"/reports/{shy.id}").get_data(as_text=True)
    assert "by Ada Adams" in words(page(client, f"/reports/{proud.id}").select_one("main header"))


def test_what_is_typed_is_never_html(client: FlaskClient, town: Town) -> None:
    report = a_report(town, details="<script>alert(1)</script> & more")

    html = client.get(f"/reports/{report.id}").get_data(as_text=True)

    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_an_upvote_stands_and_is_taken_back(client: FlaskClient, town: Town) -> None:
    report = a_report(town)
    address = f"/reports/{report.id}"

    answer = client.post(f"{address}/upvote")

    assert answer.status_code == 303
    assert DEVICE_COOKIE in answer.headers["Set-Cookie"]
    shown = page(client, address).select_one(".upvote")
    assert shown is not None
    assert words(shown.b) == "1"
    assert shown.button is not None
    assert shown.button["aria-pressed"] == "true"

    client.post(f"{address}/upvote")
    assert words(page(client, address).select_one(".upvote b")) == "0"


def test_a_script_gets_the_count_back(client: FlaskClient, town: Town) -> None:
    report = a_report(town)
    upvotes.give(report.id, town.ben.id, at=NOON)

    answer = client.post(f"/reports/{report.id}/upvote", headers={"Accept": "application/json"})

    assert answer.get_json() == {"upvotes": 2, "has_upvoted": True}


def test_a_position_is_read_from_the_left_in_every_language(
    client: FlaskClient, town: Town
) -> None:
    """Between words that begin on the right its numbers would change places."""
    report = a_report(town)
    shown = {words(one) for one in page(client, f"/reports/{report.id}").select("aside bdi")}
    assert f"{report.point.latitude}, {report.point.longitude}" in shown


def test_ones_own_report_is_not_counted_again(client: FlaskClient, town: Town) -> None:
    """Nothing on its page asks for it; a request made by hand finds everything as it was."""
    report = a_report(town)
    client.set_cookie(DEVICE_COOKIE, add_device(town.ada, at=NOON))
    answer = client.post(f"/reports/{report.id}/upvote", headers={"Accept": "application/json"})
    assert answer.get_json() == {"upvotes": 0, "has_upvoted": False}


def test_a_hidden_report_takes_no_upvote(client: FlaskClient, town: Town) -> None:
    report = a_report(town, visibility=Visibility.HIDDEN)
    assert client.post(f"/reports/{report.id}/upvote").status_code == 404


def test_the_same_for_programs(client: FlaskClient, town: Town) -> None:
    report = a_report(town)

    told = client.get(f"/reports/{report.id}.json").get_json()

    assert {key: told[key] for key in ("id", "status", "category", "body", "upvotes")} == {
        "id": report.id,
        "status": "reported",
        "category": "pothole",
        "body": "county",
        "upvotes": 0,
    }
    assert (told["latitude"], told["longitude"]) == (51.05, -0.95)
    assert told["reported_at"] == "2026-06-01T12:00:00+00:00"
    assert told["expected_at"] == "2026-06-08T12:00:00+00:00"
    assert told["url"] == f"http://localhost/reports/{report.id}"


def test_a_private_report_shows_its_place_to_nobody(client: FlaskClient, town: Town) -> None:
    report = by_this_device(client, town, visibility=Visibility.PRIVATE)

    told = client.get(f"/reports/{report.id}.json").get_json()
    assert (told["latitude"], told["longitude"]) == (None, None)
    assert "51.05" not in client.get(f"/reports/{report.id}").get_data(as_text=True)
    stranger = client.application.test_client()
    assert stranger.get(f"/reports/{report.id}.json").status_code == 404


def test_ids_that_no_report_can_have(client: FlaskClient) -> None:
    for number in ("0", "999999999", "99999999999999999999999", "-1", "1e3", "%00", "%ff"):
        assert client.get(f"/reports/{number}").status_code in {400, 404}, number
        assert client.get(f"/reports/{number}.json").status_code in {400, 404}, number


def test_mine_are_those_of_this_device(client: FlaskClient, town: Town) -> None:
    a_report(town)
    own = by_this_device(client, town)

    cards = page(client, "/reports/mine").select(".report_card")

    assert [card["data-report"] for card in cards] == [str(own.id)]


def test_mine_say_which_of_them_wait(client: FlaskClient, town: Town) -> None:
    report = by_this_device(client, town)
    assert "waits for a look" not in words(page(client, "/reports/mine").main)

    report.visibility = Visibility.PENDING
    session.flush()

    assert "waits for a look" in words(page(client, "/reports/mine").main)


def test_a_card_says_when_the_work_ended(client: FlaskClient, town: Town) -> None:
    report = a_report(town)
    assert "Reported 1 Jun" in words(page(client, "/map").select_one(".report_card"))

    moved(report, town, Status.FIXED)

    assert "Fixed 2 Jun" in words(page(client, "/map?ended=any").select_one(".report_card"))


def test_a_photo_of_the_repair_is_not_taken_for_the_damage(client: FlaskClient, town: Town) -> None:
    before, after = (
        photos.keep(reencode(a_photo(colour=colour), max_bytes=10**6, max_pixels=10**6, name=""))
        for colour in ("orange", "grey")
    )
    report = a_report(town, photos=(before,))
    address = f"/reports/{report.id}"
    assert page(client, address).find("figcaption") is None
    fixed = casework.change_status(
        report, Status.FIXED, by=town.cleo, actor=Actor.OFFICER, text="Done.", at=NOON
    )
    photos.add(fixed, (after,), visibility=Visibility.PUBLIC, at=NOON)

    shown = page(client, address).select("figcaption")
    assert [words(caption) for caption in shown] == ["As reported", "Fixed"]


@pytest.mark.parametrize(
    ("status", "told"),
    [
        (Status.DUPLICATE, "dealt with where it was reported first"),
        (Status.WITHDRAWN, "has taken it back"),
        (Status.NO_ACTION, "ended without a repair"),
    ],
)
def test_an_end_without_a_fix_is_told_for_what_it_is(
    client: FlaskClient, town: Town, status: Status, told: str
) -> None:
    report = a_report(town)
    report.status = status
    session.flush()
    shown = words(page(client, f"/reports/{report.id}"))
    assert told in shown
    assert ("without a repair" in shown) is (status is Status.NO_ACTION)
