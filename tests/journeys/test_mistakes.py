"""Mistakes are cheap: nothing typed is lost, nothing is sent twice."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import acts
from tests.journeys.conftest import Open
from tests.journeys.rain import held
from tests.journeys.watch import Watch

HERE = "/report/new?latitude=51.07&longitude=-0.93"


def stands(page: Page, details: str) -> None:
    expect(page.get_by_label("What is wrong?")).to_have_value(details)
    expect(page.get_by_role("radio", name="Litter")).to_be_checked()
    expect(page.locator("input[name=latitude]")).to_have_value(re.compile(r"^51\.07"))


def test_an_error_keeps_everything_and_the_good_photo(phone: Open, watch: Watch) -> None:
    watch.expect(422)
    page = phone(HERE)
    acts.choose(page, "Litter")
    acts.write(page, "Sofa and two mattresses", email="ada(at)example.org")
    acts.attach(page, acts.photo())
    expect(page.get_by_role("button", name="Remove photo 1")).to_be_visible()
    acts.send(page)
    alert = page.get_by_role("alert").filter(has=page.get_by_role("heading"))
    expect(alert).to_be_focused()
    expect(alert).to_contain_text("One thing to put right")
    stands(page, "Sofa and two mattresses")
    expect(page.get_by_label("E-mail")).to_have_value("ada(at)example.org")
    expect(page.locator("[data-photo] img")).to_have_count(1)
    alert.get_by_role("link").click()
    expect(page.get_by_label("E-mail")).to_be_focused()
    page.get_by_label("E-mail").fill("ada.again@example.org")
    acts.send(page)
    acts.report_id(page)
    expect(page.get_by_role("main").locator("img[src*=photos]")).to_have_count(1)


def test_a_double_click_sends_one_report(phone: Open) -> None:
    page = phone(HERE)
    acts.choose(page, "Litter")
    acts.write(page, "Pressed twice, by a hasty thumb")
    late = held(page, "**/report/new")
    with page.expect_request("**/report/new"):
        page.get_by_role("button", name=re.compile("^Send")).dblclick()
    expect(page.get_by_role("status").filter(has_text="Sending…")).to_be_visible()
    late[0].continue_()
    page.unroute("**/report/new")
    number = acts.report_id(page)
    page.go_back()  # to the page as the browser kept it
    expect(page.get_by_label("What is wrong?")).to_have_value("")
    page.go_forward()
    assert acts.report_id(page) == number


def test_a_reload_and_the_way_back_lose_nothing(phone: Open) -> None:
    page = phone(HERE)
    acts.choose(page, "Litter")
    acts.write(page, "Half a sentence, then the bus came")
    acts.attach(page, acts.photo())
    expect(page.get_by_role("button", name="Remove photo 1")).to_be_visible()
    page.get_by_label("Map", exact=False).first.press("ArrowUp")
    expect(page.locator("input[name=latitude]")).not_to_have_value("51.07")
    moved = page.locator("input[name=latitude]").input_value()
    page.reload()
    stands(page, "Half a sentence, then the bus came")
    expect(page.locator("input[name=latitude]")).to_have_value(moved)
    expect(page.locator("[data-photo] img")).to_be_visible()
    page.goto("/map")
    page.go_back()
    stands(page, "Half a sentence, then the bus came")


def test_the_form_after_a_sent_one_is_empty(phone: Open) -> None:
    page = phone(HERE)
    acts.choose(page, "Litter")
    acts.write(page, "Sent, and done with")
    page.evaluate("addEventListener('unload', () => {})")  # back comes a new page, filled in again
    acts.send(page)
    acts.report_id(page)
    page.go_back()
    expect(page.get_by_label("What is wrong?")).to_have_value("")
    expect(page.locator("input[name=category]:checked")).to_have_count(0)
    page.goto("/report/new")
    page.reload()
    expect(page.get_by_label("What is wrong?")).to_have_value("")


@pytest.mark.parametrize(
    "keeping", ["{ throw new Error('nothing is kept') }", "({})"], ids=["refuses", "never answers"]
)
def test_a_browser_that_keeps_nothing_reports_all_the_same(phone: Open, keeping: str) -> None:
    page = phone(HERE)
    page.context.add_init_script(f"indexedDB.open = () => {keeping}")
    page.reload()
    acts.choose(page, "Litter")
    acts.write(page, f"Sent by a browser that forgets: {keeping}")
    acts.send(page)
    number = acts.report_id(page)
    page.goto("/reports/mine")
    expect(page.locator(f"a[href$='/reports/{number}']").first).to_be_visible()


def test_other_words_of_another_tab_are_not_taken_for_sent(phone: Open, watch: Watch) -> None:
    watch.expect(409)
    page = phone(HERE)
    acts.choose(page, "Litter")
    acts.write(page, "As it was begun, in one tab")
    acts.until_kept(page, "As it was begun, in one tab")
    other = page.context.new_page()
    other.goto("/report/new?draft=1")
    stands(other, "As it was begun, in one tab")
    acts.send(page)
    acts.report_id(page)
    acts.write(other, "As it was gone on with, in the other")
    acts.send(other)
    expect(other.get_by_role("main")).to_contain_text("You have sent this form before")
    stands(other, "As it was gone on with, in the other")
