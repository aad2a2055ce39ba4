"""What a stranger's browser gets, and what it does not: cookies, foreign hosts, loose scripts.

Every journey watches for foreign requests and broken policies; here a stranger merely reads.
"""

from __future__ import annotations

import pytest

from tests.journeys.conftest import Open
from tests.journeys.watch import Watch

READ_BY_STRANGERS = ("/", "/map")


@pytest.mark.parametrize("path", READ_BY_STRANGERS)
def test_reading_leaves_no_trace_in_the_browser(phone: Open, path: str) -> None:
    page = phone(path)
    page.wait_for_timeout(300)  # whatever a page does once it stands
    assert page.context.cookies() == []
    assert page.evaluate("() => [localStorage.length, sessionStorage.length]") == [0, 0]


def test_a_script_that_got_into_a_page_does_not_run(phone: Open, watch: Watch) -> None:
    page = phone("/")
    page.evaluate("""() => {
        const image = document.createElement("img");
        image.setAttribute("onerror", "window.ran = 1");
        image.src = "data:,";
        document.body.append(image);
        const script = document.createElement('script');
        script.textContent = 'window.ran = 1';
        document.body.append(script);
    }""")
    page.wait_for_timeout(100)
    assert page.evaluate("() => window.ran") is None
    assert len(watch.take("Content Security Policy")) == 2
