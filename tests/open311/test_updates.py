"""GET servicerequestupdates: what happened, as other systems poll it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from flask.testing import FlaskClient

from civicreport.domain import clock
from civicreport.domain.status import Actor, Status
from civicreport.domain.visibility import Visibility
from civicreport.reports import casework, updates
from tests.factories import a_report
from tests.open311.reading import document
from tests.support.town import Town

NOON = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


def told(client: FlaskClient, query: str) -> list[dict[str, Any]]:
    response = client.get(f"/open311/v2/servicerequestupdates.json{query}")
    assert response.status_code == 200, response.text
    rows: list[dict[str, Any]] = response.get_json()
    return rows


def test_what_happened_in_its_order(client: FlaskClient, town: Town) -> None:
    report = a_report(town, at=NOON)
    officer: dict[str, Any] = {"by": town.cleo, "actor": Actor.OFFICER}
    for hour, status, text in (
        (1, Status.INVESTIGATING, "Somebody looks at it."),
        (2, Status.NO_ACTION, "Private land."),
    ):
        casework.change_status(
            report, status, text=text, at=NOON + timedelta(hours=hour), **officer
        )
    updates.post(
        report, by=town.ben, actor=Actor.RESIDENT, text="Still there.", at=NOON + timedelta(hours=3)
    )
    updates.note(report, text="Told the owner.", at=NOON + timedelta(hours=4), **officer)
    rows = told(client, "?start_date=2026-06-01T00:00:00Z&end_date=2026-06-02T00:00:00Z")
    assert [(row["status"], row["description"]) for row in rows] == [
        ("investigating", "Somebody looks at it."),
        ("no_further_action", "Private land."),
        ("no_further_action", "Still there."),
    ]
    assert {row["service_request_id"] for row in rows} == {str(report.id)}
    assert rows[0]["updated_datetime"] == "2026-06-01T13:00:00Z"
    assert len({row["update_id"] for row in rows}) == 3


def test_in_xml(client: FlaskClient, town: Town) -> None:
    report = a_report(town, at=clock.now())
    casework.change_status(
        report, Status.FIXED, by=town.cleo, actor=Actor.OFFICER, text="Filled.", at=clock.now()
    )
    root = document(client.get("/open311/v2/servicerequestupdates.xml"))
    assert root.tag == "service_request_updates"
    assert root.findtext("request_update/status") == "fixed"
    assert root.findtext("request_update/description") == "Filled."


def test_only_of_public_reports(client: FlaskClient, town: Town) -> None:
    report = a_report(town, at=clock.now(), visibility=Visibility.PRIVATE)
    casework.change_status(
        report, Status.FIXED, by=town.cleo, actor=Actor.OFFICER, text="Filled.", at=clock.now()
    )
    assert told(client, "") == []


def test_what_was_taken_back_is_not_told(client: FlaskClient, town: Town) -> None:
    report = a_report(town, at=clock.now())
    row = casework.change_status(
        report, Status.FIXED, by=town.cleo, actor=Actor.OFFICER, text="Filled.", at=clock.now()
    )
    casework.undo(report, row, by=town.cleo, at=clock.now())
    assert [row["status"] for row in told(client, "")] == ["open"]


def test_passing_on_begins_anew(client: FlaskClient, town: Town) -> None:
    report = a_report(town, at=clock.now())
    casework.reroute(
        report, category_code="litter", by=town.cleo, actor=Actor.OFFICER, at=clock.now()
    )
    (row,) = told(client, "")
    assert row["status"] == "open"
    assert row["description"] == "Passed on to Westham District Council"


def test_a_link_leads_through_all_of_them(client: FlaskClient, town: Town) -> None:
    report = a_report(town, at=NOON)
    for minute in range(5):
        updates.post(
            report,
            by=town.cleo,
            actor=Actor.OFFICER,
            text=f"Update {minute}",
            at=NOON + timedelta(minutes=minute),
        )
    seen: list[str] = []
    address = "?start_date=2026-06-01&end_date=2026-06-02&page_size=2"
    while address:
        response = client.get(f"/open311/v2/servicerequestupdates.json{address}")
        seen += [row["description"] for row in response.get_json()]
        link = response.headers.get("Link", "")
        address = "?" + link.partition("?")[2].partition(">")[0] if link else ""
    assert seen == [f"Update {minute}" for minute in range(5)]
