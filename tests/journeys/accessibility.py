"""What axe and a ruler find on a page: on a phone and at a desk, by day and by night, narrow and
with large letters."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, ViewportSize

from tests.support.chromium import DESK, PHONE

# As wide as WCAG 1.4.10 wants a page to be read at: a desk of 1280 px, magnified four times.
NARROW: ViewportSize = {"width": 320, "height": 640}
_LETTERS, _LARGE_LETTERS = 16, 32  # pixels; 200 % of what browsers begin with (WCAG 1.4.4)
# Nothing is fetched again, no selectors are worked out: a node's own words tell which it is.
# A letter's frame runs no scripts: nobody in there would answer.
_BY_DAY: dict[str, Any] = {
    "resultTypes": ["violations"],
    "preload": False,
    "selectors": False,
    "iframes": False,
}
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

# A link that stands alone is pressed like a button, and what lies round it may be part of it.
_HARD_TO_HIT = """() => {
    const hard = [];
    for (const link of document.querySelectorAll('a[href]:not(.skip)')) {
        const isAlone = link.textContent.trim() === link.parentElement.textContent.trim();
        if (!isAlone || !link.checkVisibility({ visibilityProperty: true })) continue;
        link.scrollIntoView({ block: 'center' });
        const box = link.getBoundingClientRect();
        const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
        const isHit = [y - 21, y + 21].every(
            (at) => link.contains(document.elementFromPoint(x, at)));
        if (!isHit && !link.closest('.visually-hidden, .leaflet-container')) {
            hard.push(`a link alone is hard to hit: ${link.outerHTML.slice(0, 100)}: `
                + `${Math.round(box.width)} × ${Math.round(box.height)} px`);
        }
    }
    window.scrollTo(0, 0);
    return hard;
}"""

_WIDER_THAN_SCREEN = """() => {
    const wide = document.documentElement.scrollWidth;
    if (wide <= window.innerWidth) return [];
    const parts = [...document.body.querySelectorAll('*')].filter(
        (part) => part.getBoundingClientRect().right > window.innerWidth + 1);
    const named = parts.slice(0, 3).map((part) => `${part.tagName}.${part.className}`);
    return [`the page is ${wide} px wide: ${named.join(', ')}`];
}"""

# Words that stick out of their box, or are cut off by it, and bars that leave no room to read.
_LOST = """() => {
    const lost = [];
    for (const part of document.body.querySelectorAll('*')) {
        const style = getComputedStyle(part);
        const isSeen = part.checkVisibility({ visibilityProperty: true, opacityProperty: true })
            && !part.closest('.visually-hidden, .leaflet-container, svg, [aria-hidden=true]');
        if (!isSeen) continue;
        const named = `${part.tagName}.${part.className} “${part.textContent.trim().slice(0, 40)}”`;
        const hasWords = [...part.childNodes].some(
            (node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
        if (hasWords && style.display !== 'inline' && !['auto', 'scroll'].includes(style.overflowX)
            && part.clientWidth > 1 && part.scrollWidth > part.clientWidth + 2) {
            lost.push(`words stick out: ${named}`);
        }
        if (/^H[1-4]$/.test(part.tagName) && part.clientWidth > 1
            && part.textContent.trim().length > 12
            && part.clientWidth < 3 * parseFloat(style.fontSize)) {
            lost.push(`letters stand one below the other: ${named}`);
        }
        if (['sticky', 'fixed'].includes(style.position) && style.insetBlockEnd === '0px'
            && part.getBoundingClientRect().height > window.innerHeight / 3) {
            lost.push(`a bar covers what is read: ${named}`);
        }
    }
    return lost.slice(0, 6);
}"""

# Whatever takes the focus is drawn with a line round it, and no bar lies over all of it.
_UNSEEN_FOCUS = """() => {
    const unseen = [];
    const bars = [...document.body.querySelectorAll('*')].filter(
        (part) => ['sticky', 'fixed'].includes(getComputedStyle(part).position));
    const stops = document.querySelectorAll(
        'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex="0"]');
    for (const part of stops) {
        part.focus();
        if (document.activeElement !== part) continue;
        const label = part.closest('label') ?? part;
        const around = [part, label, part.nextElementSibling, part.parentElement];
        const isDrawn = around.filter(Boolean).map((each) => getComputedStyle(each)).some(
            (style) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2);
        const box = label.getBoundingClientRect();
        const over = bars.find((bar) => {
            const edge = bar.getBoundingClientRect();
            return !bar.contains(part) && edge.top <= box.top && edge.bottom >= box.bottom
                && edge.left <= box.left && edge.right >= box.right
                && bar.contains(document.elementFromPoint(
                    box.left + box.width / 2, box.top + box.height / 2));
        });
        const isIn = box.bottom > 0 && box.top < window.innerHeight;
        const named = `${part.outerHTML.slice(0, 120)}`;
        if (!isDrawn) unseen.push(`no line round the focus: ${named}`);
        if (over) unseen.push(`the focus is below .${over.className}: ${named}`);
        if (!isIn) unseen.push(`the focus is out of sight: ${named}`);
    }
    document.activeElement?.blur();
    window.scrollTo(0, 0);
    return unseen.slice(0, 6);
}"""


def assert_for_everybody(page: Page) -> None:
    found = findings(page)
    assert not found, "\n".join([page.url, *found])


def findings(page: Page) -> list[str]:
    """All that is wrong with the page as it stands, in words."""
    page.evaluate(AXE_SCRIPT)
    found: list[str] = []
    for size in (PHONE, DESK):
        width = size["width"]
        page.set_viewport_size(size)
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        found += _named(width, "by day", _axe(page, _BY_DAY))
        found += _named(width, "by the ruler", page.evaluate(_WIDER_THAN_SCREEN))
        found += _named(width, "by the ruler", page.evaluate(_TOO_SMALL))
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    found += _named(PHONE["width"], "by night", _axe(page, _BY_NIGHT))
    return found


def findings_when_magnified(page: Page) -> list[str]:
    """What is lost on 320 pixels, and with letters twice as large."""
    page.set_viewport_size(NARROW)
    found = _named(NARROW["width"], "narrow", page.evaluate(_WIDER_THAN_SCREEN))
    found += _named(NARROW["width"], "narrow", page.evaluate(_LOST))
    page.set_viewport_size(PHONE)
    browser = page.context.new_cdp_session(page)
    _write_in(browser, _LARGE_LETTERS)
    found += _named(PHONE["width"], "large letters", page.evaluate(_WIDER_THAN_SCREEN))
    found += _named(PHONE["width"], "large letters", page.evaluate(_LOST))
    _write_in(browser, _LETTERS)
    browser.detach()
    return found


def findings_by_keys(page: Page) -> list[str]:
    """Where one would not see what has the focus."""
    found: list[str] = page.evaluate(_UNSEEN_FOCUS)
    return _named(PHONE["width"], "by keys", found)


def findings_by_thumb(page: Page) -> list[str]:
    found: list[str] = page.evaluate(_HARD_TO_HIT)
    return _named(PHONE["width"], "by thumb", found)


def _write_in(browser: Any, pixels: int) -> None:
    sizes = {"standard": pixels, "fixed": pixels * 13 // 16}
    browser.send("Page.setFontSizes", {"fontSizes": sizes})


def _named(width: int, when: str, found: list[str]) -> list[str]:
    return [f"{width} px, {when}: {words}" for words in found]


def _axe(page: Page, options: dict[str, Any]) -> list[str]:
    results = page.evaluate("(options) => axe.run(options)", options)
    return [
        f"{violation['id']} ({violation['impact']}): {violation['help']}: {node['html'][:150]}"
        for violation in results["violations"]
        for node in violation["nodes"][:3]
    ]
