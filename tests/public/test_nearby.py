"""Is it one of these? Asked while the form is filled in, or once before it is sent."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from civicreport.accounts.models import Device
from civicreport.db import session
from civicreport.domain import clock
from civicreport.domain.location import Point
from civicreport.domain.status import Actor, Status
from civicreport.domain.visibility import Visibility
from civicreport.participation import queries as participation
from civicreport.reports import casework
from civicreport.reports.models import Report
from tests.factories.reports import a_report
from tests.support.pages import page, words
from tests.support.report_form import filled, one, parsed, post, reports
from tests.support.town import Town

FORTY_METRES_NORTH = Point(51.05036, -0.95)


@pytest.fixture
def pothole(town: Town) -> Report:
    return a_report(town, by=town.ben, at=clock.now(), point=FORTY_METRES_NORTH)


def near(client: FlaskClient, town: Town, category: str = "pothole") -> BeautifulSoup:
    here = {"latitude": town.west.latitude, "longitude": town.west.longitude}
    answer: Any = client.get("/report/new/nearby", query_string={**here, "category": category})
    return BeautifulSoup(answer.json["part"], "html.parser")


# Which are shown --------------------------------------------------------------------------


def test_what_is_known_near_by_says_where_and_since_when(
    client: FlaskClient, town: Town, pothole: Report
) -> None:
    shown = words(one(near(client, town), ".duplicates__item"))
    assert pothole.title in shown
    assert "40 m north" in shown
    assert "Reported" in shown


def test_the_category_says_how_near_is_near(
    client: FlaskClient, town: Town, pothole: Report
) -> None:
    for radius, count in ((100, 1), (30, 0), (0, 0)):
        town.categories["pothole"].radius_metres = radius
        assert len(near(client, town).select(".duplicates__item")) == count


@pytest.mark.parametrize("visibility", [Visibility.PENDING, Visibility.PRIVATE, Visibility.HIDDEN])
def test_what_the_public_does_not_see_is_no_neighbour(
    client: FlaskClient, town: Town, pothole: Report, visibility: Visibility
) -> None:
    pothole.visibility = visibility
    assert near(client, town).select(".duplicates") == []


def test_nor_what_is_done_of_another_kind_or_of_a_private_one(
    client: FlaskClient, town: Town, pothole: Report
) -> None:
    assert near(client, town, "graffiti").select(".duplicates") == []
    town.categories["pothole"].is_private = True
    assert near(client, town).select(".duplicates") == []
    town.categories["pothole"].is_private = False
    casework.change_status(
        pothole, Status.FIXED, by=town.cleo, actor=Actor.OFFICER, at=clock.now(), text="Filled."
    )
    assert near(client, town).select(".duplicates") == []


def test_no_more_than_can_be_looked_through_the_nearest_first(
    client: FlaskClient, town: Town, pothole: Report
) -> None:
    for metres in range(5):
        a_report(town, point=Point(51.05 + metres / 111_000, -0.95))
    found = near(client, town).select(".duplicates__item")
    assert len(found) == 3
    assert "just here" in words(found[0])
    assert str(pothole.id) not in [each["data-report"] for each in found]


def test_a_place_that_is_none(client: FlaskClient, town: Town) -> None:
    assert client.get("/report/new/nearby?latitude=north").status_code == 422


def test_another_place_brings_its_own(client: FlaskClient, town: Town, pothole: Report) -> None:
    asked = "/report/new/options?latitude=51.05&longitude={}&category=pothole"
    here: Any = client.get(asked.format(-0.95)).json
    there: Any = client.get(asked.format(-0.85)).json
    assert pothole.title in here["parts"]["nearby"]
    assert there["parts"]["nearby"].strip() == ""


# It's this one ----------------------------------------------------------------------------


def test_one_tap_counts_follows_and_leads_to_it(
    client: FlaskClient, town: Town, pothole: Report
) -> None:
    shown = page(client, "/report/new?latitude=51.05&longitude=-0.95&category=pothole")
    button = one(shown, ".duplicates__item button")
    answer = post(client, filled(town), str(button["formaction"]))
    assert answer.status_code == 303
    assert len(reports()) == 1  # nothing new
    assert participation.upvotes(pothole.id) == 1
    follower = session.scalars(sa.select(Device.account_id).order_by(Device.id.desc())).first()
    assert participation.follows(pothole.id, follower)
    assert participation.has_upvoted(pothole.id, follower)
    told = words(page(client, str(answer.location)))
    assert "Counted: you have seen this, too" in told
    assert "Countyshire Council sees how many it concerns" in told


def test_ones_own_is_said_to_be_and_counts_for_nobody(client: FlaskClient, town: Town) -> None:
    post(client, filled(town))
    own = reports()[0]

    item = one(near(client, town), ".duplicates__item")

    assert "You reported this" in words(item)
    assert item.select("button") == []
    assert one(item, ".duplicates__own")["href"] == f"/reports/{own.id}"
    client.post(f"/reports/{own.id}/seen", headers={"Accept": "application/json"})
    assert participation.upvotes(own.id) == 0


def test_twice_is_once(client: FlaskClient, town: Town, pothole: Report) -> None:
    for _ in range(2):
        answer = client.post(f"/reports/{pothole.id}/seen", headers={"Accept": "application/json"})
        assert answer.json == {"url": f"/reports/{pothole.id}?seen=kept"}
    assert participation.upvotes(pothole.id) == 1
    told = words(page(client, f"/reports/{pothole.id}?seen=kept"))
    assert "What you had typed is still in the form" in told


def test_an_address_alone_says_nothing_to_a_stranger(
    client: FlaskClient, town: Town, pothole: Report
) -> None:
    assert "Counted" not in words(page(client, f"/reports/{pothole.id}?seen=yes"))


def test_nobody_counts_for_what_they_may_not_see(
    client: FlaskClient, town: Town, pothole: Report
) -> None:
    pothole.visibility = Visibility.HIDDEN
    assert client.post(f"/reports/{pothole.id}/seen").status_code == 404


# Without scripts: once, before it is sent -------------------------------------------------


def test_whoever_was_shown_none_is_asked_once_and_loses_nothing(
    client: FlaskClient, town: Town, pothole: Report
) -> None:
    back = post(client, filled(town, different=None))
    shown = parsed(back)
    assert (back.status_code, reports()) == (422, [pothole])
    assert "Not sent yet" in words(one(shown, "title"))
    assert "Not sent yet: is it one of these?" in words(shown)
    assert shown.select(".error_summary") == []
    assert "deep hole beside the kerb" in one(shown, "#details").get_text()
    answers = shown.select(".duplicates button")
    assert [button.get("class") for button in answers] == [["button"]] * 2  # of equal weight
    assert not any(button.has_attr("data-kind") for button in answers)
    different = answers[-1]
    assert "Mine is a different one: send it" in words(different)
    typed = filled(town, different=different["value"])
    assert post(client, typed).status_code == 303
    assert len(reports()) == 2


def test_other_mistakes_come_first_and_the_question_with_them(
    client: FlaskClient, town: Town, pothole: Report
) -> None:
    shown = parsed(post(client, filled(town, different=None, details="")))
    assert one(shown, ".error_summary")
    assert one(shown, ".duplicates [name=different]")["value"] == "shown"


def test_the_same_form_twice_is_not_asked_about_itself(client: FlaskClient, town: Town) -> None:
    typed = filled(town, different=None)
    assert post(client, typed).location == post(client, typed).location
    with_key = filled(town, different=None, idempotency_key="0123-4567-89", details="Two.")
    post(client, {**with_key, "different": "said"})
    assert post(client, with_key).location
    assert len(reports()) == 2


def test_what_waited_on_a_device_is_sent_without_a_question(
    client: FlaskClient, town: Town, pothole: Report
) -> None:
    headers = {"Accept": "application/json"}
    answer = client.post("/report/new", data=filled(town, different=None), headers=headers)
    assert answer.status_code == 201
