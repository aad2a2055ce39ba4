from __future__ import annotations

import io
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from PIL import Image

from civicreport.accounts.operations import new_device
from civicreport.adapters.drawing import maps
from civicreport.adapters.drawing.looks import Colour, look
from civicreport.areas.models import Postcode
from civicreport.db import point_value, session
from civicreport.domain.location import Point
from civicreport.domain.mercator import View
from civicreport.domain.status import Actor, Status
from civicreport.domain.visibility import Visibility
from civicreport.reports import casework
from civicreport.web import static_maps
from civicreport.web.headers import DEVICE_COOKIE
from civicreport.web.static_maps import Spot
from tests.factories import a_report
from tests.factories.reports import NOON
from tests.support.town import Town

AROUND_WEST = "bbox=-0.96,51.04,-0.94,51.06"


def picture(client: FlaskClient, address: str) -> Image.Image:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "image/png"
    return Image.open(io.BytesIO(answer.data)).convert("RGB")


def has(image: Image.Image, colour: Colour) -> bool:
    """Somewhere, a patch of it; a palette may shift it by a shade."""
    found = image.getcolors(image.width * image.height) or []
    return any(
        count > 50 and all(abs(a - b) <= 8 for a, b in zip(each, colour, strict=True))  # type: ignore[arg-type]
        for count, each in found
    )


def test_a_report_has_a_picture_of_its_spot(client: FlaskClient, town: Town) -> None:
    report = a_report(town)
    address = f"/reports/{report.id}/map.png"

    image = picture(client, address)
    assert image.size == (1280, 800)
    assert has(image, look("light").open)

    change = {"by": town.cleo, "actor": Actor.OFFICER, "at": NOON + timedelta(days=1)}
    casework.change_status(report, Status.FIXED, text="Done.", **change)  # type: ignore[arg-type]
    mended = picture(client, address)
    assert has(mended, look("light").fixed)
    assert not has(mended, look("light").open)


def test_a_spot_is_seen_from_as_near_as_postcodes_stand_around_it(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def zoom(point: Point) -> float:
        static_maps.drawn_spot(Spot(point, Status.REPORTED, 360, 240), "light")
        return seen[-1].zoom

    def drawn(view: View, *_: object) -> Image.Image:
        seen.append(view)
        return Image.new("RGB", (1, 1))

    seen: list[View] = []
    monkeypatch.setattr(maps, "drawn", drawn)
    assert zoom(town.west) < 13  # only areas have names here
    for n, (north, east) in enumerate([(0, 0.001), (0.0005, 0), (0, -0.001)]):
        point = Point(town.west.latitude + north, town.west.longitude + east)
        session.add(Postcode(code=f"WH11{n}AA", area_code="W", geom=point_value(point)))
    session.flush()
    assert zoom(town.west) == 16


def test_in_the_dark_it_is_dark(client: FlaskClient, town: Town) -> None:
    report = a_report(town)
    image = picture(client, f"/reports/{report.id}/map.png?look=dark&width=200&height=120")
    assert image.size == (400, 240)
    assert has(image, look("dark").land)
    assert has(image, look("dark").open)


@pytest.mark.parametrize("visibility", list(Visibility))
def test_only_what_is_public_is_drawn_whoever_asks(
    client: FlaskClient, town: Town, visibility: Visibility
) -> None:
    account, secret = new_device(at=NOON)
    report = a_report(town, by=account, visibility=visibility)
    client.set_cookie(DEVICE_COOKIE, secret)

    answer = client.get(f"/reports/{report.id}/map.png")
    drawn = picture(client, f"/map.png?{AROUND_WEST}")

    is_public = visibility is Visibility.PUBLIC
    assert answer.status_code == (200 if is_public else 404)
    assert has(drawn, look("light").open) == is_public


def test_the_map_shows_what_its_filter_lets_through(client: FlaskClient, town: Town) -> None:
    a_report(town)

    assert has(picture(client, f"/map.png?{AROUND_WEST}"), look("light").open)
    assert has(picture(client, f"/map.png?{AROUND_WEST}&category=pothole"), look("light").open)
    assert not has(picture(client, f"/map.png?{AROUND_WEST}&category=litter"), look("light").open)
    assert not has(picture(client, f"/map.png?{AROUND_WEST}&status=fixed"), look("light").open)


def test_without_a_box_it_shows_the_site_s_ground(client: FlaskClient, town: Town) -> None:
    assert picture(client, "/map.png").size == (1280, 800)


def test_others_may_keep_it_for_a_moment_and_show_it(client: FlaskClient, town: Town) -> None:
    address = f"/reports/{a_report(town).id}/map.png"
    answer = client.get(address)

    assert answer.headers["Cache-Control"] == "public, max-age=60, s-maxage=300"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Cookie" not in answer.headers.get("Vary", "")
    again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    "query",
    [
        *("bbox=1,2,3", "bbox=nan,0,1,1", "bbox=-0.9,51,-1,51.1", "bbox=a"),
        *("width=0", "width=99999", "width=1e3", "width=²", "width=-640", "width=", "height=10"),
        *("look=neon", "look="),
    ],
)
def test_what_cannot_be_drawn_is_refused(client: FlaskClient, town: Town, query: str) -> None:
    assert client.get(f"/map.png?{query}").status_code == 400
    if not query.startswith("bbox"):
        report = a_report(town)
        assert client.get(f"/reports/{report.id}/map.png?{query}").status_code == 400


@pytest.mark.parametrize("box", ["-180,-90,180,90", "179.9,89.9,180,90", "0,0,1e-9,1e-9"])
def test_any_piece_of_the_earth_can_be_drawn(client: FlaskClient, town: Town, box: str) -> None:
    assert picture(client, f"/map.png?bbox={box}&width=120&height=90").size == (240, 180)


def test_a_picture_is_drawn_once_and_only_so_many_at_a_time(
    client: FlaskClient, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/reports/{a_report(town).id}/map.png?width=333"
    picture(client, address)

    monkeypatch.setattr(static_maps, "PATIENCE_SECONDS", 0.01)
    for _ in range(static_maps.AT_ONCE):
        static_maps._hands.acquire()
    try:
        assert client.get(address).status_code == 200, "it lies on the shelf"
        refused = client.get(address + "&height=301")
    finally:
        for _ in range(static_maps.AT_ONCE):
            static_maps._hands.release()
    assert refused.status_code == 503
    assert client.get(address + "&height=301").status_code == 200
