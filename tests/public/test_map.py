from __future__ import annotations

from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from civicreport.domain import clock
from civicreport.domain.location import Point
from civicreport.domain.status import Actor, Status
from civicreport.domain.visibility import Visibility
from civicreport.public import map as map_page
from civicreport.reports import casework
from civicreport.reports.models import Report
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


def test_each_way_not_to_find_the_device_has_its_words(client: FlaskClient, town: Town) -> None:
    failures = ("denied", "unavailable", "timeout", "insecure", "unsupported")
    there = page(client, "/map").select_one("report-map")
    assert there is not None
    said = [there.get(f"data-word-{failure}") for failure in failures]
    assert all(said)
    assert len(set(said)) == len(failures)


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
    "bbox",
    [
        "",
        "1,2,3",
        "a,b,c,d",
        "-1,51.1,-0.9,51",
        "-1,51,-1,52",
        "nan,0,1,1",
        "0,0,200,1",
        "1,1,1,1,1",
    ],
)
def test_a_box_that_is_none_is_refused(client: FlaskClient, bbox: str) -> None:
    answer = client.get(f"/reports.geojson?bbox={bbox}")

    assert answer.status_code == 400
    assert answer.get_json()["status"] == 400


def test_many_in_one_spot_come_as_one_cluster_with_their_numbers(
    client: FlaskClient, town: Town
) -> None:
    reports = [a_report(town) for _ in range(4)]
    apart = a_report(town, point=Point(51.01, -0.99))
    fixed(town, reports[0], at=clock.now())

    found = client.get(f"/reports.geojson?bbox={WEST}&zoom=12").get_json()

    assert found["count"] == 5
    pin, cluster = found["features"]
    assert pin["id"] == apart.id
    assert cluster["properties"] == {
        "count": 4,
        "reported": 3,
        "in_hand": 0,
        "fixed": 1,
        "ended": 0,
    }
    west, south, east, north = cluster["bbox"]
    assert west <= -0.95 <= east
    assert south <= 51.05 <= north


def test_a_tapped_pin_tells_its_card_and_a_spot_all_of_its_reports(
    client: FlaskClient, town: Town
) -> None:
    pothole, graffiti = a_report(town), a_report(town, category_code="graffiti")
    hidden = a_report(town, visibility=Visibility.PENDING)

    one = client.get(f"/map/cards?report={pothole.id}").get_json()
    assert f'href="/reports/{pothole.id}"' in one["part"]
    assert client.get(f"/map/cards?report={hidden.id}").status_code == 404

    spot = "bbox=-0.95001,51.04999,-0.94999,51.05001"
    assert client.get(f"/map/cards?{spot}").get_json()["count"] == 2
    of_kind = client.get(f"/map/cards?{spot}&category=graffiti").get_json()
    assert f'data-report="{graffiti.id}"' in of_kind["part"]
    assert of_kind["count"] == 1
    for nonsense in ("", "report=x", "bbox=1", "report=9999999999999999999999"):
        assert client.get(f"/map/cards?{nonsense}").status_code in {400, 404}


def fixed(town: Town, report: Report, *, at: datetime) -> None:
    casework.change_status(report, Status.FIXED, by=town.cleo, actor=Actor.OFFICER, text="", at=at)


def listed(shown: BeautifulSoup) -> list[int]:
    return [int(str(card["data-report"])) for card in shown.select(".report_card")]


def test_filters_stand_in_the_address_and_in_the_form(client: FlaskClient, town: Town) -> None:
    pothole = a_report(town)
    a_report(town, category_code="litter")
    ended = a_report(town)
    fixed(town, ended, at=clock.now())

    shown = page(client, "/map?status=open&category=pothole,graffiti&body=county&age=year")

    assert listed(shown) == [pothole.id]
    ticked = [box["value"] for box in shown.select("input[checked]")]
    assert ticked == ["reported", "in_hand", "pothole", "graffiti"]
    assert [one["value"] for one in shown.select("option[selected]")] == ["county", "year"]
    assert ids(client, f"bbox={WEST}&status=fixed") == [ended.id]


def test_each_filter_can_be_taken_off_again(client: FlaskClient, town: Town) -> None:
    shown = page(client, "/map?status=in_hand&category=litter&body=west&words=kerb&from=2026-02-03")

    chips = shown.select("[data-part=chips] a")
    names = [chip.get_text(" ", strip=True).removesuffix(" remove this filter") for chip in chips]
    assert names == [
        "In hand",
        "Litter",
        "Westham District Council",
        "from Tue 3 February 2026",
        "“kerb”",
    ]
    without = {name: str(chip["href"]) for name, chip in zip(names, chips, strict=True)}
    assert without["Litter"] == "/map?status=in_hand&body=west&from=2026-02-03&words=kerb"


def test_what_a_quick_choice_says_is_not_said_twice(client: FlaskClient, town: Town) -> None:
    shown = page(client, "/map?status=fixed&category=litter")
    quick = shown.select("[data-part=quick] [aria-current]")
    chips = shown.select("[data-part=chips] a")
    assert [choice.get_text(strip=True) for choice in quick] == ["Fixed"]
    assert [str(chip["href"]) for chip in chips] == ["/map?status=fixed"]


def test_what_ended_long_ago_is_left_out_until_somebody_asks(
    client: FlaskClient, town: Town
) -> None:
    open_one, lately, long_ago = (a_report(town) for _ in range(3))
    fixed(town, lately, at=clock.now() - timedelta(days=29))
    fixed(town, long_ago, at=clock.now() - timedelta(days=31))

    shown = page(client, f"/map?bbox={WEST}")

    assert set(listed(shown)) == {open_one.id, lately.id}
    assert client.get(f"/reports.geojson?bbox={WEST}").get_json()["count"] == 2
    (way,) = shown.find_all("a", string="Show older ended ones, too")
    assert set(listed(page(client, str(way["href"])))) == {open_one.id, lately.id, long_ago.id}
    assert client.get(f"/reports.geojson?bbox={WEST}&ended=any").get_json()["count"] == 3
    only_open = page(client, "/map?status=open")
    assert "30 days ago is left out" not in only_open.get_text()


def test_what_the_address_asks_for_in_vain_is_said(client: FlaskClient, town: Town) -> None:
    shown = page(client, "/map?status=dancing&category=dragons&body=atlantis&age=eternal&words=🚲")
    assert "left out: dancing, eternal, 🚲, dragons, atlantis." in shown.get_text(" ")


@pytest.mark.parametrize("words", ["CR-{}", "cr {}", " CR{} "])
def test_a_reports_number_among_the_words_leads_to_it(
    client: FlaskClient, town: Town, words: str
) -> None:
    report = a_report(town)
    answer = client.get("/map", query_string={"words": words.format(report.id)})
    assert (answer.status_code, answer.location) == (302, f"/reports/{report.id}")


def test_an_empty_list_offers_ways_on(client: FlaskClient, town: Town) -> None:
    a_report(town)
    shown = page(client, f"/map?bbox={WEST}&words=zebra")
    ways = {link.get_text(strip=True): str(link["href"]) for link in shown.select("#reports a")}
    assert ways["Take off all filters"] == f"/map?bbox={WEST}"
    assert ways["Look everywhere"] == "/map?words=zebra"
    near = page(client, "/map?bbox=-0.91,51.01,-0.9,51.02")
    here = {link.get_text(strip=True): str(link["href"]) for link in near.select("#reports a")}
    assert here["Report here"] == "/report/new?latitude=51.015&longitude=-0.905"


def test_a_long_list_says_that_it_is_longer_than_it_counts(client: FlaskClient, town: Town) -> None:
    for _ in range(3):
        a_report(town)
    heading = page(client, "/map").select_one("[data-part=count]")
    assert heading is not None
    assert heading.get_text(strip=True) == "3 reports"
    with patch.object(map_page, "MOST_COUNTED", 2):
        heading = page(client, "/map").select_one("[data-part=count]")
    assert heading is not None
    assert heading.get_text(strip=True) == "More than 2 reports"


def test_without_scripts_the_map_is_a_picture_with_ways_on(client: FlaskClient, town: Town) -> None:
    shown = page(client, f"/map?bbox={WEST}&category=pothole")

    (image,) = shown.select("noscript img")
    assert (image["width"], image["height"]) == ("640", "400")
    picture = client.get(str(image["src"]))
    assert (picture.status_code, picture.mimetype) == (200, "image/png")
    steps = {link.get_text(): str(link["href"]) for link in shown.select("noscript a")}
    assert list(steps) == ["North", "South", "West", "East", "Closer", "Farther"]
    for address in steps.values():
        assert "category=pothole" in address
        assert "in view" in page(client, address).get_text()
    assert page(client, "/map?bbox=170,-20,-170,-10").select("noscript img") == []


def test_the_list_goes_on_where_it_stopped(client: FlaskClient, town: Town) -> None:
    sent = [a_report(town, at=NOON + timedelta(minutes=n)).id for n in range(32)]

    first = page(client, f"/map?bbox={WEST}&category=pothole")
    more = first.find("a", string=lambda text: bool(text) and "older ones" in text)
    assert more is not None
    second = page(client, str(more["href"]))

    assert "category=pothole" in str(more["href"])
    assert [*listed(first), *listed(second)] == sent[::-1]


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
