"""Every page, as axe and a ruler see it. Pages are for everybody, or they are not done."""

from __future__ import annotations

from uuid import uuid4

import pytest
from playwright.sync_api import Page

from civicreport.accounts import operations as accounts
from civicreport.accounts.queries import by_email
from civicreport.adapters.mailbox import MailboxMail
from civicreport.bodies.models import Method
from civicreport.db import session, transaction
from civicreport.delivery.models import Delivery, State
from civicreport.domain import clock
from civicreport.notifications import operations as notifications
from tests.journeys import acts
from tests.journeys.accessibility import (
    assert_for_everybody,
    findings,
    findings_by_keys,
    findings_by_thumb,
    findings_when_magnified,
)
from tests.journeys.conftest import Open
from tests.journeys.pages import PAGES
from tests.journeys.site import LiveSite
from tests.journeys.town_hall import DOV
from tests.journeys.watch import Watch

ADDRESSES = [address for addresses in PAGES.values() for address in addresses]
WALKS = 4  # side by side, each in one tab, so that what pages share is fetched once


@pytest.fixture
def known(site: LiveSite) -> dict[str, str]:
    """What the addresses of pages leave open."""
    number = site.hall.reports["overdue"]
    site.work()

    def secrets() -> dict[str, str]:
        with transaction():
            ada = by_email("ada@example.org")
            link = accounts.request_confirmation(
                email=f"{uuid4().hex}@example.org",  # one address is not written to that often
                name="",
                account_id=None,
                report_id=number,
                at=clock.now(),
            )
            assert ada
            assert link
            confirm, end = accounts.link_token(link), notifications.end_token(ada.id, number)
            return {"confirm": confirm, "end": end}

    letter = MailboxMail(site.settings.var_folder / "mailbox").newest()[0].key
    reports = {name: str(number) for name, number in site.hall.reports.items()}
    return {**reports, **site.inside(secrets), "letter": letter}


@pytest.mark.parametrize("walk", range(WALKS))
def test_every_page_is_for_everybody(phone: Open, known: dict[str, str], walk: int) -> None:
    page = phone("/healthz")
    wrong: list[str] = []
    for address in ADDRESSES[walk::WALKS]:
        page.goto(address.format_map(known))
        settled(page)
        found = findings(page) + findings_by_thumb(page)
        found += findings_by_keys(page) + findings_when_magnified(page)
        wrong += [f"{address}: {words}" for words in found]
    assert not wrong, "\n".join(wrong)


def settled(page: Page) -> None:
    page.wait_for_function("() => !document.querySelector(':not(:defined)')")


@pytest.mark.parametrize(
    ("path", "status"), [("/nowhere", 404), ("/reports/999999", 404), ("/confirm/no-token", 410)]
)
def test_an_error_page_is_for_everybody(phone: Open, watch: Watch, path: str, status: int) -> None:
    watch.expect(status)
    assert_for_everybody(phone(path))


@pytest.mark.parametrize("name", ["overdue", "pending"])
def test_an_officers_desk_is_for_everybody(desk: Open, site: LiveSite, name: str) -> None:
    cleo = desk("/officers/")
    acts.sign_in(cleo)
    for path in ("/officers/", f"/officers/reports/{site.hall.reports[name]}"):
        cleo.goto(path)
        assert_for_everybody(cleo)


def test_an_administrators_desk_is_for_everybody(desk: Open) -> None:
    dov = desk("/officers/")
    acts.sign_in(dov, DOV)
    for path in ("/officers/", "/officers/pending", "/officers/deliveries", "/officers/contacts"):
        dov.goto(path)
        assert_for_everybody(dov)


def test_the_question_whether_a_report_has_arrived_is_for_everybody(
    desk: Open, site: LiveSite
) -> None:
    with site.app.app_context(), transaction():
        letter = session.query(Delivery).order_by(Delivery.id).limit(1).one()
        letter.state, letter.method, letter.may_have_arrived = State.DEAD, Method.OPEN311, True
        letter.last_error = "No answer within 20 seconds. It may have arrived."
        number = letter.id
    dov = desk("/officers/")
    acts.sign_in(dov, DOV)
    for path in (f"/officers/deliveries/{number}/arrival", "/officers/deliveries"):
        dov.goto(path)
        assert_for_everybody(dov)
    with site.app.app_context(), transaction():
        letter = session.get_one(Delivery, number)
        letter.state, letter.method, letter.may_have_arrived = State.SENT, Method.EMAIL, False


def test_answering_a_letter_in_the_demo_is_for_everybody(phone: Open, site: LiveSite) -> None:
    site.work()
    page = phone("/demo/mailbox")
    page.locator("li", has_text="pothole@county.example").last.get_by_role("link").click()
    assert_for_everybody(page)
    page.get_by_label("Your answer").fill("Thank you, we look into it.")
    page.get_by_role("button", name="Send the answer").click()
    assert_for_everybody(page)
    site.work()
    page.get_by_role("link", name="Look again").click()
    assert_for_everybody(page)
