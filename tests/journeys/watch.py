"""A browser that tells on us: console errors, failed requests, strangers asked, policy broken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response

PATIENCE = 15_000  # milliseconds, on a busy machine
_GIVEN_UP = "net::ERR_ABORTED"  # by the page itself: the map moved on, somebody left
_STATUS_LINE = "Failed to load resource: the server responded with a status of"
_NO_WORKER = "Service Worker registration blocked by Playwright"


class Watch:
    """Problems of every page that it follows. A page that should be refused is `expected`."""

    def __init__(self, site: str) -> None:
        self.site = site
        self._problems: list[str] = []
        self._expected: list[int] = []
        self._refused: list[int] = []
        self._forgiven: list[str] = []

    def expect(self, *statuses: int) -> None:
        """In this test pages and fetches may be answered so, and must at least once."""
        self._expected += statuses

    def problems(self) -> list[str]:
        unmet = sorted(set(self._expected) - set(self._refused))
        found = [
            problem
            for problem in self._problems
            if not any(words in problem for words in self._forgiven)
        ]
        return [*found, *(f"nothing answered {status}" for status in unmet)]

    def forgive(self, *words: str) -> None:
        """Problems with these words are none in this test, whenever they come."""
        self._forgiven += words

    def take(self, words: str) -> list[str]:
        """The problems with these words; a test that provoked them answers for them itself."""
        taken = [problem for problem in self._problems if words in problem]
        self._problems = [problem for problem in self._problems if problem not in taken]
        return taken

    def follow(self, context: BrowserContext) -> None:
        context.on("console", self._hear)
        context.on("weberror", lambda error: self._note(f"page error: {error.error}"))
        context.on("request", self._see_request)
        context.on("requestfailed", self._see_failure)
        context.on("response", self._see_response)

    def _note(self, problem: str) -> None:
        self._problems.append(problem)

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"} or message.text == _NO_WORKER:
            return
        if message.text.startswith(_STATUS_LINE):
            return  # answers are judged by themselves
        where = message.page.url if message.page else ""
        self._note(f"console {message.type} on {where}: {message.text}")

    def _see_request(self, request: Request) -> None:
        if urlsplit(request.url).scheme in {"http", "https", "ws", "wss"} and not (
            request.url.startswith(f"{self.site}/")
        ):
            self._note(f"a stranger was asked: {request.url}")

    def _see_failure(self, request: Request) -> None:
        if request.failure != _GIVEN_UP:
            self._note(f"failed: {request.method} {request.url}: {request.failure}")

    def _see_response(self, response: Response) -> None:
        if response.status < 400:
            return
        asked_for = response.request.resource_type
        if response.status in self._expected and asked_for in {"document", "fetch", "xhr"}:
            self._refused.append(response.status)
            return
        self._note(f"{response.status}: {response.request.method} {response.url}")


@contextmanager
def watched(browser: Browser, watch: Watch, **device: Any) -> Iterator[Callable[..., Page]]:
    """Opens pages, each on a device of its own (its own cookies), watched and closed at the end."""
    contexts: list[BrowserContext] = []

    def open_(path: str = "/", **more: Any) -> Page:
        # Each device would fill its shelves: only journeys without a line need that.
        settings = {"locale": "en-GB", "service_workers": "block", **device, **more}
        context = browser.new_context(**settings)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        watch.follow(context)
        page = context.new_page()
        page.goto(path)
        if device.get("java_script_enabled", True):
            # People take a moment to look; on a busy machine a script that acts at once is first.
            page.wait_for_function("() => !document.querySelector(':not(:defined)')")
        return page

    yield open_
    for context in contexts:
        context.close()
