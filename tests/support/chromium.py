"""A real Chromium: Debian's package, Google's, whatever starts; a snap's stub does not.

A browser here reaches this machine and nothing else.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator

from playwright.sync_api import Browser, Error, Playwright, ViewportSize

# The first draws no windows that nobody sees: that makes nearly half of all work.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
SWITCHES = (
    "--no-sandbox",  # containers and root; the pages are ours alone
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--disable-component-update",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    "--no-first-run",
)
PHONE: ViewportSize = {"width": 360, "height": 740}
DESK: ViewportSize = {"width": 1280, "height": 800}


def chromiums() -> Iterator[str]:
    """Where one may be."""
    yield from (path for path in map(shutil.which, NAMES) if path)


def launched(playwright: Playwright) -> Browser | None:
    """The first that starts."""
    for path in chromiums():
        try:
            return playwright.chromium.launch(executable_path=path, args=SWITCHES)
        except Error:
            continue  # Ubuntu's chromium-browser may be a stub that only asks for a snap
    return None
