"""The phone that most people have, where they need it: a slow line and a slow processor."""

from __future__ import annotations

from playwright.sync_api import Page, Route

LATENCY = 150  # milliseconds, as on 4G with few bars
DOWN, UP = 200_000, 90_000  # bytes a second
TIMES_SLOWER = 4  # than the machine that tests


def in_the_rain(page: Page) -> Page:
    """The same page, from now on as on such a phone."""
    browser = page.context.new_cdp_session(page)
    browser.send("Network.enable")
    browser.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": LATENCY,
            "downloadThroughput": DOWN,
            "uploadThroughput": UP,
        },
    )
    browser.send("Emulation.setCPUThrottlingRate", {"rate": TIMES_SLOWER})
    return page


def held(page: Page, addresses: str) -> list[Route]:
    """What is asked of them from now on, and waits until the test lets it go on."""
    waiting: list[Route] = []

    def hold(route: Route) -> None:
        waiting.append(route)

    page.route(addresses, hold)
    return waiting
