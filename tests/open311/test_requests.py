"""GET requests: what programs read of the record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from civicreport.db import session
from civicreport.domain import clock
from civicreport.domain.status import Actor, Status
from civicreport.domain.visibility import Visibility
from civicreport.participation import upvotes
from civicreport.reports import casework, updates
from tests.factories import a_report
from tests.open311.reading import document
from tests.support.town import Town

KEYS = {
    *("service_request_id", "status", "status_notes", "service_name", "service_code"),
    *("description", "agency_responsible", "service_notice", "requested_datetime"),
    *("updated_datetime", "expected_datetime", "address", "address_id", "zipcode"),
    *("lat", "long", "media_url"),
}


def asked(client: FlaskClient, query: str = "", path: str = "requests") -> list[dict[str, Any]]:
    response = client.get(f"/open311/v2/{path}.json{query}")
    assert response.status_code == 200, response.text
    rows: list[dict[str, Any]] = response.get_json()
    return rows


def ids(rows: list[dict[str, Any]]) -> list[int]:
    return [int(row["service_request_id"]) for row in rows]


def test_a_report_in_open311s_words(client: FlaskClient, town: Town) -> None:
    report = a_report(town, at=clock.now())
    (row,) = asked(client)
    assert row.keys() == KEYS
    assert row["service_request_id"] == str(report.id)
    assert (row["status"], row["service_code"], row["service_name"]) == (
        "open",
        "pothole",
        "Pothole",
    )
    assert row["agency_responsible"] == "Countyshire Council"
    assert (row["lat"], row["long"]) == (51.05, -0.95)
    assert row["requested_datetime"] == report.reported_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert row["media_url"] is None
    assert row["address_id"] is None
    assert isinstance(row["address"], str)


def test_the_same_in_xml(client: FlaskClient, town: Town) -> None:
    report = a_report(town, at=clock.now(), details="A <deep> hole & a bump\x0b.")
    response = client.get("/open311/v2/requests.xml")
    (request,) = document(response)
    assert request.tag == "request"
    assert request.findtext("service_request_id") == str(report.id)
    assert request.findtext("description") == "A <deep> hole & a bump."
    assert {element.tag for element in request} == KEYS


@pytest.mark.parametrize("visibility", [Visibility.PENDING, Visibility.PRIVATE, Visibility.HIDDEN])
def test_what_is_not_public_is_nowhere(
    client: FlaskClient, town: Town, visibility: Visibility
) -> None:
    report = a_report(town, at=clock.now(), visibility=visibility)
    assert asked(client) == []
    assert asked(client, f"?service_request_id={report.id}") == []
    assert client.get(f"/open311/v2/requests/{report.id}.json").status_code == 404
    assert client.get(f"/open311/v2/tokens/{report.id}.json").status_code == 404
    assert str(report.id) not in client.get("/open311/v2/requests.csv").text.split(",")


def test_a_private_category_has_no_place(client: FlaskClient, town: Town) -> None:
    """Neither as a point nor in words."""
    a_report(town, at=clock.now(), place="12 High Street")
    town.categories["pothole"].is_private = True
    (row,) = asked(client)
    assert (row["lat"], row["long"], row["address"]) == (None, None, "")


def test_nothing_of_the_reporter_is_told(client: FlaskClient, town: Town) -> None:
    a_report(town, at=clock.now(), name="Ada Lovelace", email="ada@example.org", show_name=True)
    told = client.get("/open311/v2/requests.json?extensions=true").text
    assert "Lovelace" not in told
    assert "ada@example.org" not in told


def test_filters(client: FlaskClient, town: Town) -> None:
    now = clock.now()
    old = a_report(town, at=now - timedelta(days=100))
    litter = a_report(town, at=now - timedelta(days=2), category_code="litter")
    fixed = a_report(town, at=now - timedelta(days=1))
    casework.change_status(
        fixed, Status.FIXED, by=town.cleo, actor=Actor.OFFICER, text="Filled.", at=now
    )
    table = {
        "": [fixed.id, litter.id],
        "?status=open": [litter.id],
        "?status=closed": [fixed.id],
        "?status=open,closed": [fixed.id, litter.id],
        "?service_code=litter": [litter.id],
        "?service_code=litter,pothole": [fixed.id, litter.id],
        "?service_code=unknown": [],
        f"?service_request_id={old.id},{litter.id}&status=closed": [litter.id, old.id],
        "?service_request_id=nonsense": [],
        "?start_date=2000-01-01T00:00:00Z": [fixed.id, litter.id, old.id],
        f"?end_date={now - timedelta(days=50):%Y-%m-%d}": [old.id],
        f"?start_date={now - timedelta(days=3):%Y-%m-%dT%H:%M:%S}": [fixed.id, litter.id],
        f"?updated_after={now - timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}": [fixed.id],
        f"?updated_before={now - timedelta(days=3):%Y-%m-%dT%H:%M:%SZ}": [old.id],
        "?status=&start_date=&service_code=": [fixed.id, litter.id],
    }
    assert {query: ids(asked(client, query)) for query in table} == table


def test_many_by_their_numbers(client: FlaskClient, town: Town) -> None:
    report = a_report(town, at=clock.now())
    numbers = ",".join(map(str, range(10_000_000, 10_000_900)))
    assert ids(asked(client, f"?service_request_id={numbers},{report.id}")) == [report.id]


def test_what_cannot_be_understood_is_said(client: FlaskClient, town: Town) -> None:
    response = client.get("/open311/v2/requests.json?start_date=yesterday&status=broken")
    assert response.status_code == 400
    problems = response.get_json()
    assert [problem["code"] for problem in problems] == [400, 400]
    assert "status" in problems[0]["description"]
    assert "2010-01-01T00:00:00Z" in problems[1]["description"]


def test_dates_with_and_without_a_zone(client: FlaskClient, town: Town) -> None:
    at = clock.now().replace(hour=12, minute=0, second=0, microsecond=400_000) - timedelta(days=1)
    report = a_report(town, at=at)
    day = f"{at:%Y-%m-%d}"
    table = {
        f"?start_date={day}T12:00:00Z": [report.id],
        f"?start_date={day}T13:00:00%2B01:00": [report.id],
        f"?start_date={day}T13:00:00+01:00": [report.id],  # the plus came as a blank
        f"?start_date={day}T13:00:01%2B01:00": [],
        f"?start_date={day}&end_date={day}T12:00:00": [report.id],
        f"?start_date={day}&end_date={day}T11:59:59": [],
    }
    assert {query: ids(asked(client, query)) for query in table} == table


def test_pages_by_number_and_by_link(client: FlaskClient, town: Town) -> None:
    now = clock.now()
    newest = [a_report(town, at=now - timedelta(minutes=n)).id for n in range(5)]
    assert ids(asked(client, "?page=1&page_size=2")) == newest[:2]
    assert ids(asked(client, "?page=0&page_size=2")) == newest[:2]
    assert ids(asked(client, "?page=3&page_size=2")) == newest[4:]
    assert asked(client, "?page=4&page_size=2") == []
    seen, address = [], "/open311/v2/requests.json?page_size=2&status=open"
    while address:
        response = client.get(address)
        seen += ids(response.get_json())
        link = response.headers.get("Link", "")
        assert link.endswith('; rel="next"') or not link
        address = link.partition("<http://localhost")[2].partition(">")[0]
    assert seen == newest


def test_one_statement_for_a_whole_page(
    client: FlaskClient, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        a_report(town, at=clock.now())
    session.commit()
    asked_of_the_database = []
    engine_room = __import__("civicreport.db.engine", fromlist=["_fetch"])
    fetch = engine_room._fetch

    def counted(*question: Any) -> Any:
        asked_of_the_database.append(question)
        return fetch(*question)

    monkeypatch.setattr(engine_room, "_fetch", counted)
    assert len(asked(client, "?page_size=50&extensions=true")) == 3
    assert len(asked_of_the_database) == 1


def test_the_staffs_last_words_are_the_notes(client: FlaskClient, town: Town) -> None:
    report = a_report(town, at=clock.now())
    officer: dict[str, Any] = {"by": town.cleo, "actor": Actor.OFFICER, "at": clock.now()}
    casework.change_status(report, Status.SCHEDULED, text="We come on Monday.", **officer)
    updates.post(
        report, by=town.ben, actor=Actor.RESIDENT, text="My bike is broken.", at=clock.now()
    )
    updates.note(report, text="Ask the gas people.", **officer)
    (row,) = asked(client, path=f"requests/{report.id}")
    assert row["status_notes"] == "We come on Monday."
    undone = casework.change_status(report, Status.IN_PROGRESS, text="We are here.", **officer)
    casework.undo(report, undone, by=town.cleo, at=clock.now())
    (row,) = asked(client, path=f"requests/{report.id}")
    assert row["status_notes"] == "We come on Monday."


def test_extensions_tell_more(client: FlaskClient, town: Town) -> None:
    report = a_report(town, at=clock.now())
    upvotes.give(report.id, town.ben.id, at=clock.now())
    casework.change_status(
        report,
        Status.SCHEDULED,
        by=town.cleo,
        actor=Actor.OFFICER,
        text="We come on Monday.",
        note="By way of the depot.",
        at=clock.now(),
    )
    (row,) = asked(client, "?extensions=true")
    more = row["extended_attributes"]
    assert more["channel"] == "site"
    assert more["detailed_status"] == "action_scheduled"
    assert more["upvotes"] == 1
    assert [(note["type"], note["description"]) for note in row["notes"]] == [
        ("submitted", ""),
        ("status", "We come on Monday."),
    ]
    request = document(client.get("/open311/v2/requests.xml?extensions=true"))[0]
    assert request.findtext("notes/note/type") == "submitted"


def test_whoever_has_it_already_is_told_so(client: FlaskClient, town: Town) -> None:
    a_report(town, at=clock.now())
    first = client.get("/open311/v2/requests.json")
    assert "public" in first.headers["Cache-Control"]
    again = client.get(
        "/open311/v2/requests.json", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert again.status_code == 304


def test_other_sites_may_read_and_nobody_gets_a_cookie(client: FlaskClient, town: Town) -> None:
    response = client.get("/open311/v2/requests.json", headers={"Origin": "https://app.example"})
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Set-Cookie" not in response.headers
    assert "Cookie" not in response.headers.get("Vary", "")
    asked_before = client.options("/open311/v2/requests.json")
    assert asked_before.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    ("path", "method", "status"),
    [
        ("/open311/v2/requests/999999.json", "GET", 404),
        ("/open311/v2/requests/abc.json", "GET", 404),
        ("/open311/v2/requests/99999999999999999999.xml", "GET", 404),
        ("/open311/v2/nothing.json", "GET", 404),
        ("/open311/v2/nothing", "GET", 404),
        ("/open311/v2/services.html", "GET", 404),
        ("/open311/v2/services.json", "POST", 405),
        ("/open311/v2/requests.xml", "DELETE", 405),
    ],
)
def test_errors_in_the_format_that_was_asked_for(
    client: FlaskClient, town: Town, path: str, method: str, status: int
) -> None:
    response = client.open(path, method=method)
    assert response.status_code == status
    if path.endswith(".json"):
        (problem,) = response.get_json()
        assert problem["code"] == status
        assert problem["description"]
    else:
        error = document(response)[0]
        assert (error.tag, error.findtext("code")) == ("error", str(status))


def test_a_fault_of_ours_is_an_error_document_too(
    client: FlaskClient, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(client.application, "testing", False)
    monkeypatch.setattr("civicreport.reports.open_data.newest", broken)
    response = client.get("/open311/v2/requests.json")
    assert response.status_code == 500
    assert response.get_json()[0]["code"] == 500
