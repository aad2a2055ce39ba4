"""Pictures of pages: on a phone and at a desk, light and dark."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click
from playwright.sync_api import Browser, sync_playwright

from tests.support.chromium import DESK, PHONE, launched

_SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
_CALM = 1500  # milliseconds until a map has drawn what it knows


def take(base: str, pages: dict[str, str], folder: Path) -> None:
    """`<page>-<width>-<scheme>.png`, of the whole page."""
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = launched(playwright)
        if browser is None:
            raise click.ClickException("No Chromium here: apt-get install chromium-headless-shell")
        for name, address in pages.items():
            _all_of(browser, base + address, folder / name)
            click.echo(f"  {folder / name}-*.png")
        browser.close()


def _all_of(browser: Browser, address: str, target: Path) -> None:
    for viewport in (PHONE, DESK):
        for scheme in _SCHEMES:
            page = browser.new_page(
                viewport=viewport,
                color_scheme=scheme,
                reduced_motion="reduce",
            )
            page.goto(address)
            page.wait_for_timeout(_CALM)
            page.screenshot(path=f"{target}-{viewport['width']}-{scheme}.png", full_page=True)
            page.close()
