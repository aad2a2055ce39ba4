"""The mailed link: reading it changes nothing, its button works once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from civicreport.accounts import operations, queries
from civicreport.accounts.models import Account, OneTimeLink
from civicreport.db import session
from civicreport.domain import clock
from civicreport.reports.models import Report
from civicreport.web.headers import DEVICE_COOKIE
from tests.factories import a_device, a_report
from tests.support.pages import page, words
from tests.support.town import Town


@pytest.fixture
def device(town: Town) -> Account:
    return a_device()


@pytest.fixture
def report(town: Town, device: Account) -> Report:
    return a_report(town, by=device, email="eve@example.org", name="Eve")


@pytest.fixture
def link(report: Report, device: Account) -> OneTimeLink:
    link = operations.request_confirmation(
        email="eve@example.org",
        name="Eve",
        account_id=device.id,
        report_id=report.id,
        at=clock.now(),
    )
    assert link is not None
    return link


def address_of(link: OneTimeLink) -> str:
    return f"/confirm/{operations.link_token(link)}"


def test_opening_the_link_changes_nothing(client: FlaskClient, link: OneTimeLink) -> None:
    for _ in range(2):
        soup = page(client, address_of(link))
        assert len(soup.select("main button")) == 1
        assert "eve@example.org" in words(soup)
    assert queries.by_email("eve@example.org") is None


def test_the_page_stays_between_the_mail_and_its_reader(
    client: FlaskClient, link: OneTimeLink
) -> None:
    for method in ("GET", "POST", "GET", "POST"):
        answer = client.open(address_of(link), method=method)
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Referrer-Policy"] == "same-origin"


def test_its_button_confirms_once_and_leads_to_the_report(
    client: FlaskClient, link: OneTimeLink, report: Report
) -> None:
    answer = client.post(address_of(link))
    assert (answer.status_code, answer.location) == (303, f"/reports/{report.id}")
    person = queries.by_email("eve@example.org")
    assert person is not None
    session.refresh(report)
    assert report.reporter_id == person.id


def test_a_used_link_says_so_and_offers_the_report(
    client: FlaskClient, link: OneTimeLink, report: Report
) -> None:
    client.post(address_of(link))
    for answer in (client.get(address_of(link)), client.post(address_of(link))):
        text = answer.get_data(as_text=True)
        assert answer.status_code == 410
        assert "confirmed with it before" in text
        assert f"/reports/{report.id}" in text


def test_a_used_link_signs_nobody_in_again(client: FlaskClient, link: OneTimeLink) -> None:
    client.post(address_of(link))
    client.delete_cookie(DEVICE_COOKIE)
    assert "Set-Cookie" not in client.post(address_of(link)).headers


def test_the_browser_that_confirms_is_remembered(client: FlaskClient, link: OneTimeLink) -> None:
    client.post(address_of(link))
    cookie = client.get_cookie(DEVICE_COOKIE)
    assert cookie is not None
    person = queries.account_by_device(cookie.value)
    assert person is not None
    assert person.email == "eve@example.org"


def test_the_browser_that_sent_it_joins_where_somebody_says_so(
    client: FlaskClient, device: Account, link: OneTimeLink
) -> None:
    secret = operations.add_device(device, at=clock.now())
    [box] = page(client, address_of(link)).select("main form input")
    client.post(address_of(link), data={str(box["name"]): str(box["value"])})
    person = queries.account_by_device(secret)
    assert person is not None
    assert person.email == "eve@example.org"


def test_in_the_browser_that_sent_it_nothing_is_asked(
    client: FlaskClient, device: Account, link: OneTimeLink
) -> None:
    client.set_cookie(DEVICE_COOKIE, operations.add_device(device, at=clock.now()))
    assert not page(client, address_of(link)).select("main form input")


def test_whoever_opens_a_link_that_another_asked_for_reads_what_goes_along(
    client: FlaskClient, town: Town, link: OneTimeLink, device: Account
) -> None:
    """Somebody may have passed on a link to an address of their own."""
    goes_along = "What was reported from this browser is shown under eve@example.org, too"
    assert goes_along not in words(page(client, address_of(link)))
    client.set_cookie(DEVICE_COOKIE, operations.add_device(town.ben, at=clock.now()))
    assert goes_along in words(page(client, address_of(link)))
    client.set_cookie(DEVICE_COOKIE, operations.add_device(device, at=clock.now()))
    assert goes_along not in words(page(client, address_of(link)))


def test_a_link_never_makes_a_browser_that_of_somebody_with_a_password(
    client: FlaskClient, link: OneTimeLink
) -> None:
    operations.create_person(email="eve@example.org", name="Eve", password_hash="x", at=clock.now())
    client.post(address_of(link))
    assert client.get_cookie(DEVICE_COOKIE) is None


def test_an_expired_link_says_what_to_do(client: FlaskClient, link: OneTimeLink) -> None:
    link.expires_at = clock.now() - timedelta(minutes=1)
    session.flush()
    assert "too old" in words(page(client, address_of(link), status=410))
    assert client.post(address_of(link)).status_code == 410
    assert queries.by_email("eve@example.org") is None


@pytest.mark.parametrize("token", ["x", "MQ.forged", "a" * 3000])
def test_a_made_up_link_is_no_link(client: FlaskClient, town: Town, token: str) -> None:
    assert client.get(f"/confirm/{token}").status_code == 410
    assert client.post(f"/confirm/{token}").status_code == 410
