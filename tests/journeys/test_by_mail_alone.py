"""A council that never signs in: it answers its mail, from reported to fixed."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import FilePayload, Page, expect

from civicreport.domain import clock
from tests.journeys import acts
from tests.journeys.accessibility import assert_for_everybody
from tests.journeys.conftest import Open
from tests.journeys.site import LiveSite
from tests.journeys.watch import Watch

ADA = "ada.by.mail@example.org"
COUNCIL = "pothole@county.example"


def reported(page: Page, site: LiveSite, details: str) -> int:
    """By forms alone, and confirmed, so that its reporter hears of it."""
    page.goto("/report/new?latitude=51.03&longitude=-0.965")
    acts.choose(page, "Pothole")
    acts.write(page, details, email=ADA)
    acts.send(page)
    number = acts.report_id(page)
    site.work()
    page.goto(acts.link_in(site.letters(ADA)[0], "/confirm/"))
    page.get_by_role("button", name="Yes, this is my address").click()
    return number


def answer(page: Page, site: LiveSite, words: str, *photos: FilePayload) -> None:
    """The newest letter to the council, as in its own mail program."""
    page.goto("/demo/mailbox")
    page.locator("li", has_text=COUNCIL).first.get_by_role("link").click()
    expect(page.get_by_label("From")).to_have_value(COUNCIL)
    page.get_by_label("Your answer").fill(words)
    acts.attach(page, *photos)
    page.get_by_role("button", name="Send the answer").click()
    expect(page.get_by_text("will be read in a moment")).to_be_visible()
    site.work()
    page.get_by_role("link", name="Look again").click()
    expect(page.get_by_text("It stands on the report’s page")).to_be_visible()
    page.get_by_role("link", name="See the report").click()


def test_from_reported_to_fixed_by_mail_alone(plain_phone: Open, site: LiveSite) -> None:
    ada = plain_phone("/")
    number = reported(ada, site, "The cycle lane has a hole as deep as a bucket")
    day = (clock.now() + timedelta(days=9)).strftime("%-d %B")
    council = plain_phone("/")
    answer(
        council, site, f"Scheduled for {day}. Our crew comes in the morning.\ninternal: job 4711"
    )

    page = plain_phone(f"/reports/{number}")
    expect(page.locator(".status").first).to_contain_text("Scheduled")
    expect(page.locator(".timeline").first).to_contain_text("Our crew comes in the morning.")
    expect(page.locator("body")).not_to_contain_text("4711")
    expect(page.locator("body")).not_to_contain_text("wrote:")  # what was quoted
    assert "Our crew comes in the morning." in acts.text_of(site.letters(ADA)[0])
    understood = site.letters(COUNCIL)[0]
    assert "scheduled" in acts.text_of(understood).lower()
    assert "job 4711" in acts.text_of(understood)

    answer(council, site, "Fixed. Filled and rolled.", acts.photo("after.jpg"))
    page.reload()
    expect(page.locator(".status").first).to_contain_text("Fixed")
    expect(page.locator(".timeline").first).to_contain_text("Filled and rolled.")
    expect(page.get_by_role("main").locator("img[src*=photos]")).to_have_count(1)
    assert "Filled and rolled." in acts.text_of(site.letters(ADA)[0])


def test_what_was_misunderstood_is_taken_back_by_one_button(
    phone: Open, plain_phone: Open, site: LiveSite, watch: Watch
) -> None:
    watch.expect(410)  # a used link says so
    number = reported(plain_phone("/"), site, "A second hole, this one before the school")
    council = plain_phone("/")
    answer(council, site, "Fixed.")
    council = phone(acts.link_in(site.letters(COUNCIL)[0], "/answers/"))
    assert_for_everybody(council)
    council.locator("main form[method=post]").get_by_role("button").click()
    page = plain_phone(f"/reports/{number}")
    expect(page.locator(".status").first).to_contain_text("Reported")
