"""A city's existing reports come over the wire, and the site is not empty."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from flask.testing import FlaskClient

from civicreport import config
from civicreport.bodies.models import Contact, Endpoint, Method
from civicreport.cli.open311 import group
from civicreport.config.settings import Outside
from civicreport.db import session, transaction
from civicreport.delivery.models import Delivery, Purpose
from civicreport.domain import clock
from civicreport.reports.models import ForeignReport, Report, Source
from tests.factories.reports import a_report
from tests.support.desk import sign_in
from tests.support.georeport_peer import Call, Filed, GeoReportPeer
from tests.support.georeport_wire import Fault
from tests.support.pages import page, words
from tests.support.town import Town

YESTERDAY = clock.now() - timedelta(days=1)


@pytest.fixture
def city(db: None) -> Iterator[GeoReportPeer]:
    settings = config.current()
    config.use(settings.model_copy(update={"outside": Outside(allow=("127.0.0.1",))}))
    with GeoReportPeer(services={"006": "Pothole", "b": "Bees"}).serving() as city:
        yield city


@pytest.fixture
def endpoint(city: GeoReportPeer, town: Town) -> Endpoint:
    endpoint = Endpoint(body_id=town.bodies["county"].id, url=city.url, quirks={"page_size": 20})
    session.add(endpoint)
    with transaction():
        pass
    return endpoint


def filed(
    number: int, *, code: str = "006", lat: float = 51.05, long: float = -0.95, notes: str = ""
) -> Filed:
    values = {"service_code": code, "description": f"Hole {number}"}
    values |= {"lat": str(lat), "long": str(long)}
    shown = {name: [value] for name, value in values.items()}
    return Filed(str(number), "", shown, YESTERDAY - timedelta(minutes=number), notes=notes)


def imported(*more: str) -> list[str]:
    done = CliRunner().invoke(group, ["import", "county", *more])
    assert done.exit_code == 0, done.output
    return [line.strip() for line in done.output.splitlines() if line[:1] == " " or "." in line]


def reports() -> list[Report]:
    return list(session.scalars(sa.select(Report).order_by(Report.id)))


def test_all_pages_come_once_and_what_is_left_out_is_counted(
    city: GeoReportPeer, endpoint: Endpoint
) -> None:
    city.filed = [filed(n) for n in range(45)]
    city.filed += [filed(50, code="b"), filed(51, lat=0, long=0), filed(52, lat=60)]

    first, again = imported(), imported()

    assert first == [
        "45 imported",
        "1 left out: outside the area of this site",
        "1 left out: no category or contact for their service",
        "1 left out: without a place",
        "1 Bees",
    ]
    assert again[0] == "45 as they were"
    assert len(reports()) == 45


def test_what_moved_over_there_moves_here(city: GeoReportPeer, endpoint: Endpoint) -> None:
    city.filed = [filed(1), filed(2)]
    imported()
    city.filed[0].status, city.filed[0].notes = "closed", "Filled in."

    assert imported() == ["1 brought up to date", "1 as they were"]


def test_a_dry_run_only_counts(city: GeoReportPeer, endpoint: Endpoint) -> None:
    city.filed = [filed(1)]

    assert imported("--dry-run") == [
        "1 imported",
        "Nothing was imported: this was a dry run.",
    ]
    assert reports() == []


def test_no_more_than_somebody_wants(city: GeoReportPeer, endpoint: Endpoint) -> None:
    city.filed = [filed(n) for n in range(45)]

    assert imported("--limit", "25") == ["25 imported"]
    assert len(reports()) == 25


def test_nothing_is_an_answer_too(city: GeoReportPeer, endpoint: Endpoint) -> None:
    assert imported() == ["There are none."]


def test_what_was_sent_there_from_here_does_not_come_back(
    city: GeoReportPeer, endpoint: Endpoint, town: Town
) -> None:
    report = a_report(town)
    session.execute(sa.update(Delivery).values(external_id="1"))
    with transaction():
        pass
    city.filed = [filed(1), filed(2)]

    assert imported() == ["1 imported", "1 left out: sent there from here"]
    assert [one.source for one in reports()] == [Source.SITE, Source.IMPORT]
    sent = session.scalars(sa.select(Delivery).where(Delivery.report_id == report.id)).one()
    assert sent.purpose is Purpose.REPORT


def test_a_city_that_breaks_off_keeps_what_had_come(
    city: GeoReportPeer, endpoint: Endpoint
) -> None:
    city.filed = [filed(n) for n in range(30)]
    city.go_wrong(Fault.NONE, Fault.HTML, on=Call.REQUESTS)

    done = CliRunner().invoke(group, ["import", "county"])

    assert done.exit_code == 1
    assert "20 imported" in done.output
    assert "Sorry" in done.output
    assert len(reports()) == 20


def test_its_page_says_whence_it_comes_and_asks_nobody_to_wait_here(
    city: GeoReportPeer, endpoint: Endpoint, client: FlaskClient, town: Town
) -> None:
    town.bodies["county"].url = "https://county.example"
    city.filed = [filed(7)]
    imported()

    shown = page(client, f"/reports/{reports()[0].id}")

    notice = shown.select_one(".notice")
    assert "This report comes from Countyshire Council" in words(notice)
    assert "the number 7 there" in words(notice)
    assert shown.select_one('.notice a[href="https://county.example"]') is not None
    assert "Why this council?" not in words(shown.main)
    assert shown.select_one("#upvote button") is not None
    assert "It shows everybody here" in words(shown.select_one("#upvote"))


def test_closed_is_not_told_as_not_repaired(
    city: GeoReportPeer, endpoint: Endpoint, client: FlaskClient
) -> None:
    city.filed = [filed(7, notes="Case closed.")]
    city.filed[0].status = "closed"
    imported()

    said = words(page(client, f"/reports/{reports()[0].id}").main)

    assert "Closed Case closed. They have closed it. Whether it was repaired is not said." in said
    assert "Here you can only read it." in said
    assert "Case closed." in said
    assert "without a repair" not in said


def test_officers_read_it_and_are_told_that_it_is_answered_elsewhere(
    city: GeoReportPeer, endpoint: Endpoint, client: FlaskClient, town: Town
) -> None:
    city.filed = [filed(7)]
    imported()
    report = reports()[0]
    officer = sign_in(client, town.cleo)

    shown = page(officer, f"/officers/reports/{report.id}")

    assert "This report is only shown here" in words(shown.main)
    assert shown.select_one("form#status") is None
    assert shown.select_one("form#visibility") is not None


# Bloomington's reports of May 2012, moved to our county: places are the only thing that changed.
def test_a_recorded_city_comes_whole(
    city: GeoReportPeer, endpoint: Endpoint, town: Town, shared: Path
) -> None:
    recorded = shared / "data" / "open311" / "recorded" / "fgregg_bloomington_requests.json"
    rows = json.loads(recorded.read_text())
    graffiti = next(row["service_code"] for row in rows if row["service_name"] == "Graffiti")
    weeds = next(row["service_code"] for row in rows if row["service_name"] == "Weeds")
    contact = Contact(
        body_id=town.bodies["county"].id,
        category_id=town.categories["flooding"].id,
        method=Method.OPEN311,
        address=weeds,
    )
    session.add(contact)
    with transaction():
        pass
    city.services = {row["service_code"]: row["service_name"] for row in rows}
    city.filed = [_moved(row) for row in rows]

    lines = imported("--since", "2012-05-01")

    here = [row for row in rows if row["lat"] and row["service_code"] in {graffiti, weeds}]
    assert lines[0] == f"{len(here)} imported"
    numbers = session.scalars(sa.select(ForeignReport.external_id)).all()
    assert set(numbers) == {row["service_request_id"] for row in here}
    assert {report.category.code for report in reports()} == {"graffiti", "flooding"}


def _moved(row: dict[str, str | float | None]) -> Filed:
    has_place = bool(row["lat"])
    values = {
        "service_code": row["service_code"],
        "description": row["description"] or "",
        "lat": float(row["lat"] or 0) - 39.16 + 51.05 if has_place else "",
        "long": float(row["long"] or 0) + 86.53 - 0.9 if has_place else "",
    }
    shown = {name: [str(value)] for name, value in values.items()}
    filed_at = datetime.fromisoformat(str(row["requested_datetime"])).astimezone(UTC)
    return Filed(str(row["service_request_id"]), "", shown, filed_at, status=str(row["status"]))
