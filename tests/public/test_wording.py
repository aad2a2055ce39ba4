"""For a quarter of an hour whoever sent a report may change its words, or take it back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from civicreport import jobs
from civicreport.accounts import operations as accounts
from civicreport.adapters.mail import MemoryMail
from civicreport.delivery import queries as deliveries
from civicreport.delivery.models import Delivery, Purpose, State
from civicreport.domain import clock
from civicreport.domain.permissions import Viewer
from civicreport.domain.status import Actor, Status
from civicreport.domain.visibility import Visibility
from civicreport.reports import casework, inbox, queries, updates
from civicreport.reports.models import Kind, Report
from civicreport.reports.photos import StoredPhoto
from civicreport.web.headers import DEVICE_COOKIE
from tests.factories import a_device, a_report
from tests.support.pages import page, words
from tests.support.report_form import parsed
from tests.support.town import Town

PHOTO = StoredPhoto("ab/0123", 800, 600)


@pytest.fixture
def report(town: Town) -> Report:
    return a_report(town, by=town.ben, at=clock.now(), details="A hole in the rode.")


@pytest.fixture
def giver(client: FlaskClient, town: Town) -> FlaskClient:
    client.set_cookie(DEVICE_COOKIE, accounts.add_device(town.ben, at=clock.now()))
    return client


def form_in(client: FlaskClient, report: Report) -> dict[str, str]:
    """What the page holds, as a browser would send it."""
    soup = page(client, f"/reports/{report.id}/wording")
    return fields(soup)


def fields(soup: BeautifulSoup) -> dict[str, str]:
    chosen = soup.select_one("option[selected]")
    typed = {str(one["name"]): str(one.get("value", "")) for one in soup.select("main input")}
    return {
        **typed,
        "details": soup.select("textarea")[0].get_text().strip(),
        "category": str(chosen["value"]) if chosen else "",
    }


def kinds(report: Report) -> list[tuple[str, bool]]:
    return [(row.kind, row.is_internal) for row in queries.changes_since(report.id, 0)]


def test_the_page_after_sending_offers_both(giver: FlaskClient, report: Report) -> None:
    soup = page(giver, f"/reports/{report.id}")
    assert soup.select_one(f"a[href='/reports/{report.id}/wording']")
    assert soup.select_one(f"form[action='/reports/{report.id}/withdrawal'] button")


def test_new_words_stand_and_the_staff_keep_the_former(giver: FlaskClient, report: Report) -> None:
    typed = form_in(giver, report)
    changed = {**typed, "details": "A hole in the road.", "place_note": "outside no. 12"}
    answer = giver.post(f"/reports/{report.id}/wording", data=changed)
    assert (answer.status_code, answer.location) == (303, f"/reports/{report.id}")
    assert (report.details, report.place_note) == ("A hole in the road.", "outside no. 12")
    assert kinds(report)[-2:] == [("edit", True), ("edit", False)]
    former = queries.changes_since(report.id, 1)[0].text
    assert former is not None
    assert former.words == "A hole in the rode."
    shown = words(page(giver, f"/reports/{report.id}"))
    assert "The words were put right" in shown
    assert "rode" not in shown


def test_sent_twice_it_is_one_change(giver: FlaskClient, report: Report) -> None:
    changed = {**form_in(giver, report), "details": "A hole in the road."}
    for _ in range(2):
        assert giver.post(f"/reports/{report.id}/wording", data=changed).status_code == 303
    assert [kind for kind, _ in kinds(report)].count(Kind.EDIT) == 2  # one for each reader


def test_another_tab_finds_out_and_keeps_what_was_typed(giver: FlaskClient, report: Report) -> None:
    first, second = form_in(giver, report), form_in(giver, report)
    giver.post(f"/reports/{report.id}/wording", data={**first, "details": "A hole in the road."})
    answer = giver.post(f"/reports/{report.id}/wording", data={**second, "details": "A pit."})
    assert answer.status_code == 409
    soup = parsed(answer)
    assert "The words were put right" in words(soup)
    assert fields(soup)["details"] == "A pit."
    assert report.details == "A hole in the road."
    again = giver.post(f"/reports/{report.id}/wording", data=fields(soup))
    assert (again.status_code, report.details) == (303, "A pit.")


def test_another_category_goes_to_whoever_takes_it(giver: FlaskClient, report: Report) -> None:
    changed = {**form_in(giver, report), "category": "graffiti"}
    giver.post(f"/reports/{report.id}/wording", data=changed)
    assert (report.category.code, report.body.code if report.body else None) == (
        "graffiti",
        "west",
    )


@pytest.mark.parametrize(
    "wrong", [{"details": " "}, {"category": "nonsense"}, {"place_note": "x" * 301}]
)
def test_what_cannot_stand_is_said_at_its_field(
    giver: FlaskClient, report: Report, wrong: dict[str, str]
) -> None:
    answer = giver.post(f"/reports/{report.id}/wording", data={**form_in(giver, report), **wrong})
    assert answer.status_code == 422
    assert parsed(answer).select(".field__error")
    assert report.version == 1


def test_a_spot_that_is_only_roughly_known_keeps_a_description(
    giver: FlaskClient, town: Town
) -> None:
    report = a_report(
        town, by=town.ben, at=clock.now(), is_place_rough=True, place_note="By the pond."
    )
    typed = form_in(giver, report)
    answer = giver.post(f"/reports/{report.id}/wording", data={**typed, "place_note": ""})
    assert answer.status_code == 422
    assert "Describe the spot" in words(parsed(answer))
    assert report.place_note == "By the pond."


@pytest.mark.parametrize("field", ["details", "place_note"])
def test_new_words_pass_the_light_checks(giver: FlaskClient, report: Report, field: str) -> None:
    spam = "Cheap: https://a.example https://b.example https://c.example"
    giver.post(f"/reports/{report.id}/wording", data={**form_in(giver, report), field: spam})
    assert (report.visibility, report.doubts) == (Visibility.PENDING, ["links"])


def test_a_name_for_everybody_passes_them_too(town: Town) -> None:
    spam = "https://a.example https://b.example https://c.example"
    shown = a_report(town, name=spam, show_name=True)
    assert (shown.visibility, shown.doubts) == (Visibility.PENDING, ["links"])
    assert a_report(town, name=spam).visibility is Visibility.PUBLIC


@pytest.mark.parametrize("way", ["wording", "withdrawal"])
def test_nobody_else_may(client: FlaskClient, town: Town, report: Report, way: str) -> None:
    for device in (None, town.ada, town.cleo):
        if device:
            client.set_cookie(DEVICE_COOKIE, accounts.add_device(device, at=clock.now()))
        sent = {"details": "Mine.", "category": "pothole", "version": "1"}
        assert client.post(f"/reports/{report.id}/{way}", data=sent).status_code == 404
    assert client.get(f"/reports/{report.id}/wording").status_code == 404
    assert (report.version, report.status) == (1, Status.REPORTED)


def test_after_a_quarter_of_an_hour_it_stands(giver: FlaskClient, town: Town) -> None:
    old = a_report(town, by=town.ben, at=clock.now() - timedelta(minutes=16))
    assert giver.get(f"/reports/{old.id}/wording").status_code == 409
    answer = giver.post(f"/reports/{old.id}/withdrawal", data={"version": "1"})
    assert answer.status_code == 409
    assert "too late" in words(parsed(answer))
    assert old.status is Status.REPORTED
    assert "Take back" not in words(page(giver, f"/reports/{old.id}"))


def test_words_that_came_too_late_are_kept_to_be_added(giver: FlaskClient, town: Town) -> None:
    old = a_report(town, by=town.ben, at=clock.now() - timedelta(minutes=16))
    sent = {"details": "A deep hole in the road.", "category": "pothole", "version": "1"}
    answer = giver.post(f"/reports/{old.id}/wording", data=sent)
    assert answer.status_code == 409
    soup = parsed(answer)
    assert "too late" in words(soup)
    [text] = soup.select("form[action$=additions] textarea")
    assert text.get_text().strip() == "A deep hole in the road."


def test_taken_back_before_it_left_it_never_leaves(
    giver: FlaskClient, town: Town, report: Report, letters: MemoryMail
) -> None:
    for _ in range(2):  # a second tap changes nothing
        answer = giver.post(f"/reports/{report.id}/withdrawal", data={"version": "1"})
        assert answer.status_code == 303
    jobs.drain()
    assert letters.messages == []
    assert [row.state for row in deliveries.of_report(report.id)] == [State.CANCELLED]
    assert (report.status, report.visibility) == (Status.WITHDRAWN, Visibility.PRIVATE)
    told = words(page(giver, f"/reports/{report.id}"))
    assert "You have taken it back" in told
    assert "without a repair" not in told
    giver.delete_cookie(DEVICE_COOKIE)
    assert giver.get(f"/reports/{report.id}").status_code == 404


def test_what_is_taken_back_waits_for_nobody_to_look_at_it(giver: FlaskClient, town: Town) -> None:
    doubtful = "Cheap: https://a.example https://b.example https://c.example"
    device = a_device()
    giver.set_cookie(DEVICE_COOKIE, accounts.add_device(device, at=clock.now()))
    report = a_report(town, by=device, at=clock.now(), details=doubtful, photos=(PHOTO,))
    staff = Viewer(town.cleo.id, officer_of=frozenset({town.bodies["county"].id}))
    assert [row.id for row in inbox.pending(staff).rows] == [report.id]
    giver.post(f"/reports/{report.id}/withdrawal", data={"version": str(report.version)})
    assert (report.status, report.visibility) == (Status.WITHDRAWN, Visibility.PRIVATE)
    assert inbox.pending(staff).rows == []
    assert inbox.pending_photos(staff).rows == []


def test_what_has_left_is_called_back_or_corrected(
    giver: FlaskClient, report: Report, letters: MemoryMail
) -> None:
    jobs.drain()
    changed = {**form_in(giver, report), "details": "A pit, not a hole."}
    giver.post(f"/reports/{report.id}/wording", data=changed)
    jobs.drain()
    giver.post(f"/reports/{report.id}/withdrawal", data={"version": str(report.version)})
    jobs.drain()
    purposes = [row.purpose for row in deliveries.of_report(report.id)]
    assert purposes == [Purpose.REPORT, Purpose.UPDATE, Purpose.WITHDRAWN]
    told = letters.messages[1].get_body(("plain",))
    assert told is not None
    assert "has put the words right" in told.get_content()
    assert "A pit, not a hole." in told.get_content()


def test_words_changed_before_it_left_are_simply_its_words(
    giver: FlaskClient, report: Report, letters: MemoryMail
) -> None:
    giver.post(
        f"/reports/{report.id}/wording",
        data={**form_in(giver, report), "details": "A pit, not a hole."},
    )
    jobs.drain()
    [letter] = letters.messages
    text = letter.get_body(("plain",))
    assert text is not None
    assert "A pit, not a hole." in text.get_content()
    assert "put the words right" not in text.get_content()


def test_it_is_not_taken_back_over_what_the_council_did(
    giver: FlaskClient, town: Town, report: Report
) -> None:
    casework.change_status(
        *(report, Status.SCHEDULED),
        by=town.cleo,
        actor=Actor.OFFICER,
        text="Monday.",
        at=clock.now(),
    )
    seen = giver.post(f"/reports/{report.id}/withdrawal", data={"version": "1"})
    assert (seen.status_code, report.status) == (409, Status.SCHEDULED)
    after = {"version": str(report.version)}
    assert giver.post(f"/reports/{report.id}/withdrawal", data=after).status_code == 303
    assert report.status is Status.WITHDRAWN


def test_a_note_of_the_staff_stands_in_nobodys_way(
    giver: FlaskClient, town: Town, report: Report
) -> None:
    typed = form_in(giver, report)
    updates.note(report, by=town.cleo, actor=Actor.OFFICER, text="Again him.", at=clock.now())
    answer = giver.post(f"/reports/{report.id}/wording", data={**typed, "details": "A pit."})
    assert answer.status_code == 303


def test_the_page_says_when_it_leaves(giver: FlaskClient, report: Report) -> None:
    [delivery] = deliveries.of_report(report.id)
    delivery.due_at = clock.now() + timedelta(minutes=2)
    assert isinstance(delivery, Delivery)
    assert "It leaves at" in words(page(giver, f"/reports/{report.id}"))
