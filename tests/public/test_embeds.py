from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from civicreport.accounts.operations import new_device
from civicreport.domain.visibility import Visibility
from civicreport.web.headers import DEVICE_COOKIE
from tests.factories import a_report
from tests.factories.reports import NOON
from tests.support.pages import page, words
from tests.support.town import Town


def offered(client: FlaskClient, number: int, query: str = "") -> dict[str, object]:
    answer = client.get(f"/oembed?url=http://localhost/reports/{number}{query}")
    assert answer.status_code == 200
    found: dict[str, object] = answer.get_json()
    return found


def test_it_says_how_a_report_is_shown_elsewhere(client: FlaskClient, town: Town) -> None:
    report = a_report(town, details='A "deep" hole & <b>wide</b>')

    found = offered(client, report.id)

    assert (found["version"], found["type"]) == ("1.0", "rich")
    assert found["title"] == report.title
    assert found["provider_url"] == "http://localhost/"
    frame = BeautifulSoup(str(found["html"]), "html.parser").iframe
    assert frame is not None
    assert frame["src"] == f"http://localhost/reports/{report.id}/embed"
    assert frame["title"] == report.title, "escaped once, and whole"
    assert (int(str(frame["width"])), int(str(frame["height"]))) == (
        found["width"],
        found["height"],
    )
    picture = client.get(str(found["thumbnail_url"]).removeprefix("http://localhost"))
    assert (picture.status_code, picture.mimetype) == (200, "image/png")


def test_xml_says_the_same(client: FlaskClient, town: Town) -> None:
    report = a_report(town, details='A "deep" hole & <b>wide</b>')

    answer = client.get(f"/oembed?url=http://localhost/reports/{report.id}&format=xml")

    assert answer.mimetype == "text/xml"
    root = ET.fromstring(answer.data)  # noqa: S314 - our own
    assert root.tag == "oembed"
    assert {each.tag: each.text for each in root} == {
        name: str(value) for name, value in offered(client, report.id).items()
    }


@pytest.mark.parametrize(
    ("query", "width", "height"),
    [
        ("", 480, 240),
        ("&maxwidth=320", 320, 240),
        ("&maxheight=150", 480, 150),
        ("&maxwidth=200&maxheight=100", 200, 100),
        ("&maxwidth=5000&maxheight=5000", 480, 240),
    ],
)
def test_it_keeps_to_the_room_there_is(
    client: FlaskClient, town: Town, query: str, width: int, height: int
) -> None:
    found = offered(client, a_report(town).id, query)

    assert (found["width"], found["height"]) == (width, height)
    assert int(str(found.get("thumbnail_width", 0))) <= width
    assert int(str(found.get("thumbnail_height", 0))) <= height


# fmt: off
ASKED = [
    ("url=http://localhost/reports/{id}",                200),
    ("url=https://localhost/reports/{id}",               200),  # schemes change, names stay
    ("url=http://localhost/reports/{id}/",               200),
    ("url=http://localhost/cy/reports/{id}",             200),
    ("url=http://localhost/reports/{id}%23upvote",       200),
    ("url=http://localhost/reports/{id}&format=json",    200),
    ("",                                                 400),
    ("url=",                                             400),
    ("url=http://[::1",                                  400),
    ("url=http://localhost/reports/{id}&maxwidth=0",     400),
    ("url=http://localhost/reports/{id}&maxwidth=-1",    400),
    ("url=http://localhost/reports/{id}&maxheight=wide", 400),
    ("url=http://localhost/reports/{id}&maxheight=",     400),
    ("url=http://localhost/reports/999999",              404),
    ("url=http://localhost/reports/999999999999999999",  404),
    ("url=http://localhost/map",                         404),
    ("url=http://elsewhere.example/reports/{id}",        404),
    ("url=http://localhost.example/reports/{id}",        404),
    ("url=javascript://localhost/reports/{id}",          404),
    ("url=/reports/{id}",                                404),
    ("url=http://localhost/reports/{id}&format=yaml",    501),
    ("format=yaml",                                      501),
]
# fmt: on


@pytest.mark.parametrize(("query", "status"), ASKED)
def test_each_question_has_the_answer_that_the_standard_wants(
    client: FlaskClient, town: Town, query: str, status: int
) -> None:
    report = a_report(town)
    assert client.get(f"/oembed?{query.format(id=report.id)}").status_code == status


@pytest.mark.parametrize("visibility", list(Visibility))
def test_only_what_is_public_is_embedded_whoever_asks(
    client: FlaskClient, town: Town, visibility: Visibility
) -> None:
    account, secret = new_device(at=NOON)
    report = a_report(town, by=account, visibility=visibility, details="Secret words")
    client.set_cookie(DEVICE_COOKIE, secret)

    for address in (
        f"/oembed?url=http://localhost/reports/{report.id}",
        f"/reports/{report.id}/embed",
        f"/reports/{report.id}/card.png",
    ):
        answer = client.get(address)
        assert answer.status_code == (200 if visibility is Visibility.PUBLIC else 404), address
        if visibility is not Visibility.PUBLIC:
            assert b"Secret words" not in answer.data


def test_the_frame_says_who_has_it_and_by_when(client: FlaskClient, town: Town) -> None:
    report = a_report(town, place="Mill Lane")

    shown = page(client, f"/reports/{report.id}/embed")

    told = words(shown.main)
    assert "Reported" in told
    assert "Mill Lane" in told
    assert "With Countyshire Council · due by Mon 8 June 2026" in told
    assert shown.h1 is not None
    assert shown.h1.a is not None
    assert shown.h1.a["href"] == f"http://localhost/reports/{report.id}"
    assert shown.h1.a["rel"] == ["noopener"]
    assert not shown.find_all(["script", "form", "button", "input"])


def test_any_site_may_frame_this_page_and_no_other(client: FlaskClient, town: Town) -> None:
    account, secret = new_device(at=NOON)
    report = a_report(town, by=account)
    as_stranger = client.get(f"/reports/{report.id}/embed")
    client.set_cookie(DEVICE_COOKIE, secret)
    as_giver = client.get(f"/reports/{report.id}/embed")

    policy = as_stranger.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "script-src" not in policy
    assert "default-src 'none'" in policy
    assert "X-Frame-Options" not in as_stranger.headers
    assert "Set-Cookie" not in as_stranger.headers
    assert as_stranger.headers["X-Robots-Tag"] == "noindex"
    assert as_giver.data == as_stranger.data
    assert as_giver.headers["Cache-Control"] == "public, max-age=60, s-maxage=300"

    own = client.get(f"/reports/{report.id}")
    assert own.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in own.headers["Content-Security-Policy"]


def test_the_report_s_page_leads_there(client: FlaskClient, town: Town) -> None:
    report = a_report(town)
    shown = page(client, f"/reports/{report.id}")

    for media_type in ("application/json+oembed", "text/xml+oembed"):
        link = shown.select_one(f'link[type="{media_type}"]')
        assert link is not None
        assert client.get(str(link["href"]).removeprefix("http://localhost")).status_code == 200
    code = shown.select_one("copy-text textarea")
    assert code is not None
    assert code.get_text() == offered(client, report.id)["html"]
