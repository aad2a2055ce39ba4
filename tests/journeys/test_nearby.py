"""Is it one of these? A duplicate turned upvote, with scripts and without."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from civicreport.db import session, transaction
from civicreport.domain.location import Point
from tests.factories.reports import a_report
from tests.journeys.accessibility import findings
from tests.journeys.acts import choose, report_id, send, write
from tests.journeys.conftest import Open
from tests.journeys.rain import held, in_the_rain
from tests.journeys.site import LiveSite
from tests.journeys.watch import Watch

QUIET_CORNER = "/report/new?latitude=51.0801&longitude=-0.9702"


@pytest.fixture
def light(site: LiveSite) -> str:
    """A street light that somebody has reported there; its title."""

    def report() -> str:
        with transaction():
            session.add_all([site.town.ada, *site.town.bodies.values()])
            here = Point(51.0803, -0.9702)
            return a_report(site.town, point=here, category_code="street_light").title

    return site.inside(report)


def test_a_duplicate_becomes_an_upvote(phone: Open, light: str) -> None:
    ben = phone(QUIET_CORNER)
    write(ben, "The lamp is out again.")
    choose(ben, "Street light")
    panel = ben.get_by_role("region", name="Is it one of these?")
    expect(panel).to_contain_text("20 m north")
    expect(ben.get_by_role("status").filter(has_text="known near by")).to_have_count(1)
    expect(ben.locator(".map__pin .pin")).not_to_have_count(0)
    assert findings(ben) == []
    choose(ben, "Graffiti")
    late = held(ben, "**/report/new/options*")
    with ben.expect_request("**/report/new/options*"):
        ben.locator(".folium-map").press("ArrowUp")
    choose(ben, "Street light")
    expect(panel).to_be_visible()
    late[0].continue_()  # late: of what was chosen before
    expect(ben.locator("location-picker")).not_to_have_attribute("aria-busy", "true")
    expect(panel).to_be_visible()
    panel.get_by_role("link", name="Mine is a different one").click()
    expect(panel).to_be_hidden()
    choose(ben, "Graffiti")
    choose(ben, "Street light")
    expect(panel).to_be_hidden()  # asked and answered
    in_the_rain(ben).goto(f"{QUIET_CORNER}&category=street_light")
    write(ben, "The lamp is out again.")
    panel.get_by_role("button", name=light).first.click()
    expect(ben.get_by_role("main")).to_contain_text("Counted: you have seen this, too")
    expect(ben.get_by_role("button", name="You’ve seen this too")).to_be_visible()
    ben.go_back()
    expect(ben.get_by_label("What is wrong?")).to_have_value("The lamp is out again.")


def test_without_scripts_it_is_asked_once(plain_phone: Open, light: str, watch: Watch) -> None:
    watch.expect(422)
    ben = plain_phone(QUIET_CORNER)
    choose(ben, "Street light")
    write(ben, "Another lamp, three doors on.")
    send(ben)
    expect(ben.get_by_text("Not sent yet: is it one of these?")).to_be_visible()
    ben.get_by_role("button", name=re.compile("^Mine is a different one: send it")).click()
    report_id(ben)
