"""Where it is: in words that the person may put right, by an address alone, near a border."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from civicreport.adapters import geocoder
from civicreport.areas.models import Postcode
from civicreport.db import point_value, session
from civicreport.domain.location import Place, Point
from civicreport.public import address_line
from tests.support.pages import page, words
from tests.support.report_form import (
    ADDRESS,
    filled,
    one,
    parsed,
    post,
    reports,
    the_report,
    value,
)
from tests.support.town import Town

CHOOSE = "/report/new/place"
HERE = {"latitude": "51.05", "longitude": "-0.95"}


@pytest.fixture
def postcodes(town: Town) -> None:
    for code, point in {
        "WH11AA": Point(51.0509, -0.95),  # 100 m north
        "WH11AB": Point(51.05, -0.936),  # 980 m east
        "WH11AC": Point(51.05, -0.95),  # here
    }.items():
        session.add(Postcode(code=code, area_code="X", geom=point_value(point)))
    session.flush()


@pytest.fixture
def mill_lane(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(geocoder, "address_at", lambda _point: "12 Mill Lane, Westham")


def address_of(client: FlaskClient, **place: str) -> Any:
    return client.get("/report/new/address", query_string=place or HERE).get_json()


# In words -----------------------------------------------------------------------------------


def test_what_the_person_adds_stands_before_what_the_registers_know(
    client: FlaskClient, town: Town, postcodes: None
) -> None:
    answer = post(client, filled(town, place_note="  outside   no. 12 "))
    report = the_report()
    assert (report.place_note, report.place) == ("outside no. 12", "WH1 1AC, Westham")
    shown = words(page(client, answer.location).select_one("main header"))
    assert "outside no. 12, WH1 1AC, Westham" in shown
    assert "About here" not in shown


def test_the_words_for_the_place_are_kept_through_other_mistakes(
    client: FlaskClient, town: Town
) -> None:
    sent = filled(town, details="", place_note="outside no. 12", is_place_rough="y")
    soup = parsed(post(client, sent))
    assert value(soup, "place_note") == "outside no. 12"
    assert one(soup, "[name=is_place_rough]").has_attr("checked")
    assert one(soup, "details[data-describe]").has_attr("open")


def test_what_is_too_long_for_a_place_is_said_there(client: FlaskClient, town: Town) -> None:
    soup = parsed(post(client, filled(town, place_note="x" * 301)))
    assert "At most 300" in words(one(soup, "#place_note-error"))


# Less exact ---------------------------------------------------------------------------------


def test_a_rough_place_needs_a_description_and_is_shown_as_rough(
    client: FlaskClient, town: Town
) -> None:
    rough = filled(town, is_place_rough="y")
    soup = parsed(post(client, rough))
    assert "Describe the spot" in words(one(soup, "#place_note-error"))
    assert reports() == []
    answer = post(client, {**rough, "place_note": "By the weir"})
    assert the_report().is_place_rough
    shown = words(page(client, answer.location).select_one("main"))
    assert "About here: By the weir" in shown
    assert "given by an address, not on the map" in shown


def test_without_a_map_a_town_is_chosen_and_the_spot_described(
    client: FlaskClient, town: Town, postcodes: None
) -> None:
    typed = filled(town, latitude=None, longitude=None, q="Westham")
    found = one(parsed(post(client, typed, CHOOSE)), ".place_bar__found button[name=spot]")
    typed = {**typed, "q": "", "spot": str(found["value"])}
    soup = parsed(post(client, typed, CHOOSE))
    assert one(soup, "[name=is_place_rough]").has_attr("checked")
    assert value(soup, "details") == typed["details"]
    assert float(value(soup, "latitude")) == pytest.approx(51.05, abs=0.05)


@pytest.mark.parametrize(("note", "is_rough"), [("", True), ("outside no. 12", False)])
def test_without_a_map_the_middle_of_a_street_is_exact_only_where_the_spot_is_described(
    client: FlaskClient,
    town: Town,
    monkeypatch: pytest.MonkeyPatch,
    note: str,
    *,
    is_rough: bool,
) -> None:
    lane = Place("Mill Lane", 51.05, -0.95, is_street=True)
    monkeypatch.setattr(geocoder, "search", lambda _text: [lane])
    typed = filled(town, latitude=None, longitude=None, place_note=note, q="Mill Lane")
    found = one(parsed(post(client, typed, CHOOSE)), ".place_bar__found button[name=spot]")
    soup = parsed(post(client, {**typed, "q": "", "spot": str(found["value"])}, CHOOSE))
    assert one(soup, "[name=is_place_rough]").has_attr("checked") == is_rough
    linked = page(client, str(one(page(client, "/places?q=Mill+Lane"), "main li a")["href"]))
    assert one(linked, "[name=is_place_rough]").has_attr("checked")


def test_places_around_are_told_with_the_way_and_make_the_place_exact(
    client: FlaskClient, town: Town, postcodes: None
) -> None:
    soup = page(client, f"{ADDRESS}?latitude=51.05&longitude=-0.95&wide=1")
    near = [words(button) for button in soup.select("[data-part=around] button")]
    assert near == ["WH1 1AA, 100 m north", "WH1 1AB, 980 m east"]
    chosen = one(soup, "[data-part=around] button")
    typed = filled(town, is_place_rough="y", spot=str(chosen["value"]))
    soup = parsed(post(client, typed, CHOOSE))
    assert value(soup, "latitude") == "51.050900"
    assert not one(soup, "[name=is_place_rough]").has_attr("checked")


# The address --------------------------------------------------------------------------------


def test_the_address_is_carried_by_the_form_for_its_spot_alone(
    client: FlaskClient, town: Town, postcodes: None, mill_lane: None
) -> None:
    told = address_of(client)
    assert told["address"] == "12 Mill Lane, Westham"
    soup = parsed(post(client, filled(town, details="", address=told["sealed"])))
    assert words(one(soup, ".place_bar__street")) == "12 Mill Lane, Westham"
    post(client, filled(town, details="One", address=told["sealed"]))
    post(client, filled(town, details="Two", address=told["sealed"], latitude="51.051"))
    post(client, filled(town, details="Three", address="Buckingham Palace"))
    assert [report.place for report in reports()] == [
        "12 Mill Lane, Westham, WH1 1AC",
        "WH1 1AA, Westham",
        "WH1 1AC, Westham",
    ]


def test_who_describes_the_spot_is_not_sent_to_the_map(client: FlaskClient, town: Town) -> None:
    described = {"place_note": "Behind the church", "is_place_rough": "y"}
    soup = parsed(post(client, filled(town, latitude="", longitude="", **described)))
    said = words(one(soup, ".error_summary"))
    assert "Search for the postcode" in said
    assert "map" not in said


def test_without_scripts_the_address_comes_with_the_place(
    client: FlaskClient, town: Town, postcodes: None, mill_lane: None
) -> None:
    """And what says all of it is taken at once: there is nothing to choose from."""
    for text in ("WH1 1AC", "51.05, -0.95"):
        typed = filled(town, latitude="", longitude="", q=text)
        soup = parsed(post(client, typed, CHOOSE))
        assert words(one(soup, ".place_bar__street")) == "12 Mill Lane, Westham"
        assert soup.select("[data-search] .place_bar__found") == []
        assert address_line.opened(value(soup, "address"), Point(51.05, -0.95))
    soup = parsed(post(client, filled(town, latitude="", longitude="", q="WH1 1A"), CHOOSE))
    assert len(soup.select("[data-search] .place_bar__found button")) == 3


def test_without_an_address_there_is_nothing_to_carry(
    client: FlaskClient, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(_point: Point) -> str:
        raise geocoder.Silence

    assert address_of(client) == {"address": "", "sealed": ""}
    monkeypatch.setattr(geocoder, "address_at", silent)
    assert address_of(client) == {"address": "", "sealed": ""}
    assert client.get("/report/new/address?latitude=x").status_code == 422


def test_the_page_asks_for_addresses_only_where_somebody_knows_them(
    client: FlaskClient, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not one(page(client, ADDRESS), "location-picker").has_attr("data-address-url")
    monkeypatch.setattr(geocoder, "is_configured", lambda: True)
    assert one(page(client, ADDRESS), "location-picker")["data-address-url"] == (
        "/report/new/address"
    )


def test_a_search_that_does_not_answer_is_said_and_nothing_is_lost(
    client: FlaskClient, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def silent(_text: str) -> list[Place]:
        raise geocoder.Silence

    monkeypatch.setattr(geocoder, "search", silent)
    soup = parsed(post(client, filled(town, q="Mill Lane"), CHOOSE))
    assert "does not answer" in words(one(soup, ".place_bar"))
    assert value(soup, "q") == "Mill Lane"
    assert value(soup, "details") == filled(town)["details"]


# Near a border ------------------------------------------------------------------------------


def test_just_outside_the_likely_councils_are_named_and_one_tap_leads_inside(
    client: FlaskClient, town: Town
) -> None:
    soup = page(client, f"{ADDRESS}?latitude=51.05&longitude=-1.003")
    said = words(one(soup, "#place-error"))
    assert "210 m outside" in said
    assert "Countyshire Council" in said
    assert "Westham District Council" in said
    assert "Eastham" not in said
    spot = str(one(soup, "[data-part=place] button[name=spot]")["value"])
    inside = parsed(post(client, filled(town, spot=spot), CHOOSE))
    assert inside.select_one("#place-error") is None
    assert float(value(inside, "longitude")) > -1


def test_far_outside_nobody_is_guessed(client: FlaskClient, town: Town) -> None:
    said = words(one(page(client, f"{ADDRESS}?latitude=52.5&longitude=-0.9"), "#place-error"))
    assert "156 km away" in said
    assert "Council," not in said
