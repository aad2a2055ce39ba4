"""Without a line: the form opens, reports wait on the device, and each is sent once."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from playwright.sync_api import BrowserContext, Page, expect

from civicreport.db import session
from civicreport.reports.models import Report
from tests.journeys.acts import attach, choose, photo, report_id, send, write
from tests.journeys.conftest import Open
from tests.journeys.site import LiveSite
from tests.journeys.watch import Watch

HERE = "/report/new?latitude=51.05&longitude=-0.95"
READY = """async () => {
  await navigator.serviceWorker.ready;
  while (!navigator.serviceWorker.controller) await new Promise((go) => setTimeout(go, 20));
}"""


@pytest.fixture
def installed(phone: Open, watch: Watch) -> Iterator[Page]:
    """A phone that has been here before, with a line."""
    page = phone("/", service_workers="allow")
    page.evaluate(READY)
    yield page
    for failure in ("ERR_INTERNET_DISCONNECTED", "ERR_FAILED"):
        watch.take(failure)


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
        fill(page, each)
        attach(page, photo())
        send(page)
        expect(page.get_by_role("heading", level=1)).to_have_text("Kept on this device")
    page.close()  # the tab is gone before there is a line
    context.set_offline(False)
    mine = context.new_page()
    mine.goto("/reports/mine")
    fates = mine.locator(".queue_item__fate")
    expect(fates.filter(has_text=re.compile(r"Sent at .*, once"))).to_have_count(3)
    assert [len(sent(site, each)) for each in words] == [1, 1, 1]
    mine.reload()
    expect(mine.locator(".report_card")).to_have_count(3)
    mine.locator(".queue_item").get_by_role("link", name="See it").first.click()
    report_id(mine)
