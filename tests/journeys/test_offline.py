"""Without a line: the form opens, reports wait on the device, and each is sent once."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from playwright.sync_api import BrowserContext, Page, expect

from civicreport.db import session, transaction
from civicreport.domain.visibility import Visibility
from civicreport.reports.models import Report
from tests.factories import a_report
from tests.journeys.accessibility import findings
from tests.journeys.acts import attach, choose, photo, report_id, send, until_kept, write
from tests.journeys.conftest import Open
from tests.journeys.site import LiveSite
from tests.journeys.watch import Watch

HERE = "/report/new?latitude=51.05&longitude=-0.95"
# As a phone does for another app; any other site could, too.
SHARE = """(bytes) => {
  const form = document.createElement("form");
  form.action = "/report/new/shared";
  Object.assign(form, { method: "post", enctype: "multipart/form-data" });
  const field = Object.assign(document.createElement("input"), { type: "file", name: "photos" });
  const files = new DataTransfer();
  files.items.add(new File([new Uint8Array(bytes)], "shared.jpg", { type: "image/jpeg" }));
  field.files = files.files;
  form.append(field);
  document.body.append(form);
  form.submit();
}"""
NEWS_OF_THE_QUEUE = """() => {
  document.querySelectorAll(".queue_item").forEach((item) => (item.title = "of before"));
  new BroadcastChannel("civicreport-outbox").postMessage("changed");
}"""
FORMER_SHELL = """async () => {
  const [name] = (await caches.keys()).filter((each) => each.startsWith("shell-"));
  const now = await caches.open(name);
  const keys = await now.keys();
  const kept = await Promise.all(keys.map(async (key) => [key, await now.match(key)]));
  await caches.delete(name);
  const former = await caches.open("shell-0");
  await former.put("/report/new/stored", new Response("the form of last year"));
  const anew = await caches.open(name);
  await Promise.all(kept.map(([key, response]) => anew.put(key, response)));
}"""


@pytest.fixture
def installed(phone: Open, watch: Watch) -> Page:
    """A phone that has been here before, with a line."""
    watch.forgive("ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "422: POST")
    page = phone("/", service_workers="allow")
    page.wait_for_function("() => navigator.serviceWorker.controller")
    return page


def without_line(context: BrowserContext) -> Page:
    context.set_offline(True)
    return context.new_page()


def fill(page: Page, details: str, category: str = "Pothole") -> None:
    choose(page, category)
    write(page, details)


def sent(site: LiveSite, details: str) -> list[Report]:
    with site.app.app_context():
        return list(session.scalars(sa.select(Report).where(Report.details == details)))


def test_three_that_waited_are_each_sent_once(installed: Page, site: LiveSite) -> None:
    context = installed.context
    words = [f"Written in the rain without a line, number {n}." for n in range(3)]
    page = without_line(context)
    for each in words:
        page.goto(HERE)
        expect(page.locator("main")).to_contain_text("You are offline")
        expect(page.locator(".place_bar__street").first).to_have_text("51.05000, -0.95000")
        fill(page, each)
        attach(page, photo())
        send(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("Kept on this device")
    assert findings(page) == []
    page.goto("/reports/mine")
    expect(page.locator(".queue_item")).to_have_count(3)
    assert findings(page) == []
    page.close()  # the tab is gone before there is a line
    context.set_offline(False)
    mine = context.new_page()
    mine.goto("/reports/mine")
    fates = mine.locator(".queue_item__fate")
    expect(fates.filter(has_text=re.compile(r"Sent at .*, once"))).to_have_count(3)
    assert [len(sent(site, each)) for each in words] == [1, 1, 1]
    forget = mine.locator(".queue_item").first.get_by_role("button", name="Delete")
    forget.focus()
    with_news = mine.locator(".queue_item:not([title])")
    mine.evaluate(NEWS_OF_THE_QUEUE)
    expect(with_news).to_have_count(3)
    expect(forget).to_be_focused()
    mine.reload()
    expect(mine.locator(".report_card")).to_have_count(3)
    mine.locator(".queue_item").get_by_role("link", name="See it").first.click()
    report_id(mine)


def test_a_draft_outlives_its_tab_and_waits_to_be_asked_for(phone: Open) -> None:
    page = phone("/report/new?latitude=51.0612&longitude=-0.9412")
    fill(page, "Begun at the kerb, then the phone rang", "Litter")
    attach(page, photo())
    expect(page.get_by_role("button", name="Remove photo 1")).to_be_visible()
    until_kept(page, "Begun at the kerb, then the phone rang", with_photo=True)
    page.close()
    later = page.context.new_page()
    later.goto("/report/new")
    expect(later.get_by_label("What is wrong?")).to_have_value("")
    expect(later.get_by_role("button", name="Go on with it")).to_be_visible()
    assert findings(later) == []
    later.get_by_role("button", name="Go on with it").click()
    expect(later.get_by_label("What is wrong?")).to_have_value(re.compile("the phone rang"))
    expect(later.locator("[data-photo]")).to_have_count(1)
    expect(later.locator("input[name=latitude]")).to_have_value(re.compile(r"^51\.06"))
    send(later)
    report_id(later)
    later.goto("/report/new")
    expect(later.get_by_label("What is wrong?")).to_have_value("")
    expect(later.get_by_role("button", name="Go on with it")).to_be_hidden()


def test_what_the_site_refuses_comes_back_to_the_form(installed: Page, site: LiveSite) -> None:
    """Nobody knew without a line that no council takes reports in the sea."""
    context = installed.context
    page = without_line(context)
    page.goto("/report/new?latitude=50&longitude=-3.5")
    fill(page, "A hole far out, they say.")
    send(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Kept on this device")
    context.set_offline(False)
    page.goto("/reports/mine")
    expect(page.locator(".queue_item__fate")).to_have_text("Not sent: it needs you")
    expect(page.locator(".queue_item__why")).to_contain_text("No council takes reports")
    page.get_by_role("link", name="Change").click()
    expect(page.get_by_role("alert")).to_contain_text("No council takes reports")
    expect(page.get_by_label("What is wrong?")).to_have_value("A hole far out, they say.")
    page.get_by_role("button", name="Go to").click()
    expect(page.locator(".place_bar")).to_contain_text(re.compile("Westham|Eastham"))
    send(page)
    report_id(page)
    assert len(sent(site, "A hole far out, they say.")) == 1
    page.goto("/reports/mine")
    expect(page.locator(".queue_item")).to_have_count(0)


def test_photos_of_another_app_open_the_form_and_push_out_no_draft(installed: Page) -> None:
    page = installed
    page.goto(HERE)
    fill(page, "Half written when the gallery was opened")
    until_kept(page, "Half written when the gallery was opened")
    for _ in range(6):  # more than there is room for
        page.goto("/")
        with page.expect_navigation(url="**/report/new?draft=1"):
            page.evaluate(SHARE, list(photo()["buffer"]))
        expect(page.locator("[data-photo]")).to_have_count(1)
    page.goto("/reports/mine")
    drafts = page.locator(".queue_item")
    expect(drafts.filter(has_text="Half written")).to_have_count(1)


def test_the_form_at_hand_is_the_latest_one(installed: Page) -> None:
    """What the worker before this one kept stays for pages that are open, and for no other."""
    installed.evaluate(FORMER_SHELL)
    page = without_line(installed.context)
    page.goto(f"{HERE}&category=litter")
    expect(page.locator("body")).not_to_contain_text("of last year")
    expect(page.get_by_label("What is wrong?")).to_be_visible()
    expect(page.get_by_role("radio", name="Litter")).to_be_checked()


def test_what_the_site_has_hidden_is_hidden_without_a_line_too(
    installed: Page, site: LiveSite, watch: Watch
) -> None:
    def reported() -> int:
        with transaction():
            session.add_all([site.town.ada, *site.town.bodies.values()])
            number: int = a_report(site.town, details="Soon taken away by a moderator").id
            return number

    def hide() -> None:
        with transaction():
            session.get_one(Report, number).visibility = Visibility.HIDDEN

    number = site.inside(reported)
    address = f"/reports/{number}"
    installed.goto(address)
    site.inside(hide)
    shown = installed.goto(address)
    assert shown is not None
    assert shown.status == 404
    assert watch.take("404: GET")
    page = without_line(installed.context)
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("body")).not_to_contain_text("Soon taken away")
