import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civicreport.web import assets
from civicreport.web.headers import DEVICE_COOKIE
from tests.support.sites import a_site


def policy_of(response: object) -> dict[str, str]:
    header: str = response.headers["Content-Security-Policy"]  # type: ignore[attr-defined]
    return dict(part.split(" ", 1) for part in header.split("; "))


def test_a_strangers_page_sets_no_cookie_and_is_the_same_for_everybody(client: FlaskClient) -> None:
    first, second = client.get("/"), client.get("/")

    assert "Set-Cookie" not in first.headers
    assert first.data == second.data
    assert first.headers["ETag"] == second.headers["ETag"]
    assert first.headers["Cache-Control"].startswith("public")


def test_who_has_the_page_already_is_not_sent_it_again(client: FlaskClient) -> None:
    etag = client.get("/").headers["ETag"]

    again = client.get("/", headers={"If-None-Match": etag})

    assert again.status_code == 304
    assert again.data == b""


def test_with_our_cookie_nobody_else_may_keep_the_page(client: FlaskClient) -> None:
    client.set_cookie(DEVICE_COOKIE, "of-no-device")

    response = client.get("/")

    assert "private" in response.headers["Cache-Control"]
    assert "Cookie" in response.headers["Vary"]


def test_the_policy_forbids_everything_and_allows_the_import_map_by_its_hash(
    app: Flask, client: FlaskClient
) -> None:
    response = client.get("/")
    policy = policy_of(response)

    assert policy["default-src"] == "'none'"
    assert policy["frame-ancestors"] == "'none'"
    assert policy["script-src"].split() == [
        "'self'",
        app.extensions["civicreport_assets"].import_map_hash,
    ]
    assert not re.search(r"<script>|<style|style=|nonce=| on\w+=", response.get_data(as_text=True))


def test_the_other_headers(client: FlaskClient) -> None:
    headers = client.get("/").headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Permissions-Policy"].startswith("geolocation=(self)")
    assert "Strict-Transport-Security" not in headers


def test_scripts_and_styles_bear_no_policy_of_pages(app: Flask, client: FlaskClient) -> None:
    """They obey that of their page, and forty come with a form; the worker has no page."""
    with app.test_request_context():
        part, style, sign = (
            client.get(assets.url(name)).headers
            for name in ("js/main.js", "css/main.css", "icons/sprite.svg")
        )
    assert part["X-Content-Type-Options"] == style["X-Content-Type-Options"] == "nosniff"
    assert "Content-Security-Policy" not in part
    assert "Content-Security-Policy" not in style
    assert "Content-Security-Policy" in sign  # opened by itself it is a page
    assert "Content-Security-Policy" in client.get("/sw.js").headers


@pytest.mark.parametrize(
    ("tiles", "expected"),
    [
        ("none", "'self' data: blob:"),
        (
            "https://tile.example.org/{z}/{x}/{y}.png",
            "'self' data: blob: https://tile.example.org",
        ),
        (
            "https://{s}.tile.example.org/{z}/{x}/{y}.png",
            "'self' data: blob: https://*.tile.example.org",
        ),
    ],
)
def test_only_the_named_tile_server_may_be_asked(
    cloned: Flask, tiles: str, expected: str, tmp_path: Path
) -> None:
    with a_site(cloned, tmp_path, map={"tiles": tiles}) as site:
        assert policy_of(site.test_client().get("/healthz"))["img-src"] == expected


def test_a_site_on_https_says_so_for_a_year(cloned: Flask, tmp_path: Path) -> None:
    with a_site(cloned, tmp_path, site={"url": "https://reports.example"}) as site:
        headers = site.test_client().get("/healthz").headers
    assert "max-age=31536000" in headers["Strict-Transport-Security"]


def test_our_addresses_are_kept_for_ever(app: Flask, client: FlaskClient) -> None:
    address = app.extensions["civicreport_assets"].files["css/main.css"].address

    response = client.get(address, headers={"Accept-Encoding": "br"})

    assert response.headers["Cache-Control"] == assets.FOR_EVER
    assert response.headers["Content-Encoding"] == "br"
    assert response.headers["Vary"] == "Accept-Encoding"


def test_an_address_of_yesterday_gets_what_there_is_today_for_a_minute(client: FlaskClient) -> None:
    response = client.get("/static/css/main.000000000000.css")

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == assets.BRIEFLY


def test_the_style_sheet_holds_everything_in_its_layer(app: Flask) -> None:
    sheet = app.extensions["civicreport_assets"].files["css/main.css"].content.decode()

    assert "@import" not in sheet
    assert sheet.index("@layer vendor {") < sheet.index(".leaflet-pane")
    assert re.search(r"url\(\"/static/vendor/leaflet/images/layers\.[0-9a-f]{12}\.png\"\)", sheet)
