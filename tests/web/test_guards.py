from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from civicreport.db import session
from civicreport.participation.models import Upvote
from tests.factories import a_report
from tests.support.town import Town

FROM_ELSEWHERE = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://["},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "http://localhost", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "null", "Sec-Fetch-Site": "cross-site"},
    {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
    {"Origin": "http://localhost.evil.example"},
    {"Origin": "http://localhost:81"},
]
FROM_HERE = [
    {},
    {"Origin": "http://localhost"},
    {"Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "http://localhost", "Sec-Fetch-Site": "same-origin"},
    {"Origin": "null", "Sec-Fetch-Site": "same-origin"},  # of who sends no referrer
    {"Origin": "null", "Sec-Fetch-Site": "none"},  # shared from another app
]


@pytest.mark.parametrize("headers", FROM_ELSEWHERE)
def test_a_form_of_somebody_elses_page_changes_nothing(
    client: FlaskClient, town: Town, headers: dict[str, str]
) -> None:
    report = a_report(town)

    answer = client.post(f"/reports/{report.id}/upvote", headers=headers)

    assert answer.status_code == 403
    assert "came from another site" in answer.get_data(as_text=True)
    assert "Set-Cookie" not in answer.headers
    assert session.query(Upvote).count() == 0


@pytest.mark.parametrize("headers", FROM_HERE)
def test_our_own_pages_and_programs_may_post(
    client: FlaskClient, town: Town, headers: dict[str, str]
) -> None:
    report = a_report(town)
    assert client.post(f"/reports/{report.id}/upvote", headers=headers).status_code == 303


def test_reading_is_open_to_links_from_anywhere(client: FlaskClient) -> None:
    assert client.get("/", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/map?status=%00",
        "/map?cursor=%00",
        "/reports.geojson?bbox=%00",
        "/places?q=%00",
        "/places?q=%ff%fe",
        "/map?category=%ed%a0%80",
        "/%00",
        "/%ff",
        "/static/%00.css",
        "/maps/overview/%00.js",
        "/maps/base/0/0/99999999999999999999.json",
        "/map?" + "a=1&" * 3000,
    ],
)
def test_what_no_page_of_ours_sends_is_never_a_fault(
    client: FlaskClient, town: Town, address: str
) -> None:
    assert client.get(address).status_code in {200, 400, 404, 414}
