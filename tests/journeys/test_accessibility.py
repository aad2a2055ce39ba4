"""Every page, as axe and a ruler see it. Pages are for everybody, or they are not done."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from civicreport.accounts import operations as accounts
from civicreport.accounts.queries import by_email
from civicreport.bodies.models import Method
from civicreport.db import session, transaction
from civicreport.delivery.models import Delivery, State
from civicreport.domain import clock
from civicreport.notifications import operations as notifications
from tests.journeys import acts
from tests.journeys.accessibility import assert_for_everybody
from tests.journeys.conftest import Open
from tests.journeys.site import LiveSite
from tests.journeys.town_hall import DOV
from tests.journeys.watch import Watch

PUBLIC = (
    "/",
    "/map",
    "/map?status=fixed&category=pothole",
    "/report/new",
    "/open311",
    "/report/new?latitude=51.05&longitude=-0.95",
    "/places?q=OX4",
    "/places?q=nowhere",
    "/why?latitude=51.05&longitude=-0.95&category=pothole",
    "/reports/mine",
    "/sign-in",
    "/officers/sign-in",
    "/demo/mailbox",
)


@pytest.mark.parametrize("path", PUBLIC)
def test_a_public_page_is_for_everybody(phone: Open, path: str) -> None:
    assert_for_everybody(phone(path))


@pytest.mark.parametrize("name", ["overdue", "scheduled", "fixed", "nobody's"])
def test_a_report_is_for_everybody(phone: Open, site: LiveSite, name: str) -> None:
    assert_for_everybody(phone(f"/reports/{site.hall.reports[name]}"))


def test_a_form_with_every_error_is_for_everybody(phone: Open, watch: Watch) -> None:
    watch.expect(422)
    page = phone("/report/new")
    acts.attach(page, acts.no_photo())
    acts.write(page, "", email="nobody")
    acts.send(page)
    expect(page.locator(".error_summary")).to_be_visible()
    assert_for_everybody(page)


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


def test_the_pages_behind_mailed_links_are_for_everybody(phone: Open, site: LiveSite) -> None:
    number = site.hall.reports["overdue"]

    def tokens() -> tuple[str, str]:
        with transaction():
            ada = by_email("ada@example.org")
            link = accounts.request_confirmation(
                email="eve@example.org", name="", account_id=None, report_id=number, at=clock.now()
            )
            assert ada
            assert link
            return accounts.link_token(link), notifications.end_token(ada.id, number)

    confirm, end = site.inside(tokens)
    assert_for_everybody(phone(f"/confirm/{confirm}"))
    assert_for_everybody(phone(f"/follows/{end}/end"))


def test_a_letter_in_the_demos_mailbox_is_for_everybody(phone: Open, site: LiveSite) -> None:
    site.work()
    page = phone("/demo/mailbox")
    page.get_by_role("main").get_by_role("link").first.click()
    assert_for_everybody(page)


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
