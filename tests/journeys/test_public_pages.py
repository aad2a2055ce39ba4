"""Looking about: the map with its list, a report's page, and "I've seen this too"."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from civicreport.db import session, transaction
from civicreport.domain.location import Point
from civicreport.public import embeds
from civicreport.web import maps
from tests.factories import a_report
from tests.journeys.accessibility import findings
from tests.journeys.conftest import Open
from tests.journeys.site import LiveSite
from tests.support.chromium import DESK

# A corner of the town that the other journeys leave alone.
CORNER = "-0.845,51.005,-0.805,51.025"


def reported(site: LiveSite, point: Point, **changes: Any) -> int:
    """A report of Ada's, committed; in a thread, since Playwright keeps a loop in this one."""

    def report() -> int:
        with site.app.app_context(), transaction():
            session.add_all([site.town.ada, *site.town.bodies.values()])
            found: int = a_report(site.town, point=point, **changes).id
            return found

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(report).result()


@pytest.fixture(scope="module")
def corner(_site: LiveSite) -> list[int]:
    """Two close by each other, and one apart."""
    return [
        reported(_site, Point(51.0151, -0.8301)),
        reported(_site, Point(51.0152, -0.8302), category_code="graffiti"),
        reported(_site, Point(51.0201, -0.8101)),
    ]


def loaded(page: Page, pins: int) -> None:
    expect(page.locator("report-map")).to_have_attribute("data-loaded", str(pins))


def test_map_and_list_tell_the_same_and_the_address_keeps_it(
    phone: Open, site: LiveSite, corner: list[int]
) -> None:
    page = phone(f"/map?bbox={CORNER}")
    loaded(page, 3)
    expect(page.locator(".report_card")).to_have_count(3)
    expect(page.locator(".map__boundary").first).to_be_attached()

    page.get_by_role("button", name="2 reports here, zoom in: Waiting 2").click()

    loaded(page, 2)
    expect(page.locator(".report_card")).to_have_count(2)
    expect(page).to_have_url(re.compile("bbox="))
    page.get_by_role("button", name=re.compile("^Graffiti, Reported: ")).tap()
    expect(page.get_by_role("region", name="Chosen on the map")).to_be_in_viewport(ratio=1)
    assert page.evaluate("() => scrollY") == 0
    page.reload()
    expect(page.locator(".report_card")).to_have_count(2)


def test_a_filter_takes_effect_at_once_and_keeps_the_place(phone: Open, corner: list[int]) -> None:
    page = phone(f"/map?bbox={CORNER}")
    loaded(page, 3)

    page.get_by_text("Filters", exact=True).click()
    page.get_by_role("checkbox", name="Graffiti").check()
    page.get_by_role("button", name="Show: One report in view").click()

    expect(page.locator("[data-part=list] .report_card")).to_have_count(1)
    loaded(page, 1)
    expect(page).to_have_url(re.compile("(?=.*category=graffiti)(?=.*bbox=-0.8)"))
    page.get_by_role("link", name="List", exact=True).click()
    expect(page.locator(".map__leaflet")).to_be_hidden()
    feed = page.locator(".feed_link")
    expect(feed).to_have_attribute("href", re.compile("category=graffiti"))
    page.locator("summary", has_text="Filters").click()
    expect(page.get_by_role("checkbox", name="Graffiti")).to_be_checked()
    page.go_back()
    loaded(page, 3)
    expect(page.locator(".map_switch [aria-current]")).to_have_text("Map")
    expect(page.get_by_role("checkbox", name="Graffiti")).not_to_be_checked()
    expect(feed).not_to_have_attribute("href", re.compile("category"))


def test_by_keyboard_from_a_filter_to_a_pin_its_card_and_its_report(
    desk: Open, corner: list[int]
) -> None:
    page = desk(f"/map?bbox={CORNER}")
    loaded(page, 3)
    page.locator("summary", has_text="Filters").press("Enter")
    page.get_by_role("checkbox", name="Graffiti").press("Space")
    loaded(page, 1)
    assert findings(page) == []
    page.set_viewport_size(DESK)
    page.keyboard.press("Escape")
    expect(page.locator(".filter_sheet > summary")).to_be_focused()

    pin = page.get_by_role("button", name=re.compile("^Graffiti, Reported: "))
    pin.focus()
    selected = page.locator("[data-part=list] .report_card[data-selected]")
    expect(selected).to_have_count(1)
    with page.expect_response(re.compile(r"/map\?")):
        page.set_viewport_size({"width": 1240, "height": 780})
    page.set_viewport_size(DESK)
    expect(selected).to_have_count(1)
    page.keyboard.press("Enter")
    card = page.get_by_role("region", name="Chosen on the map")
    expect(card).to_be_focused()
    assert findings(page) == []
    page.set_viewport_size(DESK)
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    expect(pin).to_be_focused()

    page.keyboard.press("Enter")
    card.get_by_role("link").press("Enter")
    expect(page).to_have_url(re.compile(rf"/reports/{corner[1]}$"))


def test_without_scripts_the_list_its_filters_and_a_picture_do(
    plain_phone: Open, corner: list[int]
) -> None:
    page = plain_phone(f"/map?bbox={CORNER}")
    expect(page.locator(".map__leaflet")).to_be_hidden()
    expect(page.get_by_role("img", name=re.compile("^Map with a pin"))).to_be_visible()
    page.get_by_role("link", name="Farther").click()
    expect(page.locator(".report_card").nth(2)).to_be_visible()
    page.goto(f"{page.url.split('?')[0]}?bbox={CORNER}")
    page.get_by_text("Filters", exact=True).click()
    page.get_by_role("checkbox", name="Graffiti").check()
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.locator(".report_card")).to_have_count(1)
    page.locator(".report_card a").click()
    expect(page).to_have_url(re.compile(rf"/reports/{corner[1]}$"))


def test_one_tap_counts_in_place_and_the_next_takes_it_back(phone: Open, corner: list[int]) -> None:
    page = phone(f"/reports/{corner[2]}")
    expect(page.locator("upvote-button:defined")).to_be_visible()
    count = page.locator(".upvote__count b")
    expect(count).to_have_text("0")

    button = page.get_by_role("button", name="I’ve seen this too")
    button.evaluate("(button) => [1, 2].forEach(() => button.click())")  # a trembling thumb
    expect(count).to_have_text("1")
    seen = page.get_by_role("button", name="You’ve seen this too")
    expect(seen).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(count).to_have_text("1")

    seen.click()
    expect(count).to_have_text("0")


def test_the_same_tap_without_scripts(plain_phone: Open, corner: list[int]) -> None:
    page = plain_phone(f"/reports/{corner[0]}")
    page.get_by_role("button", name="I’ve seen this too").click()
    expect(page.locator(".upvote__count b")).to_have_text("1")
    page.get_by_role("button", name="You’ve seen this too").click()
    expect(page.locator(".upvote__count b")).to_have_text("0")


def test_from_the_front_page_to_the_place_where_one_stands(phone: Open) -> None:
    page = phone("/")
    expect(page.locator("use-location:defined")).to_be_visible()
    page.get_by_role("link", name="Use my location").click()
    expect(page).to_have_url(re.compile(r"/report/new\?latitude=51\.05\d*&longitude=-0\.95"))


def test_why_this_council_is_two_taps_away(phone: Open, corner: list[int]) -> None:
    page = phone(f"/reports/{corner[0]}")
    page.get_by_text("Why this council?").click()
    expect(page.get_by_text("The place lies in Eastham, Countyshire.")).to_be_visible()
    page.get_by_role("link", name="Look it up anew").click()
    expect(page.get_by_role("main")).to_contain_text("Countyshire Council")


def test_what_the_pins_mean_is_not_cut_off(phone: Open) -> None:
    page = phone("/map")
    page.get_by_text("What the pins mean").click()
    legend, ground = (page.locator(it).bounding_box() for it in (".map__legend", ".split__map"))
    assert legend
    assert ground
    assert legend["y"] + legend["height"] <= ground["y"] + ground["height"]


def test_a_report_fits_the_frame_that_another_site_is_given(desk: Open, site: LiveSite) -> None:
    long = "The lamp post leans over the path, and the cover hangs open beside the school gate"
    report = reported(site, Point(51.0401, -0.8401), details=f"{long}.")
    page = desk(f"/reports/{report}/embed")
    for path in ("", "/cy"):
        page.goto(f"{path}/reports/{report}/embed")
        page.set_viewport_size({"width": embeds.WIDTH, "height": embeds.HEIGHT})
        assert page.evaluate("() => document.documentElement.scrollHeight") <= embeds.HEIGHT


def test_where_nothing_takes_the_address_it_is_shown(phone: Open, corner: list[int]) -> None:
    page = phone(f"/reports/{corner[0]}")
    for api in ("share", "clipboard"):
        page.evaluate(f"() => Object.defineProperty(navigator, '{api}', {{ value: undefined }})")
    page.get_by_role("link", name="Share").click()
    expect(page.locator("share-link")).to_contain_text(f"/reports/{corner[0]}")


def test_pages_with_something_on_them_are_for_everybody(phone: Open, corner: list[int]) -> None:
    report = phone(f"/reports/{corner[0]}")
    report.get_by_text("Why this council?").click()
    assert findings(report) == []
    overview = phone(f"/map?bbox={CORNER}")
    loaded(overview, 3)
    assert findings(overview) == []


def test_where_no_tile_comes_the_map_draws_its_own_ground(
    phone: Open, site: LiveSite, corner: list[int]
) -> None:
    tiles = {"tiles": "/no-tiles/{z}/{x}/{y}.png", "attribution": "Nobody"}
    there = site.settings.model_copy(update={"map": site.settings.map.model_copy(update=tiles)})
    script = maps.script_of("overview", there).content.decode()
    page = phone("/healthz")
    page.route("**/maps/overview/*.js", lambda route: route.fulfill(body=script))
    page.route("**/no-tiles/**", lambda route: route.abort("aborted"))

    page.goto(f"/map?bbox={CORNER}")

    loaded(page, 3)
    expect(page.locator(".map__boundary").first).to_be_attached()
    expect(page.locator(".leaflet-tile")).to_have_count(0)
    expect(page.locator(".map__label").first).to_be_attached()
    expect(page.locator(".map__label:not(:has([aria-hidden=true]))")).to_have_count(0)
