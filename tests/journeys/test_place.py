"""Where is it? By search, by the device, by keys and by ear; never guessed from far away."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.accessibility import findings
from tests.journeys.acts import SEARCH, choose, send, write
from tests.journeys.conftest import Open
from tests.journeys.rain import in_the_rain
from tests.journeys.watch import Watch

EAST = "/report/new?latitude=51.05&longitude=-0.8995"


def latitude(page: Page) -> str:
    return page.locator("input[name=latitude]").input_value()


def test_over_the_border_the_council_changes_in_words_and_all_that_was_given_stays(
    desk: Open,
) -> None:
    page = in_the_rain(desk(EAST))
    choose(page, "Graffiti")
    write(page, "Paint on the bridge.")
    search = page.locator("#category-filter")  # so few are offered here that it is not shown
    search.evaluate("(field) => (field.value = 'paint')")
    page.get_by_role("application").focus()
    for _ in range(3):
        page.keyboard.press("ArrowLeft")
        page.wait_for_timeout(300)
    expect(page.locator("[data-says=place]")).to_have_text(
        "Now Westham District Council takes this."
    )
    expect(page.locator(".send_bar")).to_contain_text("to Westham District Council")
    expect(page.get_by_role("radio", name="Graffiti")).to_be_checked()
    expect(page.get_by_label("What is wrong?")).to_have_value("Paint on the bridge.")
    expect(search).to_have_value("paint")


def test_a_town_is_shown_and_only_the_spot_in_it_is_taken(phone: Open) -> None:
    page = phone("/report/new")
    page.get_by_label(SEARCH).press_sequentially("West")
    page.get_by_role("option", name="Westham").tap()
    expect(page.get_by_text("From so far away the mark is not exact")).to_be_visible()
    assert latitude(page) == ""
    send(page)
    closer = page.get_by_role("button", name="Zoom in here")
    expect(closer).to_be_focused()
    assert findings(page) == []
    closer.tap()
    expect(page.locator("[data-part=place]")).to_contain_text("Westham")
    assert latitude(page) != ""


def test_a_link_to_a_town_shows_it_and_asks_for_the_spot(phone: Open) -> None:
    page = phone("/report/new?latitude=51.05&longitude=-0.95&wide=1")
    expect(page.get_by_role("button", name="Zoom in here")).to_be_visible()
    expect(page.locator("input[name=is_place_rough]")).not_to_be_checked()
    assert latitude(page) == ""


def test_what_is_not_found_and_what_does_not_answer_are_told_apart(
    desk: Open, watch: Watch
) -> None:
    watch.expect(503)
    page = desk("/report/new")
    search = page.get_by_label(SEARCH)
    search.fill("Atlantis")
    expect(page.get_by_text("Nothing found for “Atlantis”")).to_be_visible()
    page.route(re.compile("/places"), lambda route: route.fulfill(status=503))
    search.fill("Atlantis Road")
    search.press("Enter")
    expect(page.get_by_text("The search does not answer")).to_be_visible()


def test_the_spot_is_found_by_ear(desk: Open) -> None:
    page = desk("/report/new?latitude=51.0509&longitude=-0.95")
    area = page.get_by_role("application", name="Map to show the place on")
    expect(area).to_have_accessible_description(re.compile("Arrow keys move the map"))
    page.get_by_text("Describe the spot", exact=True).press("Enter")
    page.get_by_role("button", name="OX4 1AA, 100 m south").press("Enter")
    spoken = page.locator("[data-says=spot][role=status]")
    expect(spoken).to_have_text("Near OX4 1AA, Westham")
    expect(page.locator("input[name=latitude]")).to_have_value("51.050000")
    assert page.evaluate("document.activeElement !== document.body")
    choose(page, "Graffiti")
    told = page.locator("[data-says=recipient][role=status]")
    expect(told).to_have_text(re.compile("^This goes to Westham District Council, who answer"))
    expect(page.locator("[role=status]").filter(has=page.get_by_role("link"))).to_have_count(0)


def test_who_was_found_on_the_page_before_is_told_how_well(phone: Open) -> None:
    page = phone("/report/new?latitude=51.05&longitude=-0.95&accuracy=12")
    expect(page.locator("[data-says=place]")).to_contain_text("Found you, to about 12 m")
    expect(page.locator(".crosshair__accuracy")).to_be_visible()


def test_a_rough_fix_says_so_and_shows_its_circle(phone: Open) -> None:
    here = {"latitude": 51.05, "longitude": -0.95, "accuracy": 140}
    page = phone("/report/new", geolocation=here)
    page.get_by_role("button", name="Use my location").first.tap()
    expect(page.locator("[data-says=place]")).to_contain_text("only roughly, to about 140 m")
    expect(page.locator(".crosshair__accuracy")).to_be_visible()


def test_a_map_that_nobody_moved_is_no_place_not_even_roughly(phone: Open) -> None:
    page = phone("/report/new")
    page.wait_for_function("() => document.querySelector('.leaflet-container')")
    page.get_by_text("Describe the spot", exact=True).tap()
    page.get_by_label("I can only say roughly where it is").tap()
    expect(page.get_by_label(SEARCH)).to_be_visible()
    expect(page.locator("input[name=latitude]")).to_have_value("")
