"""The reporting form: whatever comes in, nothing is lost and every mistake stands at its field."""

from __future__ import annotations

import threading
import time
from collections import Counter
from typing import Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from civicreport.db import session, transaction
from civicreport.domain.visibility import Visibility
from civicreport.reports.models import Photo
from civicreport.web.headers import DEVICE_COOKIE
from tests.support.pages import page, words
from tests.support.photos import a_photo, file
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
from tests.support.town import Town, build_town

# A report is sent -------------------------------------------------------------------------


def test_a_filled_form_becomes_a_report_and_leads_to_its_page(
    client: FlaskClient, town: Town
) -> None:
    answer = post(client, filled(town))
    report = the_report()
    assert (answer.status_code, answer.location) == (303, f"/reports/{report.id}")
    assert (report.category.code, report.body) == ("pothole", town.bodies["county"])
    assert report.details == "A deep hole beside the kerb, since Monday."
    assert (report.reporter_name, report.reporter_email) == ("Ada", "ada@example.org")
    assert report.visibility is Visibility.PUBLIC


def test_only_sending_a_report_makes_a_browser_known(client: FlaskClient, town: Town) -> None:
    assert "Set-Cookie" not in client.get(ADDRESS).headers
    assert "Set-Cookie" not in post(client, filled(town, details="")).headers
    assert DEVICE_COOKIE in post(client, filled(town)).headers["Set-Cookie"]


def test_a_name_is_public_only_where_that_is_ticked(client: FlaskClient, town: Town) -> None:
    post(client, filled(town, details="One"))
    post(client, filled(town, details="Another", show_name="y"))
    assert [report.show_name for report in reports()] == [False, True]


def test_neither_name_nor_address_is_needed(client: FlaskClient, town: Town) -> None:
    assert post(client, filled(town, name=None, email=None)).status_code == 303


@pytest.mark.parametrize(
    "details",
    [
        "מדרכה שבורה ליד בית הספר",
        "🕳️🚲 bitte flicken — größer als ein Teller",
        "<script>alert(1)</script> & “quotes” %(name)s {{ 7 * 7 }}",
        "A\tB\n\nC",
        "x" * 4000,
        "\r\n".join(["line"] * 800),  # 4,798 bytes on the wire, 3,999 characters
    ],
)
def test_whatever_people_write_is_kept_as_they_wrote_it(
    client: FlaskClient, town: Town, details: str
) -> None:
    assert post(client, filled(town, details=details)).status_code == 303
    assert the_report().details == details.replace("\r\n", "\n")


# What is wrong stands at its field ----------------------------------------------------------

LONG_ADDRESS = "a" * 250 + "@example.org"
# fmt: off
MISTAKES = [
    # changed fields                                   the field   what it says there
    ({"latitude": None, "longitude": None},             "place",    "Choose the place"),
    ({"latitude": "", "longitude": ""},                 "place",    "Choose the place"),
    ({"latitude": "51.05", "longitude": ""},            "place",    "not a place on earth"),
    ({"latitude": "abc", "longitude": "-0.95"},         "place",    "not a place on earth"),
    ({"latitude": "nan", "longitude": "inf"},           "place",    "not a place on earth"),
    ({"latitude": "91", "longitude": "500"},            "place",    "not a place on earth"),
    ({"latitude": "51.05; drop table report"},          "place",    "not a place on earth"),
    ({"latitude": "52.5", "longitude": "-0.9"},         "place",    "The nearest that does is"),
    ({"latitude": "-0.95", "longitude": "51.05"},       "place",    "look swapped"),
    ({"category": None},                                "category", "Choose what it is"),
    ({"category": ""},                                  "category", "Choose what it is"),
    ({"category": "dragons"},                           "category", "not offered at this place"),
    ({"category": "pothole' or 1=1"},                   "category", "not offered at this place"),
    ({"details": None},                                 "details",  "Say in a few words"),
    ({"details": ""},                                   "details",  "Say in a few words"),
    ({"details": " \t\r\n \u00a0\u2003"},               "details",  "Say in a few words"),
    ({"details": "\u200b\u200d\ufeff"},                 "details",  "Say in a few words"),
    ({"details": "x" * 4001},                           "details",  "4,001 characters"),
    ({"details": "before\x07after"},                    "details",  "control characters"),
    ({"name": "x" * 201},                               "name",     "At most 200"),
    ({"name": "A\x1bda"},                               "name",     "control characters"),
    ({"email": "ada.example.org"},                      "email",    "no “@”"),
    ({"email": "ada@example"},                          "email",    "not an e-mail address"),
    ({"email": "ada@@example.org"},                     "email",    "not an e-mail address"),
    ({"email": "a da@example.org"},                     "email",    "not an e-mail address"),
    ({"email": "ada@example.org\nBcc: all@x.org"}, "email",    "not an e-mail address"),
    ({"email": "Ada <ada@example.org>"},                "email",    "not an e-mail address"),
    ({"email": LONG_ADDRESS},                           "email",    "not an e-mail address"),
]
# fmt: on


@pytest.mark.parametrize(("changes", "field", "says"), MISTAKES)
def test_a_mistake_is_named_at_its_field_and_nothing_is_lost(
    client: FlaskClient, town: Town, changes: dict[str, Any], field: str, says: str
) -> None:
    sent = filled(town, **changes)
    answer = post(client, sent)
    soup = parsed(answer)
    assert answer.status_code == 422
    assert says in words(one(soup, f"#{field}-error"))
    assert f"{field}-error" in str(one(soup, f"#{field}")["aria-describedby"]).split()
    [link] = soup.select(".error_summary a")
    assert link["href"] == f"#{field}"
    assert reports() == []
    for name in ("name", "email", "details", "latitude", "longitude"):
        if name not in changes:
            assert value(soup, name) == sent[name]
    if "category" not in changes:
        assert one(soup, "[name=category]:checked")["value"] == sent["category"]


def test_several_mistakes_are_all_told_at_once_the_summary_first(
    client: FlaskClient, town: Town
) -> None:
    soup = parsed(post(client, filled(town, category=None, details="", email="ada")))
    links = [link["href"] for link in soup.select(".error_summary a")]
    assert links == ["#category", "#details", "#email"]
    assert one(soup, ".error_summary")["role"] == "alert"
    assert one(soup, "title").get_text().startswith("Not sent yet")


def test_far_too_many_words_are_kept_too(client: FlaskClient, town: Town) -> None:
    answer = client.post(ADDRESS, data=filled(town, details="word " * 200_000))
    assert answer.status_code == 422
    assert "999,999 characters" in words(one(parsed(answer), "#details-error"))
    assert len(value(parsed(answer), "details")) == 999_999


def test_a_pasted_library_keeps_nobody_waiting(client: FlaskClient, town: Town) -> None:
    """Which category is meant is looked for in no more words than would fit."""
    begun = time.process_time()
    response = client.post(ADDRESS, data=filled(town, category="", details="ab " * 500_000))
    assert response.status_code == 422
    assert time.process_time() - begun < 3


def test_control_characters_are_taken_out_so_that_sending_again_works(
    client: FlaskClient, town: Town
) -> None:
    soup = parsed(post(client, filled(town, details="deep\x00 hole\x07", name="A\x00da")))
    assert (value(soup, "details"), value(soup, "name")) == ("deep hole", "Ada")


def test_a_nul_byte_anywhere_is_no_fault_of_ours(client: FlaskClient, town: Town) -> None:
    for name in filled(town, different=None):
        changes = {name: "a\x00b"}
        assert post(client, filled(town, **changes)).status_code == 422
    assert post(client, filled(town, idempotency_key="a\x00bbbbbbbbb")).status_code == 303


def test_coordinates_that_look_swapped_can_be_put_right_by_one_button(
    client: FlaskClient, town: Town
) -> None:
    soup = parsed(post(client, filled(town, latitude="-0.95", longitude="51.05")))
    button = one(soup, "button[name=spot]")
    again = post(
        client,
        filled(town, latitude="-0.95", longitude="51.05", spot=button["value"]),
        str(button["formaction"]),
    )
    assert value(parsed(again), "latitude") == "51.050000"
    assert value(parsed(again), "details") == filled(town)["details"]


def test_a_form_from_a_foreign_page_is_refused(client: FlaskClient, town: Town) -> None:
    answer = client.post(ADDRESS, data=filled(town), headers={"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert reports() == []


def test_a_body_that_wants_confirmed_addresses_says_so_and_asks_for_one(
    client: FlaskClient, town: Town
) -> None:
    town.bodies["county"].only_confirmed = True
    session.flush()
    shown = page(client, f"{ADDRESS}?latitude=51.05&longitude=-0.95&category=pothole")
    assert "confirmed addresses only" in words(one(shown, ".recipient:not([hidden])"))
    answer = post(client, filled(town, email=""))
    assert answer.status_code == 422
    assert "Countyshire Council needs an address" in words(one(parsed(answer), "#email-error"))
    assert post(client, filled(town, category="graffiti", email="")).status_code == 303


def test_what_is_kept_private_is_said_to_be(client: FlaskClient, town: Town) -> None:
    town.categories["litter"].is_private = True
    session.flush()
    shown = page(client, f"{ADDRESS}?latitude=51.05&longitude=-0.95&category=litter")
    assert "not shown in public" in words(one(shown, ".recipient:not([hidden])"))
    other = page(client, f"{ADDRESS}?latitude=51.05&longitude=-0.95&category=graffiti")
    assert "not shown in public" not in words(one(other, ".recipient:not([hidden])"))


# Twice is once -------------------------------------------------------------------------------

KEY = "0a1b2c3d-0000-4000-8000-000000000000"


def test_the_same_form_sent_again_leads_to_the_same_report(client: FlaskClient, town: Town) -> None:
    answers = [post(client, filled(town, idempotency_key=KEY)) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert len(reports()) == 1


def test_the_same_form_with_other_words_leads_to_the_first_report_and_keeps_them(
    client: FlaskClient, town: Town
) -> None:
    photo = parsed(post(client, filled(town, details="", photos=[file(a_photo(), "a.jpg")])))
    token = one(photo, "[data-row] [name=kept_photos]")["value"]
    post(client, filled(town, idempotency_key=KEY, kept_photos=token))
    other = filled(town, idempotency_key=KEY, details="Another hole", kept_photos=token)
    answer = post(client, other)
    soup = parsed(answer)
    assert answer.status_code == 409
    assert one(soup, f"a[href='/reports/{the_report().id}']")
    assert value(soup, "details") == "Another hole"
    again = filled(
        town,
        details="Another hole",
        idempotency_key=value(soup, "idempotency_key"),
        kept_photos=one(soup, "[data-row] [name=kept_photos]")["value"],
    )
    assert post(client, again).status_code == 303
    assert len(reports()) == 2
    assert session.scalar(sa.select(sa.func.count()).select_from(Photo)) == 2


def test_a_form_shown_again_has_a_key_and_keeps_it(client: FlaskClient, town: Town) -> None:
    assert value(page(client, ADDRESS), "idempotency_key") == ""
    given = value(parsed(post(client, filled(town, details=""))), "idempotency_key")
    assert len(given) == 36
    kept = parsed(post(client, filled(town, details="", idempotency_key=given)))
    assert value(kept, "idempotency_key") == given


def test_a_double_tap_makes_one_report(cloned: Flask) -> None:
    with transaction():
        town = build_town()
        sent = filled(town, idempotency_key=KEY)
    answers: list[TestResponse] = []

    def tap() -> None:
        answers.append(post(cloned.test_client(), dict(sent)))

    taps = [threading.Thread(target=tap) for _ in range(6)]
    for thread in taps:
        thread.start()
    for thread in taps:
        thread.join()
    assert Counter(answer.status_code for answer in answers) == {303: 6}
    assert len({answer.location for answer in answers}) == 1
    assert len(reports()) == 1


# Without JavaScript --------------------------------------------------------------------------


def test_the_form_for_a_place_says_who_gets_what_there(client: FlaskClient, town: Town) -> None:
    soup = page(client, f"{ADDRESS}?latitude=51.05&longitude=-0.95")
    said = [words(line) for line in soup.select(".recipient__all li")]
    assert said[0] == "Pothole and Street light : Countyshire Council, within 5 working days"
    assert said[1] == "Graffiti and Litter : Westham District Council, within 5 working days"
    assert said[2].startswith("Flooding : nobody yet")
    assert len(soup.select("[name=category]")) == 5


def test_a_chosen_category_stands_alone_from_the_first(client: FlaskClient, town: Town) -> None:
    here = f"{ADDRESS}?latitude=51.05&longitude=-0.95"
    chosen = page(client, f"{here}&category=pothole")
    assert one(chosen, "category-fold[data-folded]")
    another = one(chosen, "[data-unfold]")
    opened = parsed(client.post(str(another["formaction"]), data=filled(town) | {"instead": ""}))
    assert opened.select("[name=category]:checked, [data-folded], [aria-invalid]") == []
    for nothing in (here, f"{here}&category=nonsense"):
        assert page(client, nothing).select("[data-folded]") == []


def test_the_form_without_a_place_asks_for_one_first(client: FlaskClient, town: Town) -> None:
    soup = page(client, ADDRESS)
    assert one(soup, "#place")["name"] == "q"
    assert len(soup.select("[name=category]")) == 5
    assert soup.select(".recipient") == []


def test_a_form_for_a_place_that_nobody_covers_says_where_to_go(
    client: FlaskClient, town: Town
) -> None:
    soup = page(client, f"{ADDRESS}?latitude=52.5&longitude=-0.9")
    assert "The nearest that does is" in words(one(soup, "#place-error"))
    latitude, _, longitude = str(one(soup, "button[name=spot]")["value"]).partition(",")
    assert page(client, f"{ADDRESS}?latitude={latitude}&longitude={longitude}").select(".recipient")


def test_searching_inside_the_form_keeps_what_was_typed(client: FlaskClient, town: Town) -> None:
    sent = filled(town, latitude=None, longitude=None, q="Eastham", find="1")
    soup = parsed(post(client, sent, "/report/new/place"))
    assert value(soup, "details") == sent["details"]
    button = one(soup, ".place_bar__found button")
    chosen = parsed(post(client, {**sent, "spot": button["value"]}, "/report/new/place"))
    assert value(chosen, "longitude").startswith("-0.8")
    assert "Eastham District Council" in words(one(chosen, "[data-part=recipients]"))
    assert reports() == []


def test_the_enter_key_sends_the_form_where_nothing_is_searched(
    client: FlaskClient, town: Town
) -> None:
    sent = filled(town, q="", find="1")
    assert post(client, sent, "/report/new/place").status_code == 303


def test_the_whole_way_by_forms_alone(client: FlaskClient, town: Town) -> None:
    """Search, choose a place, choose what it is, write, send: no script anywhere."""
    found = page(client, "/places?q=51.05, -0.95")
    form = page(client, str(one(found, "main li a")["href"]))
    sent = {
        str(field["name"]): field.get("value", "") for field in form.select("input[type=hidden]")
    }
    sent |= {"category": "graffiti", "details": "Paint all over the bus stop."}
    answer = post(client, sent)
    assert client.get(answer.location).status_code == 200
    assert the_report().body == town.bodies["west"]


# For scripts ---------------------------------------------------------------------------------


def options(client: FlaskClient, **query: str) -> Any:
    return client.get(
        "/report/new/options", query_string=query, headers={"Accept": "application/json"}
    )


def test_options_tell_what_is_offered_at_a_place(client: FlaskClient, town: Town) -> None:
    parts = options(client, latitude="51.05", longitude="-0.85", category="graffiti").json["parts"]
    categories = BeautifulSoup(parts["categories"], "html.parser")
    assert one(categories, "[name=category][checked]")["value"] == "graffiti"
    recipients = BeautifulSoup(parts["recipients"], "html.parser")
    takers = {
        code: str(each["data-name"])
        for each in recipients.select(".recipient")
        for code in str(each["data-takes"]).split()
    }
    assert takers["graffiti"] == "Eastham District Council"
    assert takers["flooding"] == ""


def test_options_outside_lead_to_the_nearest_place(client: FlaskClient, town: Town) -> None:
    parts = options(client, latitude="52.5", longitude="-0.9").json["parts"]
    [button] = BeautifulSoup(parts["place"], "html.parser").select("button[name=spot]")
    assert str(button["value"]) == "51.099973,-0.900000"


@pytest.mark.parametrize("latitude", ["", "x", "nan", "91"])
def test_options_for_no_place_are_refused(client: FlaskClient, town: Town, latitude: str) -> None:
    assert options(client, latitude=latitude, longitude="0").status_code == 422
