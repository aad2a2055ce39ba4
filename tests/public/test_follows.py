"""One link in a mail ends the mails about that report."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from civicreport.notifications import operations, queries
from tests.factories.reports import a_report
from tests.support.pages import page, words
from tests.support.town import Town


@pytest.fixture
def address(client: FlaskClient, town: Town) -> str:
    report = a_report(town)
    return f"/follows/{operations.end_token(town.ada.id, report.id)}/end"


def is_ended(address: str) -> bool:
    return queries.is_ended(*queries.whose_mails(address.split("/")[2]))


def test_opening_the_link_changes_nothing(client: FlaskClient, address: str) -> None:
    shown = page(client, address)
    assert len(shown.select("main form[method=post] button")) == 1
    assert not is_ended(address)


def test_the_button_ends_them_and_says_so(client: FlaskClient, address: str) -> None:
    response = client.post(address)
    assert (response.status_code, response.headers["Location"]) == (303, address)
    assert is_ended(address)
    shown = page(client, address)
    assert shown.select("main form") == []
    assert "This link has done its work" in words(shown.select_one("main"))


def test_it_leads_to_the_report_in_its_own_language(client: FlaskClient, address: str) -> None:
    leads_to = [str(link["href"]) for link in page(client, f"/cy{address}").select("main a[href]")]
    assert len(leads_to) == 1
    assert leads_to[0].startswith("/cy/reports/")


def test_used_again_it_says_so_and_changes_nothing(client: FlaskClient, address: str) -> None:
    client.post(address)
    assert client.post(address).status_code == 303
    assert is_ended(address)


def test_a_mail_program_ends_them_with_one_request_of_its_own(
    client: FlaskClient, address: str
) -> None:
    response = client.post(
        address,
        data={"List-Unsubscribe": "One-Click"},
        headers={"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"},
    )
    assert response.status_code == 200
    assert is_ended(address)


def test_a_token_that_is_not_ours_ends_nothing(client: FlaskClient, address: str) -> None:
    forged = address.replace("/end", "x/end")
    assert client.get(forged).status_code == 410
    assert client.post(forged).status_code == 410
    assert not is_ended(address)


def test_the_address_is_a_key_and_is_told_to_nobody(client: FlaskClient, address: str) -> None:
    response = client.get(address)
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cache-Control"] == "no-store"
