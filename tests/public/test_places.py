"""The search box: from what people type to places they can choose."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from civicreport import config
from civicreport.adapters import geocoder
from civicreport.areas.models import PlaceLabel, Postcode
from civicreport.db import point_value, session
from civicreport.domain.location import Place, Point
from tests.factories import a_report
from tests.support.pages import page, words
from tests.support.town import Town

CHOICES = "main li a[data-kind=row]"


@pytest.fixture
def postcodes(town: Town) -> None:
    for code, point in {
        "WH11AA": town.west,
        "WH11AB": Point(51.06, -0.95),
        "EH11AA": town.east,
    }.items():
        session.add(Postcode(code=code, area_code="X", geom=point_value(point)))
    session.flush()


@pytest.fixture
def ground(monkeypatch: pytest.MonkeyPatch) -> None:
    """The site's map opens on the town."""
    here = config.current()
    ground = here.map.model_copy(update={"latitude": 51.05, "longitude": -0.95})
    monkeypatch.setattr(config, "current", lambda: here.model_copy(update={"map": ground}))


def labels(client: FlaskClient, text: str) -> list[str]:
    return [words(link) for link in page(client, f"/places?q={text}").select(CHOICES)]


def as_json(client: FlaskClient, text: str) -> Any:
    answer = client.get("/places", query_string={"q": text}, headers={"Accept": "application/json"})
    return answer.get_json()["places"]


@pytest.mark.parametrize(
    "text",
    [
        "WH1 1AA",
        "wh11aa",
        "  Wh1  1aA ",
        "\u202aWH1 1AA\u202c",  # copied out of a message, with marks that nobody sees
        "12 Mill Lane, Westham WH1 1AA",
    ],
)
def test_a_postcode_is_found_however_it_is_written(
    client: FlaskClient, postcodes: None, text: str
) -> None:
    assert labels(client, text) == ["WH1 1AA, Westham"]


def test_a_part_of_a_postcode_finds_those_that_begin_with_it(
    client: FlaskClient, postcodes: None
) -> None:
    found = " ".join(labels(client, "WH1"))
    assert "WH1" in found
    assert "EH1" not in found
    assert labels(client, "WH1 1A") == labels(client, "wh11a") == ["WH1 1AA", "WH1 1AB"]


def test_a_blank_tells_a_part_of_one_district_from_another(
    client: FlaskClient, postcodes: None, town: Town
) -> None:
    session.add(Postcode(code="WH110AA", area_code="X", geom=point_value(town.east)))
    for label, is_district in {"WH11": True, "WH1 1": False}.items():
        where = point_value(town.west)
        session.add(PlaceLabel(label=label, is_district=is_district, postcodes=2, geom=where))
    session.flush()
    found = labels(client, "WH1 1")
    assert [found[0], "WH1 1AA" in found, "WH11 0AA" in found] == ["WH1 1", True, False]
    either = labels(client, "wh11")
    assert [either[0], "WH1 1AA" in either, "WH11 0AA" in either] == ["WH11", True, True]


def test_what_somebody_may_go_on_to_type_comes_before_whole_postcodes(
    client: FlaskClient, postcodes: None, town: Town
) -> None:
    for label in ("WH1", "WH1 1", "WH1 2", "WH10"):
        where, is_district = point_value(town.west), " " not in label
        session.add(PlaceLabel(label=label, is_district=is_district, postcodes=2, geom=where))
    session.flush()
    assert labels(client, "WH1")[:4] == ["WH1", "WH1 1", "WH1 2", "WH10"]


@pytest.mark.parametrize("text", ["51.05,-0.95", "51.05 -0.95", "51.05 N 0.95 W"])
def test_coordinates_are_a_place(client: FlaskClient, town: Town, text: str) -> None:
    [place] = as_json(client, text)
    assert (place["latitude"], place["longitude"]) == (51.05, -0.95)
    assert place["label"] == "51.05000, -0.95000, Westham"


def test_a_place_leads_to_the_form_for_it(client: FlaskClient, postcodes: None) -> None:
    [link] = page(client, "/places?q=WH1 1AA").select(CHOICES)
    form = page(client, str(link["href"]))
    assert "Near WH1 1AA" in words(form.select_one(".place_bar"))


def test_a_reports_reference_leads_to_the_report(client: FlaskClient, town: Town) -> None:
    for text in ("CR-7", "cr7", " CR 7 "):
        answer = client.get("/places", query_string={"q": text})
        assert (answer.status_code, answer.location) == (302, "/reports/7")


@pytest.mark.parametrize(
    "text", ["Nowhere at all", "ZZ99 9ZZ", "999, 999", "CR-x", "😀", "%00", "x" * 900]
)
def test_what_is_not_found_gets_helpful_words(client: FlaskClient, town: Town, text: str) -> None:
    said = words(page(client, f"/places?q={text}", status=400 if text == "%00" else 200))
    assert text == "%00" or "This helps" in said


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("SU 736 283", "SU 736 283, Westham"),
        ("9C3X3322+", None),
        ("9C3X324X+2X", "9C3X324X+2X, Westham"),
        ("324X+2X", "324X+2X, Westham"),  # short: near the middle of the site
        ("324X+2X Westham", "324X+2X Westham, Westham"),
        ("324X+2X Westham, UK", "324X+2X Westham, UK, Westham"),
        ("324X+2X Nowhere", None),
        ("-0.95, 51.05", "51.05000, -0.95000, Westham"),  # the longitude first
        ("51°03'00\"N 0°57'00\"W", "51.05000, -0.95000, Westham"),
    ],
)
def test_a_place_is_found_however_it_is_written(
    client: FlaskClient, town: Town, ground: None, text: str, label: str | None
) -> None:
    assert [place["label"] for place in as_json(client, text)] == [label] * (label is not None)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("westham", ["Westham"]),
        ("EAST", ["Eastham"]),
        ("County", ["Countyshire"]),
        ("ham", []),  # words are known by their beginnings
        ("%", []),
        ("e_st", []),
    ],
)
def test_the_sites_own_areas_are_found_without_any_geocoder(
    client: FlaskClient, town: Town, text: str, names: list[str]
) -> None:
    found = as_json(client, text)
    assert [place["label"] for place in found] == names
    assert all(place["is_wide"] for place in found)


def test_a_wide_place_leads_to_a_form_that_asks_for_the_spot(
    client: FlaskClient, town: Town
) -> None:
    [link] = page(client, "/places?q=Westham").select(CHOICES)
    form = page(client, str(link["href"]))
    assert form.select_one("input[name=is_place_rough][checked]") is not None
    assert form.select_one("details[data-describe][open]") is not None


def test_croydons_postcodes_are_no_numbers_of_reports(client: FlaskClient, town: Town) -> None:
    session.add(Postcode(code="CR20AA", area_code="X", geom=point_value(town.west)))
    session.flush()
    assert labels(client, "CR2") == ["CR2 0AA"]
    assert client.get("/places?q=CR-2").location == "/reports/2"


def test_a_geocoder_that_is_silent_is_said_and_all_else_is_found(
    client: FlaskClient, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    def search(text: str) -> list[Place]:
        raise geocoder.Silence

    monkeypatch.setattr(geocoder, "search", search)
    assert "does not answer" in words(page(client, "/places?q=Mill Lane"))
    assert labels(client, "Westham") == ["Westham"]
    answer = client.get("/places?q=Mill Lane", headers={"Accept": "application/json"}).get_json()
    assert answer == {"is_complete": False, "places": []}


def test_an_empty_search_is_only_the_search_box(client: FlaskClient, town: Town) -> None:
    soup = page(client, "/places")
    assert soup.select_one("input[name=q]") is not None
    assert "Nothing found" not in words(soup)


def test_other_words_go_to_the_geocoder(
    client: FlaskClient, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def search(text: str) -> list[Place]:
        asked.append(text)
        return [Place("High Street, Westham", 51.05, -0.95)]

    monkeypatch.setattr(geocoder, "search", search)
    assert labels(client, "High  Street ") == ["High Street, Westham"]
    assert asked == ["High Street"]


def test_a_place_leads_to_what_is_reported_there_too(client: FlaskClient, town: Town) -> None:
    report = a_report(town)
    found = page(client, f"/places?q={town.west.latitude},{town.west.longitude}")
    [link] = found.select("main li a[data-kind=quiet]")

    shown = page(client, str(link["href"]))

    assert [card["data-report"] for card in shown.select(".report_card")] == [str(report.id)]
    here = shown.select_one("[data-part=here]")
    assert here is not None
    assert str(here["href"]) == "/report/new?latitude=51.05&longitude=-0.95"


def test_words_of_no_place_may_stand_in_reports(client: FlaskClient, town: Town) -> None:
    report = a_report(town, details="The noticeboard has come off its posts.")
    found = page(client, "/places?q=noticeboard")
    link = found.find("a", string="Look for “noticeboard” in the reports")
    assert link is not None
    shown = page(client, str(link["href"]))
    assert [card["data-report"] for card in shown.select(".report_card")] == [str(report.id)]


def test_nobody_is_promised_streets_where_no_geocoder_knows_them(
    client: FlaskClient, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = "not known by their names"
    assert "street" not in words(page(client, "/").select_one("#where-hint"))
    for form in ("/places", "/report/new"):
        assert "street" not in words(page(client, form).select_one("place-search label"))
    assert told in words(page(client, "/places?q=Mill Lane"))
    monkeypatch.setattr(geocoder, "is_configured", lambda: True)
    monkeypatch.setattr(geocoder, "search", lambda _text: [])
    assert "a street" in words(page(client, "/").select_one("#where-hint"))
    for form in ("/places", "/report/new"):
        assert "street" in words(page(client, form).select_one("place-search label"))
    assert told not in words(page(client, "/places?q=Mill Lane"))


def test_the_town_behind_a_plus_code_is_not_asked_for_letter_by_letter(
    client: FlaskClient, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A geocoder that forbids suggestions is asked for no part of a word, whatever stands first."""
    asked = []

    def search(text: str) -> list[Place]:
        asked.append(text)
        return [Place("Northham", 51.3, -0.9, True)]

    monkeypatch.setattr(geocoder, "search", search)
    settings = config.current()
    silent = settings.geocoder.model_copy(update={"suggests": False})
    changed = settings.model_copy(update={"geocoder": silent})
    monkeypatch.setattr(config, "current", lambda: changed)
    as_json = {"Accept": "application/json"}
    client.get("/places?typing=1&q=QP2R%2B8X+Northh", headers=as_json)
    assert asked == []
    client.get("/places?q=QP2R%2B8X+Northham", headers=as_json)
    assert asked == ["Northham"]
