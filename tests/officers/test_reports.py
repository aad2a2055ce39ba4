import pytest
from flask.testing import FlaskClient

from civicreport.db import session
from civicreport.domain.status import Status
from civicreport.domain.visibility import Visibility
from civicreport.reports.models import Report
from tests.factories import a_report
from tests.support.desk import act, fill, html, send
from tests.support.town import Town


def status_of(report: Report) -> Status:
    session.refresh(report)
    return report.status


def words(client: FlaskClient, address: str) -> str:
    return html(client.get(address)).get_text(" ", strip=True)


def test_a_pothole_is_scheduled_and_then_fixed(
    client: FlaskClient, cleo: FlaskClient, pothole: Report
) -> None:
    scheduled = act(
        cleo,
        pothole.id,
        "status",
        status="scheduled",
        text="The crew comes on Monday.",
        note="Ask for the hot mix.",
    )
    assert scheduled.status_code == 303
    assert scheduled.location == f"/officers/reports/{pothole.id}"
    desk = html(cleo.get(scheduled.location))
    assert "The new status is public." in desk.find(role="status").get_text()  # type: ignore[union-attr]
    assert "Ask for the hot mix." in desk.get_text()
    assert act(cleo, pothole.id, "status", status="fixed", text="Filled.").status_code == 303
    assert status_of(pothole) is Status.FIXED
    public = words(client, f"/reports/{pothole.id}")
    assert "The crew comes on Monday." in public
    assert "Filled." in public
    assert "hot mix" not in public
    assert "Cleo" not in public


def test_the_page_tells_the_whole_story(cleo: FlaskClient, pothole: Report) -> None:
    act(cleo, pothole.id, "note", note="Third time this year.")
    page = html(cleo.get(f"/officers/reports/{pothole.id}"))
    text = page.get_text(" ", strip=True)
    assert "Ada Byron" in text
    assert "ada@example.org" in text
    assert "takes “Pothole” here" in text
    assert "51.05000, -0.95000" in text
    history = [item.get_text(" ", strip=True) for item in page.select(".timeline__item")]
    assert any("The report to Countyshire Council: waits to be sent" in line for line in history)
    assert any("Third time this year." in line and "internal" in line for line in history)


def test_only_allowed_moves_are_offered(cleo: FlaskClient, dov: FlaskClient, town: Town) -> None:
    report = a_report(town)

    def offered(client: FlaskClient) -> set[str]:
        page = html(client.get(f"/officers/reports/{report.id}"))
        return {str(option["value"]) for option in page.select("#status-status option")} - {""}

    assert "reported" not in offered(cleo)
    assert "withdrawn" not in offered(cleo)
    assert "withdrawn" in offered(dov)
    act(cleo, report.id, "status", status="fixed", text="Filled.")
    assert offered(cleo) == {"investigating"}


def test_an_impossible_move_is_refused_with_the_reason_and_leaves_no_trace(
    cleo: FlaskClient, pothole: Report
) -> None:
    act(cleo, pothole.id, "status", status="fixed", text="Filled.")
    response = act(cleo, pothole.id, "status", status="scheduled", text="Typed with care.")
    assert response.status_code == 422
    page = html(response)
    error = page.find(id="status-status-error")
    assert error is not None
    assert "“Fixed” cannot become “Scheduled”" in error.get_text()
    assert "Being looked into" in error.get_text()
    assert "Typed with care." in page.find(id="status-text").get_text()  # type: ignore[union-attr]
    assert status_of(pothole) is Status.FIXED
    assert "Typed with care." not in words(cleo, f"/officers/reports/{pothole.id}")


@pytest.mark.parametrize("status", ["", "mended", "no_action"])
def test_what_is_missing_is_said_at_its_field(
    cleo: FlaskClient, pothole: Report, status: str
) -> None:
    response = act(cleo, pothole.id, "status", status=status, text="", note="Kept note.")
    assert response.status_code == 422
    page = html(response)
    field = "status-text" if status == "no_action" else "status-status"
    assert page.find(id=f"{field}-error") is not None
    assert "Kept note." in page.find(id="status-note").get_text()  # type: ignore[union-attr]


def test_the_second_of_two_officers_is_told_what_changed(
    cleo: FlaskClient, dov: FlaskClient, pothole: Report
) -> None:
    read = html(cleo.get(f"/officers/reports/{pothole.id}"))
    act(dov, pothole.id, "status", status="investigating", text="Somebody is on the way.")
    response = send(cleo, read, "status", status="scheduled", text="Booked for Monday.")
    assert response.status_code == 409
    page = html(response)
    conflict = page.find(class_="conflict")
    assert conflict is not None
    assert "Somebody is on the way." in conflict.get_text()
    assert "Reported" not in conflict.get_text()
    typed = fill(page, "status")
    assert typed["text"] == "Booked for Monday."
    assert typed["status"] == "scheduled"
    assert status_of(pothole) is Status.INVESTIGATING
    assert send(cleo, page, "status").status_code == 303
    assert status_of(pothole) is Status.SCHEDULED


def test_a_text_alone_moves_nothing(
    client: FlaskClient, cleo: FlaskClient, pothole: Report
) -> None:
    assert act(cleo, pothole.id, "update", text="Parts are ordered.").status_code == 303
    assert status_of(pothole) is Status.REPORTED
    assert "Parts are ordered." in words(client, f"/reports/{pothole.id}")


def test_a_note_stays_inside(client: FlaskClient, cleo: FlaskClient, pothole: Report) -> None:
    assert act(cleo, pothole.id, "note", note="Neighbour rang.").status_code == 303
    assert "Neighbour rang." in words(cleo, f"/officers/reports/{pothole.id}")
    assert "Neighbour rang." not in words(client, f"/reports/{pothole.id}")


def test_an_empty_or_endless_text_is_refused(cleo: FlaskClient, pothole: Report) -> None:
    assert act(cleo, pothole.id, "update", text="  ").status_code == 422
    assert act(cleo, pothole.id, "note", note="x" * 4001).status_code == 422


def test_another_category_brings_it_to_whoever_takes_that(
    cleo: FlaskClient, wanda: FlaskClient, pothole: Report
) -> None:
    response = act(cleo, pothole.id, "category", category="graffiti")
    assert response.location == "/officers/"
    assert cleo.get(f"/officers/reports/{pothole.id}").status_code == 404
    assert wanda.get(f"/officers/reports/{pothole.id}").status_code == 200


def test_what_was_typed_on_a_report_that_moved_on_is_not_lost(
    cleo: FlaskClient, dov: FlaskClient, pothole: Report
) -> None:
    read = html(cleo.get(f"/officers/reports/{pothole.id}"))
    act(dov, pothole.id, "category", category="graffiti")
    response = send(cleo, read, "status", status="fixed", text="Filled with care.")
    assert response.status_code == 404
    assert "Filled with care." in html(response).find("textarea").get_text()  # type: ignore[union-attr]


def test_an_unknown_category_is_refused(cleo: FlaskClient, pothole: Report) -> None:
    response = act(cleo, pothole.id, "category", category="unicorns")
    assert response.status_code == 422
    assert "Choose one of the categories." in response.text


def test_hidden_and_shown_again_with_a_reason(
    client: FlaskClient, cleo: FlaskClient, pothole: Report
) -> None:
    assert act(cleo, pothole.id, "visibility", move="hide", reason="").status_code == 422
    assert client.get(f"/reports/{pothole.id}").status_code == 200
    assert (
        act(cleo, pothole.id, "visibility", move="hide", reason="Names a person.").status_code
        == 303
    )
    assert client.get(f"/reports/{pothole.id}").status_code == 404
    assert "Names a person." in words(cleo, f"/officers/reports/{pothole.id}")
    act(cleo, pothole.id, "visibility", move="restore", reason="Redacted.")
    assert client.get(f"/reports/{pothole.id}").status_code == 200


def test_a_move_that_does_not_fit_is_refused(cleo: FlaskClient, pothole: Report) -> None:
    response = act(cleo, pothole.id, "visibility", move="release", reason="Looks fine.")
    assert response.status_code == 422
    assert "not possible as it stands" in response.text
    assert act(cleo, pothole.id, "visibility", move="burn", reason="x").status_code == 422


@pytest.mark.parametrize("visibility", list(Visibility))
def test_another_bodys_report_does_not_exist_at_the_desk(
    cleo: FlaskClient, town: Town, pothole: Report, visibility: Visibility
) -> None:
    theirs = a_report(town, category_code="graffiti", visibility=visibility)
    assert cleo.get(f"/officers/reports/{theirs.id}").status_code == 404
    page = html(cleo.get(f"/officers/reports/{pothole.id}"))
    typed = fill(page, "status", status="fixed", text="Not mine to say.")
    for room in ("status", "updates", "notes", "category", "visibility"):
        assert cleo.post(f"/officers/reports/{theirs.id}/{room}", data=typed).status_code == 404
    assert status_of(theirs) is Status.REPORTED


def test_an_unknown_report_is_a_page_that_does_not_exist(cleo: FlaskClient) -> None:
    assert cleo.get("/officers/reports/999999").status_code == 404


@pytest.mark.parametrize("version", ["", "x", "-1", "9" * 3000])
def test_a_form_without_its_version_asks_to_be_opened_again(
    cleo: FlaskClient, pothole: Report, version: str
) -> None:
    response = act(cleo, pothole.id, "note", note="Kept.", version=version)
    assert response.status_code == 422
    assert "Kept." in html(response).find(id="note-note").get_text()  # type: ignore[union-attr]
