"""Who is responsible, for machines and as a page."""

from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from civicreport.areas.models import Generation
from civicreport.bodies.models import ContactCopy
from civicreport.db import session
from civicreport.domain.answers import Datatype, Question, as_json
from civicreport.domain.location import Point
from tests.support.town import Town


def ask(client: FlaskClient, point: Point, category: str) -> dict[str, Any]:
    answer = client.get(
        f"/api/route?latitude={point.latitude}&longitude={point.longitude}&category={category}"
    )
    assert answer.status_code == 200
    assert answer.json is not None
    return dict(answer.json)


def test_the_answer_has_exactly_these_parts(client: FlaskClient, town: Town) -> None:
    session.add(
        ContactCopy(
            contact_id=town.contacts["county", "pothole"].id, body_id=town.bodies["west"].id
        )
    )
    session.flush()
    assert ask(client, town.west, "pothole") == {
        "areas": [
            {"code": "W", "name": "Westham", "type": "district"},
            {"code": "C", "name": "Countyshire", "type": "county"},
        ],
        "responsible": {"body": "county", "name": "Countyshire Council", "method": "email"},
        "copied": ["west"],
        "reasons": [
            "The place lies in Westham, Countyshire.",
            "Countyshire Council takes “Pothole” here.",
        ],
    }


def test_no_address_of_an_officer_is_told(client: FlaskClient, town: Town) -> None:
    place = f"latitude={town.west.latitude}&longitude={town.west.longitude}"
    for page in (f"/api/route?{place}&category=pothole", f"/why?{place}&category=pothole"):
        assert "@" not in client.get(page).get_data(as_text=True)


def test_nobody_takes_it(client: FlaskClient, town: Town) -> None:
    answer = ask(client, town.west, "flooding")
    assert answer["responsible"] is None
    assert len(answer["areas"]) == 2
    assert "Nobody takes “Flooding” here yet" in answer["reasons"][1]


def test_outside_the_nearest_covered_place_is_named(client: FlaskClient, town: Town) -> None:
    answer = ask(client, town.outside, "pothole")
    assert answer["areas"] == []
    assert answer["responsible"] is None
    assert answer["copied"] == []
    assert "about 156 km away" in answer["reasons"][0]


def test_near_the_edge_the_reason_says_so(client: FlaskClient, town: Town) -> None:
    answer = ask(client, Point(51.05, -0.7997), "graffiti")
    assert answer["responsible"]["body"] == "east"
    assert "just outside the boundary of Eastham: 21 m away" in answer["reasons"][0]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("longitude=1", "latitude"),
        ("latitude=51", "longitude"),
        ("latitude=&longitude=1", "latitude"),
        ("latitude=nan&longitude=1", "latitude"),
        ("latitude=51&longitude=inf", "longitude"),
        ("latitude=91&longitude=1", "latitude"),
        ("latitude=51&longitude=-180.5", "longitude"),
        ("latitude=1_0&longitude=1", "latitude"),
        ("latitude=٥١&longitude=1", "latitude"),
        ("latitude=51;drop&longitude=1", "latitude"),
        ("latitude=1e99&longitude=1", "latitude"),
    ],
)
def test_bad_coordinates_name_their_field(client: FlaskClient, query: str, field: str) -> None:
    answer = client.get(f"/api/route?{query}&category=pothole")
    assert answer.status_code == 400
    assert answer.json is not None
    assert answer.json["field"] == field
    assert answer.json["error"]
    assert client.get(f"/why?{query}&category=pothole").status_code == 400


@pytest.mark.parametrize("category", ["dragons", ""])
def test_an_unknown_category_is_404(client: FlaskClient, town: Town, category: str) -> None:
    place = f"latitude={town.west.latitude}&longitude={town.west.longitude}"
    answer = client.get(f"/api/route?{place}&category={category}")
    assert answer.status_code == 404
    assert answer.json is not None
    assert answer.json["field"] == "category"
    assert client.get(f"/why?{place}&category={category}").status_code == 404
    assert client.get(f"/why?{place}").status_code == 404


def test_an_answer_that_is_no_date_routes_like_none(client: FlaskClient, town: Town) -> None:
    since = Question("since", "Since when?", Datatype.DATETIME)
    town.categories["pothole"].questions = [as_json(since)]
    session.flush()
    place = f"latitude={town.west.latitude}&longitude={town.west.longitude}"
    asked = f"{place}&category=pothole&answer-pothole-since=yesterday"
    for page in (f"/api/route?{asked}", f"/why?{asked}"):
        assert client.get(page).status_code == 200


def test_the_page_says_the_same(client: FlaskClient, town: Town) -> None:
    answer = client.get("/why?latitude=51.05&longitude=-0.95&category=graffiti")
    page = BeautifulSoup(answer.get_data(as_text=True), "html.parser")
    assert page.h1 is not None
    assert page.h1.text == "Why this council?"
    assert [item.text for item in page.select("ol li")] == [
        "The place lies in Westham, Countyshire.",
        "Westham District Council takes “Graffiti” here.",
    ]
    assert "5 working days" in page.get_text()
    assert "approximate" not in page.get_text()


def test_the_page_says_when_boundaries_are_approximate(client: FlaskClient, town: Town) -> None:
    session.execute(sa.update(Generation).values(is_approximate=True))
    answer = client.get("/why?latitude=51.05&longitude=-0.95&category=graffiti")
    assert "approximate" in answer.get_data(as_text=True)


def test_the_page_outside(client: FlaskClient, town: Town) -> None:
    answer = client.get("/why?latitude=52.5&longitude=-0.9&category=graffiti")
    assert answer.status_code == 200
    assert "does not cover this place" in answer.get_data(as_text=True)
