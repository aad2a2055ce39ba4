"""What axe and a ruler find on a page: on a phone and at a desk, by day and by night."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

WIDTHS = ({"width": 360, "height": 740}, {"width": 1280, "height": 800})
_BY_DAY: dict[str, Any] = {"resultTypes": ["violations"]}
_BY_NIGHT = {**_BY_DAY, "runOnly": ["color-contrast", "link-in-text-block"]}  # nothing else changes

# Whatever is pressed. Links within a text are as high as their line, and may be (WCAG 2.5.8).
_TOO_SMALL = """() => {
    const pressed = 'button, summary, select, textarea, [role=button], a.button, .tab_bar a,'
        + ' input:not([type=hidden], [type=radio], [type=checkbox], [type=file]),'
        + ' label:has(input[type=radio], input[type=checkbox], input[type=file])';
    const small = [];
    for (const part of document.querySelectorAll(pressed)) {
        const box = part.getBoundingClientRect();
        const isHidden = !part.checkVisibility({ visibilityProperty: true, opacityProperty: true })
            || box.width <= 1 || part.closest('.visually-hidden');
        if (!isHidden && (box.width < 43.5 || box.height < 43.5)) {
            const name = part.getAttribute('aria-label') || part.textContent.trim() || part.name;
            small.push(`${part.tagName} “${name.slice(0, 40)}”: `
                + `${Math.round(box.width)} × ${Math.round(box.height)} px`);
        }
    }
    return small;
}"""

_WIDER_THAN_SCREEN = """() => {
    const wide = document.documentElement.scrollWidth;
    if (wide <= window.innerWidth) return [];
    const parts = [...document.body.querySelectorAll('*')].filter(
        (part) => part.getBoundingClientRect().right > window.innerWidth + 1);
    const named = parts.slice(0, 3).map((part) => `${part.tagName}.${part.className}`);
    return [`the page is ${wide} px wide: ${named.join(', ')}`];
}"""


def assert_for_everybody(page: Page) -> None:
    found = findings(page)
    assert not found, "\n".join([page.url, *found])


def findings(page: Page) -> list[str]:
    """All that is wrong with the page as it stands, in words."""
    page.evaluate(AXE_SCRIPT)
    found: list[str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width["width"], "height": width["height"]})
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        found += _named(width["width"], "by day", _axe(page, _BY_DAY))
        page.emulate_media(color_scheme="dark", reduced_motion="reduce")
        found += _named(width["width"], "by night", _axe(page, _BY_NIGHT))
        found += _named(width["width"], "by the ruler", page.evaluate(_WIDER_THAN_SCREEN))
        found += _named(width["width"], "by the ruler", page.evaluate(_TOO_SMALL))
    return found


def _named(width: int, when: str, found: list[str]) -> list[str]:
    return [f"{width} px, {when}: {words}" for words in found]


def _axe(page: Page, options: dict[str, Any]) -> list[str]:
    results = page.evaluate("(options) => axe.run(options)", options)
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']}: {node['html'][:150]}"
        for violation in results["violations"]
        for node in violation["nodes"][:3]
    ]
