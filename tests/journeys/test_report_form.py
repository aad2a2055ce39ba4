"""The reporting form under the thumb and at the keyboard: map, photos, hints, one tap too many."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.journeys.accessibility import findings
from tests.journeys.acts import attach, choose, no_photo, photo, report_id, send, write
from tests.journeys.conftest import Open
from tests.journeys.rain import held
from tests.journeys.watch import Watch

HERE = "/report/new?latitude=51.05&longitude=-0.95"
SHIFTS = """
  window.shifts = 0;
  new PerformanceObserver((seen) => seen.getEntries().forEach(({ value }) => (shifts += value)))
    .observe({ type: "layout-shift", buffered: true });
"""
SHIFTED = """() => new Promise((told) =>
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => told(shifts)))))"""
_AS_OF_MANY = """() => {
    const filter = document.querySelector('category-filter');
    filter.removeAttribute('data-few');
    filter.dataset.many = '1';
    const copy = filter.cloneNode(true);
    filter.replaceWith(copy);
}"""


def place(page: Page) -> tuple[float, float]:
    """Where the mark stands, as the form would send it."""
    values = [page.locator(f"input[name={n}]").input_value() for n in ("latitude", "longitude")]
    return float(values[0]), float(values[1])


def test_the_form_with_mistakes_is_for_everybody(phone: Open, watch: Watch) -> None:
    watch.expect(422)
    page = phone(HERE)
    page.get_by_label("E-mail").fill("ada")
    attach(page, photo())
    send(page)
    expect(page.locator(".error_summary")).to_be_focused()
    expect(page.locator("[data-row] img")).to_be_visible()
    assert findings(page) == []
    page.get_by_role("link", name="There is no “@”").click()
    expect(page.get_by_label("E-mail")).to_be_focused()


def test_of_many_categories_one_is_found_by_a_word(phone: Open) -> None:
    page = phone(HERE)
    expect(page.locator("category-filter")).to_have_attribute("data-few", "")
    page.evaluate(_AS_OF_MANY)
    field = page.get_by_label("Find it by a word")
    box = field.bounding_box()
    assert box
    assert 44 <= box["height"] < 80
    assert field.evaluate("(field) => getComputedStyle(field).opacity") == "1"
    field.fill("graff")
    expect(page.locator("label:has([name=category]):visible")).to_have_text(["Graffiti"])


def test_the_chosen_category_stands_alone_and_nothing_moves_under_the_finger(phone: Open) -> None:
    page = phone(HERE)
    tiles = page.locator("label:has([name=category])")
    tile = tiles.filter(has_text="Litter")
    tile.scroll_into_view_if_needed()
    before = tile.bounding_box()
    tile.tap()
    expect(tiles.locator("visible=true")).to_have_count(1)
    after = tile.bounding_box()
    assert before
    assert after
    assert abs(before["y"] - after["y"]) <= 1
    assert findings(page) == []
    page.get_by_role("button", name="Choose another").tap()
    expect(page.get_by_role("radio", name="Litter")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("radio", name="Litter")).not_to_be_checked()
    assert tiles.locator("visible=true").count() > 2


def test_nothing_moves_when_the_scripts_wake(phone: Open) -> None:
    page = phone("/")
    page.add_init_script(SHIFTS)
    late = held(page, "**/js/main.*.js")
    for address in (HERE, f"{HERE}&category=pothole", "/report/new", "/"):
        page.goto(address, wait_until="commit")
        page.wait_for_function("() => performance.getEntriesByName('first-contentful-paint')[0]")
        late.pop().continue_()
        page.wait_for_function("() => !document.querySelector(':not(:defined)')")
        assert page.evaluate(SHIFTED) < 0.02, address


def test_categories_that_were_opened_are_not_folded_by_a_late_answer(phone: Open) -> None:
    page = phone(f"{HERE}&category=litter")
    tiles = page.locator("label:has([name=category]) >> visible=true")
    expect(tiles).to_have_count(1)
    page.get_by_role("button", name="Choose another").tap()
    with page.expect_response("**/report/new/options*"):
        page.get_by_role("button", name="Zoom in").tap()
        page.locator(".folium-map").press("ArrowUp")
    page.wait_for_function("() => !document.querySelector('location-picker[aria-busy]')")
    assert tiles.count() > 2


def test_a_tap_on_the_map_puts_the_mark_there(phone: Open) -> None:
    page = phone(HERE)
    before = place(page)
    box = page.locator(".folium-map").bounding_box()
    assert box
    page.touchscreen.tap(box["x"] + box["width"] / 2 + 60, box["y"] + box["height"] / 2 + 40)
    expect(page.locator("input[name=longitude]")).not_to_have_value(re.compile("^-0.95(0000)?$"))
    latitude, longitude = place(page)
    assert latitude < before[0]
    assert longitude > before[1]


def test_my_location_is_found_or_the_failure_is_told_in_words(phone: Open) -> None:
    found = phone("/report/new")
    found.get_by_role("button", name="Use my location").first.click()
    expect(found.locator("[data-says=place]")).to_contain_text("Found you")
    expect(found.locator(".place_bar")).to_contain_text("Westham")
    refused = phone("/report/new", permissions=[])
    refused.get_by_role("button", name="Use my location").first.click()
    expect(refused.locator("[data-says=place]")).to_contain_text("may not tell us where you are")


def test_an_uncovered_place_leads_to_the_nearest_covered_one(phone: Open) -> None:
    page = phone("/report/new?latitude=51.3&longitude=-0.9")
    expect(page.locator("#place-error")).to_contain_text("The nearest that does is")
    page.get_by_role("button", name="Go to").click()
    expect(page.locator(".place_bar")).to_contain_text(re.compile("Westham|Eastham"))


def test_suggestions_come_while_typing_and_are_chosen_by_keyboard(desk: Open) -> None:
    page = desk("/")
    page.get_by_label("Or where is it?").fill("51.05, -0.85")
    expect(page.get_by_role("option")).to_have_count(1)
    assert findings(page) == []
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator(".place_bar")).to_contain_text("Eastham")


def test_photos_go_ahead_one_by_one_and_come_out_again(phone: Open) -> None:
    page = phone(HERE)
    attach(page, photo("a.jpg"), no_photo("letter.jpg"), photo("b.jpg"))
    expect(page.locator("[data-row] img:visible")).to_have_count(2)
    expect(page.locator("photo-picker [data-says]")).to_contain_text("“letter.jpg” is not a photo")
    page.get_by_role("button", name="Remove photo 1").click()
    expect(page.locator("[data-row] img:visible")).to_have_count(1)
    choose(page, "Pothole")
    write(page, "A hole with one photo of it, in the middle of the lane.")
    send(page)
    report_id(page)
    expect(page.locator("main img[src*='/photos/']").first).to_be_visible()


def test_what_helps_is_ticked_off_while_writing(phone: Open) -> None:
    page = phone(HERE)
    ticked = page.locator("live-hint li[data-done]")
    expect(ticked).to_have_count(0)
    page.get_by_label("What is wrong?").fill("A hole 40 cm wide")
    expect(ticked).to_have_text(re.compile("how big"))
    page.get_by_label("What is wrong?").fill("A hole 40 cm wide, since Monday: cyclists fell")
    expect(ticked).to_have_count(3)
