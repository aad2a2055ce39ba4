"""What a stranger's browser gets, and what it does not: cookies, foreign hosts, loose scripts.

Every journey watches for foreign requests and broken policies; here a stranger merely reads.
"""

from __future__ import annotations

from tests.journeys.conftest import Open
from tests.journeys.site import LiveSite
from tests.journeys.watch import Watch

READ_BY_STRANGERS = (
    "/",
    "/map",
    "/open311",
    "/places?q=OX4",
    "/report/new?latitude=51.05&longitude=-0.95",
    "/why?latitude=51.05&longitude=-0.95&category=pothole",
    "/reports/mine",
    "/demo/mailbox",
    "/officers/sign-in",
)


def test_reading_leaves_no_trace_in_the_browser(phone: Open, site: LiveSite) -> None:
    page = phone("/")
    for path in (*READ_BY_STRANGERS, f"/reports/{site.hall.reports['overdue']}"):
        page.goto(path)
        page.wait_for_timeout(100)  # whatever a page does once it stands
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
