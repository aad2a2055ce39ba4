"""No mouse, no finger: every step by keys, and one always sees where one is."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.journeys import acts
from tests.journeys.conftest import Open
from tests.journeys.rain import in_the_rain
from tests.journeys.watch import Watch

_IS_SEEN = """() => {
    const part = document.activeElement;
    if (!part || part === document.body) return 'nothing has the focus';
    const box = part.closest('label') ?? part;
    const drawn = [part, box, part.nextElementSibling].filter(Boolean).map(getComputedStyle)
        .some((style) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2);
    return drawn ? '' : `no outline round ${part.outerHTML.slice(0, 120)}`;
}"""


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until this has the focus; on the way every stop must be seen."""
    for _ in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate(_IS_SEEN) == ""
        if page.evaluate("(s) => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"Tab never came to {selector}")


def place_of(page: Page) -> tuple[float, float]:
    values = [page.locator(f"input[name={n}]").input_value() for n in ("latitude", "longitude")]
    return float(values[0]), float(values[1])


def test_a_report_by_keys_alone(desk: Open, watch: Watch) -> None:
    watch.expect(422)
    page = in_the_rain(desk("/report/new?latitude=51.05&longitude=-0.95"))
    tab_to(page, ".leaflet-container")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowUp")
    page.wait_for_function("() => document.querySelector('[name=longitude]').value !== '-0.950000'")
    before = place_of(page)
    page.keyboard.press("+")
    page.keyboard.press("-")
    page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "(west) => Number(document.querySelector('[name=longitude]').value) > west", arg=before[1]
    )
    assert place_of(page)[0] > 51.05
    expect(page.locator("location-picker")).not_to_have_attribute("aria-busy", "true")

    tab_to(page, "[name=category]")
    page.keyboard.press("Space")
    tab_to(page, "textarea")
    page.keyboard.press("Tab")
    page.get_by_label("E-mail").focus()
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate(_IS_SEEN) == ""
    page.keyboard.press("Enter")
    expect(page.get_by_label("What is wrong?")).to_be_focused()
    page.keyboard.type("Typed without a mouse")
    page.get_by_label("E-mail").focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("keys@example.org")
    tab_to(page, ".send_bar button")
    page.keyboard.press("Enter")
    number = acts.report_id(page)

    neighbour = desk(f"/reports/{number}")
    tab_to(neighbour, ".upvote__act")
    neighbour.keyboard.press("Space")
    expect(neighbour.locator(".upvote__act")).to_have_attribute("aria-pressed", "true")
