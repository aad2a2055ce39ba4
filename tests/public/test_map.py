from __future__ import annotations

from datetime import timedelta
from unittest.mock import patch

import pytest
from flask.testing import FlaskClient

from civicreport.domain.status import Actor, Status
from civicreport.domain.visibility import Visibility
from civicreport.public import map as map_page
from civicreport.reports import casework
from tests.factories import a_report
from tests.factories.reports import NOON
from tests.support.pages import page
from tests.support.town import Town

WEST = "-1.0,51.0,-0.9,51.1"


def ids(client: FlaskClient, query: str) -> list[int]:
    answer = client.get(f"/reports.geojson?{query}")
    assert answer.status_code == 200
    assert answer.mimetype == "application/geo+json"
    return [feature["id"] for feature in answer.get_json()["features"]]


def test_pins_are_those_in_the_box(client: FlaskClient, town: Town) -> None:
    here = a_report(town)
    a_report(town, point=town.east)

    assert ids(client, f"bbox={WEST}") == [here.id]


def test_a_pin_says_what_it_is(client: FlaskClient, town: Town) -> None:
    report = a_report(town, details="Deep hole. Mind your wheels.")

    (feature,) = client.get(f"/reports.geojson?bbox={WEST}").get_json()["features"]

    assert feature["geometry"] == {"type": "Point", "coordinates": [-0.95, 51.05]}
    assert feature["properties"]["label"] == "Pothole, Reported: Deep hole"
    assert feature["properties"]["url"] == f"/reports/{report.id}"


@pytest.mark.parametrize("visibility", [Visibility.PENDING, Visibility.PRIVATE, Visibility.HIDDEN])
def test_only_public_ones_are_on_the_map(
    client: FlaskClient, town: Town, visibility: Visibility
) -> None:
    a_report(town, visibility=visibility)

    assert ids(client, f"bbox={WEST}") == []
    assert page(client, "/map").select(".report_card") == []


@pytest.mark.parametrize(
    "bbox", ["", "1,2,3", "a,b,c,d", "-0.9,51,-1,51.1", "nan,0,1,1", "0,0,200,1", "1,1,1,1,1"]
)
def test_a_box_that_is_none_is_refused(client: FlaskClient, bbox: str) -> None:
    answer = client.get(f"/reports.geojson?bbox={bbox}")

    assert answer.status_code == 400
    assert answer.get_json()["status"] == 400


def test_too_many_pins_are_cut_and_it_says_so(client: FlaskClient, town: Town) -> None:
    a_report(town)
    newest = a_report(town, at=NOON + timedelta(hours=1))

    with patch.object(map_page, "MOST_PINS", 1):
        answer = client.get(f"/reports.geojson?bbox={WEST}").get_json()

    assert [feature["id"] for feature in answer["features"]] == [newest.id]
    assert answer["is_cut"] is True


def test_filters_stand_in_the_address_and_in_the_form(client: FlaskClient, town: Town) -> None:
    pothole = a_report(town)
    a_report(town, category_code="graffiti")
    fixed = a_report(town)
    casework.change_status(fixed, Status.FIXED, by=town.cleo, actor=Actor.OFFICER, text="", at=NOON)

    shown = page(client, "/map?status=open&category=pothole")

    assert [card["data-report"] for card in shown.select(".report_card")] == [str(pothole.id)]
    chosen = [option["value"] for option in shown.select("option[selected]")]
    assert chosen == ["open", "pothole"]
    assert ids(client, f"bbox={WEST}&status=fixed") == [fixed.id]


def test_the_list_goes_on_where_it_stopped(client: FlaskClient, town: Town) -> None:
    sent = [a_report(town, at=NOON + timedelta(minutes=n)).id for n in range(32)]

    first = page(client, f"/map?bbox={WEST}")
    more = first.find("a", string=lambda text: bool(text) and "older" in text)
    assert more is not None
    second = page(client, str(more["href"]))

    listed = [
        int(str(card["data-report"]))
        for shown in (first, second)
        for card in shown.select(".report_card")
    ]
    assert listed == sent[::-1]


def test_a_cursor_that_somebody_made_up_begins_at_the_top(client: FlaskClient, town: Town) -> None:
    report = a_report(town)
    for cursor in ("x", "WzEsMl0", "W251bGwsIDFd", "%00x", "A" * 3000):
        answer = client.get(f"/map?cursor={cursor}")
        assert answer.status_code in {200, 400}
        if answer.status_code == 200:
            assert f'data-report="{report.id}"' in answer.get_data(as_text=True)


def test_the_ground_comes_in_pieces_that_caches_keep(client: FlaskClient, town: Town) -> None:
    answer = client.get("/maps/base/9/254/171.json")

    names = {place["properties"]["label"] for place in answer.get_json()["places"]["features"]}
    assert "Countyshire" in names
    assert answer.headers["Cache-Control"].startswith("public, max-age=")
    assert client.get("/maps/base/2/4/0.json").status_code == 404


def test_the_maps_script_is_its_own_file_and_names_no_foreign_host(
    client: FlaskClient, town: Town
) -> None:
    shown = page(client, "/map")
    scripts = [str(script["src"]) for script in shown.select("script[src]")]
    (address,) = [src for src in scripts if src.startswith("/maps/")]

    answer = client.get(address)

    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert "http" not in answer.get_data(as_text=True)
    assert scripts.index(address) < scripts.index(scripts[-1])
