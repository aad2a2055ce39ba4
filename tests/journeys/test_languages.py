"""Another language is one tap away and stays; a page may begin on the right as well."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect

from tests.journeys.conftest import Open
from tests.journeys.site import LiveSite
from tests.support.chromium import DESK, PHONE

AT_WESTHAM = "/report/new?latitude=51.05&longitude=-0.95"

# What sticks out of the screen, on either side; strips that one moves sideways may.
_MISPLACED = """() => {
    const wide = document.documentElement.clientWidth;
    const isInAStrip = (part) => part.parentElement && (
        getComputedStyle(part.parentElement).overflowX === "auto"
        || isInAStrip(part.parentElement));
    const seen = [...document.body.querySelectorAll("*")].filter((part) =>
        part.checkVisibility({ visibilityProperty: true })
        && !part.closest(".leaflet-container, .visually-hidden, svg")
        && !isInAStrip(part));
    const out = seen.filter((part) => {
        const box = part.getBoundingClientRect();
        return box.width > 1 && (box.left < -1 || box.right > wide + 1);
    });
    return out.slice(0, 3).map((part) => `${part.tagName}.${part.className}`);
}"""
_BESIDE_THE_MARK = """() => {
    const middle = (part) => {
        const box = document.querySelector(part).getBoundingClientRect();
        return box.left + box.width / 2;
    };
    return Math.abs(middle(".crosshair") - middle(".map__leaflet"));
}"""


def test_a_report_is_begun_in_english_and_gone_on_with_in_welsh(phone: Open) -> None:
    page = phone(AT_WESTHAM)
    page.locator("input[name=category][value=graffiti]").check(force=True)
    page.locator("[name=details]").fill("Somebody has sprayed “Tŷ” on the wall 🖌")
    page.get_by_role("link", name="Cymraeg").click()
    expect(page).to_have_url(re.compile(re.escape(f"/cy{AT_WESTHAM}")))
    expect(page.get_by_role("button", name="Anfon yr adroddiad")).to_be_visible()
    expect(page.locator("[name=details]")).to_have_value("Somebody has sprayed “Tŷ” on the wall 🖌")
    expect(page.locator("input[name=category][value=graffiti]")).to_be_checked()
    expect(page.locator(".recipient:visible")).to_contain_text("Westham District Council")
    expect(page.locator(".recipient:visible")).to_contain_text("Bydd hwn yn mynd i")
    page.get_by_role("link", name="English").click()
    expect(page).not_to_have_url(re.compile("/cy/"))
    expect(page.locator("html")).to_have_attribute("lang", "en")


def test_the_map_stays_as_it_is_in_another_language(desk: Open) -> None:
    page = desk("/map")
    page.get_by_role("link", name="Open", exact=True).click()
    expect(page).to_have_url(re.compile("status=open.*bbox="))
    asked = page.url.partition("?")[2]
    page.get_by_role("link", name="Cymraeg").click()
    expect(page).to_have_url(f"/cy/map?{asked}")


def test_pages_that_begin_on_the_right_lose_nothing(phone: Open, site: LiveSite) -> None:
    page = phone("/ar-XB/")
    report = site.hall.reports["scheduled"]
    lost: dict[str, Any] = {}
    for path in ("/", "/map", AT_WESTHAM, f"/reports/{report}", "/reports/mine", "/places?q=OX4"):
        page.goto(f"/ar-XB{path}")
        expect(page.locator("html")).to_have_attribute("dir", "rtl")
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            lost[f"{path} {size['width']}"] = page.evaluate(_MISPLACED)
        if path == AT_WESTHAM:
            assert page.evaluate(_BESIDE_THE_MARK) < 2
    assert {where: parts for where, parts in lost.items() if parts} == {}


def test_whoever_would_rather_read_welsh_is_told_so(phone: Open) -> None:
    page = phone("/", locale="cy-GB")
    offer = page.get_by_role("link", name="Gallwch ddarllen y wefan hon yn Gymraeg hefyd.")
    expect(offer).to_have_attribute("href", "/cy/")
