"""The whole house in Chromium: a live server, a database of its own, browsers that tell on us.

Without a real Chromium they are skipped. A browser here reaches this server and nothing else.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial

import pytest
from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright
from werkzeug.serving import WSGIRequestHandler, make_server

from civicreport import config
from civicreport.app import create_app
from civicreport.db import session, transaction
from civicreport.db.cluster import Cluster
from civicreport.db.engine import database
from tests.conftest import TEMPLATE, settings_for
from tests.journeys.site import LiveSite
from tests.journeys.town_hall import open_town_hall
from tests.journeys.watch import PATIENCE, Watch, watched
from tests.support.chromium import DESK, PHONE, launched

Open = Callable[..., Page]


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    expect.set_options(timeout=PATIENCE)
    with ExitStack() as stack:
        browser = launched(_driver(stack))
        if browser is None:
            pytest.skip(
                "NO JOURNEY WAS TESTED: no real Chromium here"
                " (Debian: apt install chromium-headless-shell)"
            )
        yield browser
        browser.close()


def _driver(stack: ExitStack) -> Playwright:
    try:
        return stack.enter_context(sync_playwright())
    except Exception as error:  # noqa: BLE001 - of no class of its own
        pytest.skip(
            f"NO JOURNEY WAS TESTED: Playwright does not start (Debian: libatomic1?): {error}"
        )


class _Quiet(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - its signature
        pass


@pytest.fixture(scope="package")
def _site(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LiveSite]:
    cluster.create_database("journeys", template=TEMPLATE)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        settings = settings_for(
            cluster.url("journeys"),
            tmp_path_factory.mktemp("journeys"),
            site={"url": f"http://127.0.0.1:{port}", "languages": ["cy", "ar-XB"]},
            # One network, many people: the limits themselves are tested through the client.
            limits={"reports_per_hour": 1000, "acts_per_hour": 10_000, "sign_ins_per_hour": 1000},
            map={"latitude": 51.05, "longitude": -0.9, "zoom": 12},
            mail={"reply_domain": "reports.example.org"},
        )
        app = create_app(settings)
        with app.app_context(), transaction():
            hall = open_town_hall()
        server = make_server(
            "127.0.0.1", port, app, threaded=True, request_handler=_Quiet, fd=listening.fileno()
        )
        serving = threading.Thread(target=partial(server.serve_forever, poll_interval=0.05))
        serving.start()
        yield LiveSite(app, settings, hall)
        server.shutdown()
        serving.join()
        server.server_close()
    with app.app_context():
        session.remove()
        database.engine.dispose()
    cluster.drop_database("journeys")


@pytest.fixture
def site(_site: LiveSite, no_cover: None) -> LiveSite:
    """The live site. Other tests in this process may have named other settings since.

    Which lines it runs is not counted: that slows it by a tenth, and other tests reach them all.
    """
    config.use(_site.settings)
    return _site


@pytest.fixture
def watch(site: LiveSite) -> Iterator[Watch]:
    """What went wrong in any browser of this test; it must be nothing."""
    watch = Watch(site.url)
    yield watch
    problems = watch.problems()
    assert not problems, "\n".join(problems)


@pytest.fixture
def phone(chromium: Browser, site: LiveSite, watch: Watch) -> Iterator[Open]:
    """Open the site on another phone, by the thumb: 360 × 740, touch, somewhere in the town."""
    with watched(
        chromium,
        watch,
        base_url=site.url,
        viewport=PHONE,
        device_scale_factor=2,
        is_mobile=True,
        has_touch=True,
        permissions=["geolocation"],
        geolocation={"latitude": 51.05, "longitude": -0.95},
    ) as open_:
        yield open_


@pytest.fixture
def plain_phone(chromium: Browser, site: LiveSite, watch: Watch) -> Iterator[Open]:
    """A phone whose browser runs no scripts."""
    with watched(
        chromium,
        watch,
        base_url=site.url,
        viewport=PHONE,
        is_mobile=True,
        has_touch=True,
        java_script_enabled=False,
    ) as open_:
        yield open_


@pytest.fixture
def desk(chromium: Browser, site: LiveSite, watch: Watch) -> Iterator[Open]:
    """Open the site at a desk: 1280 × 800, with a keyboard."""
    with watched(chromium, watch, base_url=site.url, viewport=DESK) as open_:
        yield open_
