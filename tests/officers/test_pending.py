from typing import Any

from flask.testing import FlaskClient

from civicreport.db import session
from civicreport.domain.checks import Doubt
from civicreport.domain.visibility import Visibility
from civicreport.reports.models import Report
from tests.factories import a_report
from tests.support.desk import html, token
from tests.support.town import Town


def doubtful(town: Town, **changes: Any) -> Report:
    report = a_report(town, visibility=Visibility.PENDING, **changes)
    report.doubts = [Doubt.LINKS]
    session.flush()
    return report


def test_what_waits_and_why(cleo: FlaskClient, town: Town) -> None:
    report = doubtful(town)
    theirs = doubtful(town, category_code="graffiti")
    page = html(cleo.get("/officers/pending"))
    assert page.find(id=f"report-{report.id}") is not None
    assert page.find(id=f"report-{theirs.id}") is None
    notice = page.find(class_="notice")
    assert notice is not None
    assert "links" in notice.get_text()


def test_released_from_the_list(client: FlaskClient, cleo: FlaskClient, town: Town) -> None:
    report = doubtful(town)
    page = html(cleo.get("/officers/pending"))
    form = page.find("form", action=f"/officers/reports/{report.id}/visibility")
    assert form is not None
    version = form.find("input", {"name": "version"})["value"]  # type: ignore[index]
    typed = {"csrf_token": token(page), "version": str(version), "back": "pending"}
    response = cleo.post(
        f"/officers/reports/{report.id}/visibility",
        data={**typed, "move": "release", "reason": "Looks fine."},
    )
    assert response.location == "/officers/pending"
    assert "No report waits." in cleo.get("/officers/pending").text
    assert client.get(f"/reports/{report.id}").status_code == 200


def test_an_empty_list_says_so(cleo: FlaskClient, town: Town) -> None:
    text = html(cleo.get("/officers/pending")).get_text()
    assert "No report waits." in text
    assert "No photo waits." in text
