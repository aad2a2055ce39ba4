from datetime import timedelta

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from civicreport.domain import clock
from civicreport.domain.visibility import Visibility
from civicreport.reports.models import Report
from tests.factories import a_report
from tests.support.desk import act, html
from tests.support.town import Town


def numbers(response: TestResponse) -> list[int]:
    links = html(response).select(".inbox_row__title a")
    return [int(str(link["href"]).rpartition("/")[2]) for link in links]


def test_only_the_reports_of_ones_own_body(
    cleo: FlaskClient, wanda: FlaskClient, dov: FlaskClient, pothole: Report, graffiti: Report
) -> None:
    assert numbers(cleo.get("/officers/")) == [pothole.id]
    assert numbers(wanda.get("/officers/")) == [graffiti.id]
    assert set(numbers(dov.get("/officers/"))) == {pothole.id, graffiti.id}


def test_overdue_first_and_said_so(cleo: FlaskClient, town: Town) -> None:
    now = clock.now()
    fresh = a_report(town, at=now)
    late = a_report(town, at=now - timedelta(days=30))
    response = cleo.get("/officers/")
    assert numbers(response) == [late.id, fresh.id]
    first, second = html(response).select(".inbox_row__due")
    assert "days late" in first.get_text()
    assert "due" in second.get_text()


def test_filters_stand_in_the_address(cleo: FlaskClient, town: Town, pothole: Report) -> None:
    light = a_report(town, category_code="street_light")
    act(cleo, light.id, "status", status="fixed", text="A new bulb.")
    assert numbers(cleo.get("/officers/")) == [pothole.id]
    assert numbers(cleo.get("/officers/?status=fixed")) == [light.id]
    assert numbers(cleo.get("/officers/?status=closed&category=pothole")) == []
    page = html(cleo.get("/officers/?status=fixed&category=street_light"))
    chosen = [str(option["value"]) for option in page.select("option[selected]")]
    assert chosen == ["fixed", "street_light"]


def test_the_figures_count_ones_own(cleo: FlaskClient, town: Town, graffiti: Report) -> None:
    now = clock.now()
    a_report(town, at=now)
    a_report(town, at=now - timedelta(days=30))
    a_report(town, at=now, visibility=Visibility.PENDING)
    figures = [
        figure.get_text() for figure in html(cleo.get("/officers/")).select(".figure_tile__number")
    ]
    assert figures == ["3", "1", "1"]


def test_a_long_inbox_comes_in_pages(cleo: FlaskClient, town: Town) -> None:
    now = clock.now()
    every = [a_report(town, at=now - timedelta(hours=hours)) for hours in range(60)]
    in_order = sorted(every, key=lambda report: (report.expected_at, report.id))
    seen: list[int] = []
    address = "/officers/?category=pothole"
    while address:
        response = cleo.get(address)
        seen += numbers(response)
        more = html(response).find("a", string="More")
        address = str(more["href"]) if more else ""
    assert seen == [report.id for report in in_order]
