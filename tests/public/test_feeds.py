from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from civicreport.accounts.operations import new_device
from civicreport.db import session
from civicreport.domain.status import Actor, Status
from civicreport.domain.visibility import Visibility
from civicreport.public import feeds
from civicreport.reports import casework, updates
from civicreport.web.headers import DEVICE_COOKIE
from tests.factories import a_report
from tests.factories.reports import NOON
from tests.support.pages import page
from tests.support.town import Town

ATOM, GEORSS = "{http://www.w3.org/2005/Atom}", "{http://www.georss.org/georss}"
Address = Callable[[int], str]


def feed(client: FlaskClient, address: str) -> ET.Element:
    """Read by a parser, and held against what RFC 4287 asks of every feed."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    root = ET.fromstring(answer.data)  # noqa: S314 - our own
    assert root.tag == f"{ATOM}feed"
    assert root.find(f"{ATOM}author/{ATOM}name") is not None
    for element in (root, *root.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1, f"{element.tag} has one {name}"
            assert element.findtext(f"{ATOM}{name}"), f"its {name} says something"
        assert urlsplit(element.findtext(f"{ATOM}id", "")).scheme in {"tag", "http"}
        at = datetime.fromisoformat(element.findtext(f"{ATOM}updated", ""))
        assert at.utcoffset() == timedelta(0)
        for link in element.findall(f"{ATOM}link"):
            assert link.get("href", "").startswith("http://localhost/")
    ids = [each.findtext(f"{ATOM}id") for each in root.iter(f"{ATOM}entry")]
    assert len(set(ids)) == len(ids)
    assert links(root)["self"].startswith("http://localhost" + address.partition("?")[0])
    return root


def links(element: ET.Element) -> dict[str, str]:
    return {
        link.get("rel", "alternate"): link.get("href", "")
        for link in element.findall(f"{ATOM}link")
    }


def titles(root: ET.Element) -> list[str]:
    return [each.findtext(f"{ATOM}title", "") for each in root.iter(f"{ATOM}entry")]


def test_an_entry_says_what_and_where_and_how_far(client: FlaskClient, town: Town) -> None:
    report = a_report(
        town, details="Deep hole. Mind <b>your</b> wheels & tyres.", place="Mill Lane"
    )

    (entry,) = feed(client, "/feed.atom").findall(f"{ATOM}entry")

    assert entry.findtext(f"{ATOM}id") == f"tag:localhost,2026-06-01:reports/{report.id}"
    assert entry.findtext(f"{ATOM}title") == "Deep hole"
    assert entry.findtext(f"{ATOM}published") == "2026-06-01T12:00:00Z"
    assert links(entry)["alternate"] == f"http://localhost/reports/{report.id}"
    assert entry.findtext(f"{GEORSS}point") == "51.05 -0.95"
    category = entry.find(f"{ATOM}category")
    assert category is not None
    assert (category.get("term"), category.get("label")) == ("pothole", "Pothole")
    words = entry.findtext(f"{ATOM}content", "")
    assert words.startswith("Reported · Pothole · Mill Lane · Countyshire Council\n\n")
    assert "Mind <b>your</b> wheels & tyres." in words


def test_a_feed_of_a_place_leads_to_the_map_of_that_place(client: FlaskClient, town: Town) -> None:
    found = feed(client, "/feed.atom?latitude=51.05&longitude=-0.85&radius=500")
    leads_to = urlsplit(links(found)["alternate"])
    west, south, east, north = (float(side) for side in leads_to.query.split("=")[1].split(","))
    assert leads_to.path == "/map"
    assert west < -0.856
    assert east > -0.844
    assert south < 51.046
    assert north > 51.054


def test_what_xml_cannot_hold_is_left_out(client: FlaskClient, town: Town) -> None:
    a_report(town, details="Bell \x07 and escape \x1b[31m, ]]> &amp; 🕳")

    (title,) = titles(feed(client, "/feed.atom"))

    assert title == "Bell  and escape [31m, ]]> &amp; 🕳"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", {"west pothole", "west litter"}),  # the other was mended long ago
        ("ended=any", {"west pothole", "east pothole", "west litter"}),
        ("category=litter", {"west litter"}),
        ("category=litter,pothole", {"west pothole", "west litter"}),
        ("status=open", {"west pothole", "west litter"}),
        ("status=fixed&ended=any", {"east pothole"}),
        ("body=county&ended=any", {"west pothole", "east pothole"}),
        ("words=litter", {"west litter"}),
        ("bbox=-1.0,51.0,-0.9,51.1", {"west pothole", "west litter"}),
        ("bbox=-1.0,51.0,-0.9,51.1&category=pothole", {"west pothole"}),
        ("latitude=51.05&longitude=-0.85&radius=500&ended=any", {"east pothole"}),
        ("latitude=51.053&longitude=-0.85&radius=300", set()),  # 334 metres off
        ("latitude=51.053&longitude=-0.85&radius=350&ended=any", {"east pothole"}),
    ],
)
def test_a_feed_takes_the_map_s_filters_and_a_place(
    client: FlaskClient, town: Town, query: str, expected: set[str]
) -> None:
    three_reports(town)
    assert set(titles(feed(client, f"/feed.atom?{query}"))) == expected


@pytest.mark.parametrize(
    ("address", "title", "expected"),
    [
        ("/councils/west/feed.atom", "Reports to Westham District Council", {"west litter"}),
        (
            "/councils/county/feed.atom?status=fixed&ended=any",
            "Reports to Countyshire Council",
            {"east pothole"},
        ),
        ("/areas/district/W/feed.atom", "Reports in Westham", {"west pothole", "west litter"}),
        ("/areas/county/C/feed.atom?category=litter", "Reports in Countyshire", {"west litter"}),
    ],
)
def test_councils_and_areas_have_theirs(
    client: FlaskClient, town: Town, address: str, title: str, expected: set[str]
) -> None:
    three_reports(town)
    found = feed(client, address)
    assert found.findtext(f"{ATOM}title") == title
    assert set(titles(found)) == expected
    assert client.get(urlsplit(links(found)["alternate"]).path).status_code == 200


def three_reports(town: Town) -> None:
    a_report(town, details="west pothole")
    mended = a_report(town, details="east pothole", point=town.east)
    a_report(town, details="west litter", category_code="litter")
    change = {"by": town.cleo, "actor": Actor.OFFICER, "at": NOON + timedelta(days=1)}
    casework.change_status(mended, Status.FIXED, text="Done.", **change)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "address",
    [
        *("/feed.atom?bbox=1,2", "/feed.atom?bbox=a", "/feed.atom?radius=100"),
        *("/feed.atom?latitude=51&longitude=0", "/feed.atom?latitude=51&longitude=0&radius=9"),
        *("/feed.atom?latitude=x&longitude=0&radius=100", "/feed.atom?radius=²&latitude=1"),
    ],
)
def test_a_place_that_is_none_is_refused(client: FlaskClient, town: Town, address: str) -> None:
    assert client.get(address).status_code == 400


@pytest.mark.parametrize(
    "address", ["/councils/nobody/feed.atom", "/areas/district/X/feed.atom", "/reports/9/feed.atom"]
)
def test_what_is_not_there_has_no_feed(client: FlaskClient, town: Town, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_report_tells_its_public_history_and_nothing_else(
    client: FlaskClient, town: Town
) -> None:
    report = a_report(town)
    at = NOON + timedelta(days=1)
    staff = {"by": town.cleo, "actor": Actor.OFFICER}
    casework.change_status(report, Status.SCHEDULED, text="Next week.", at=at, **staff)  # type: ignore[arg-type]
    updates.note(report, text="Ask the gas people first.", at=at + timedelta(hours=1), **staff)  # type: ignore[arg-type]
    session.flush()

    found = feed(client, f"/reports/{report.id}/feed.atom")

    assert titles(found) == ["Scheduled", "Reported"]
    assert found.findtext(f"{ATOM}updated") == "2026-06-02T12:00:00Z"
    text = ET.tostring(found, encoding="unicode")
    assert "Next week." in text
    assert "gas people" not in text
    assert "Cleo" not in text


@pytest.mark.parametrize("visibility", list(Visibility))
def test_only_what_is_public_is_in_any_feed_whoever_asks(
    client: FlaskClient, town: Town, visibility: Visibility
) -> None:
    account, secret = new_device(at=NOON)
    report = a_report(town, by=account, visibility=visibility)
    client.set_cookie(DEVICE_COOKIE, secret)

    is_public = visibility is Visibility.PUBLIC
    assert client.get(f"/reports/{report.id}/feed.atom").status_code == (200 if is_public else 404)
    for address in ("/feed.atom", "/councils/county/feed.atom", "/areas/county/C/feed.atom"):
        assert bool(titles(feed(client, address))) == is_public, address


def test_pages_follow_one_another_and_hold_each_report_once(
    client: FlaskClient, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeds, "SIZE", 2)
    for number in range(5):
        a_report(town, details=f"number {number}", at=NOON + timedelta(minutes=number))

    found, address = [], "/feed.atom?category=pothole"
    while address:
        root = feed(client, address)
        found.append(titles(root))
        parts = urlsplit(links(root).get("next", ""))
        address = f"{parts.path}?{parts.query}" if parts.path else ""

    assert found == [["number 4", "number 3"], ["number 2", "number 1"], ["number 0"]]


def test_who_has_it_already_hears_only_that(client: FlaskClient, town: Town) -> None:
    report = a_report(town)
    first = client.get("/feed.atom")
    assert first.headers["Last-Modified"] == "Mon, 01 Jun 2026 12:00:00 GMT"
    assert "Set-Cookie" not in first.headers

    for name, header in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
        assert client.get("/feed.atom", headers={name: first.headers[header]}).status_code == 304

    change = {"by": town.cleo, "actor": Actor.OFFICER, "at": NOON + timedelta(days=1)}
    casework.change_status(report, Status.FIXED, text="Done.", **change)  # type: ignore[arg-type]
    for name, header in (("If-None-Match", "ETag"), ("If-Modified-Since", "Last-Modified")):
        asked = {name: first.headers[header]}
        assert client.get("/feed.atom?ended=any", headers=asked).status_code == 200


def test_an_empty_feed_is_one_too(client: FlaskClient, town: Town) -> None:
    assert feed(client, "/feed.atom").findtext(f"{ATOM}updated") == "1970-01-01T00:00:00Z"


@pytest.mark.parametrize(
    "name", ["_external", "_scheme", "_anchor", "_method", "endpoint", "body_code"]
)
def test_an_address_takes_up_nothing_strange(client: FlaskClient, town: Town, name: str) -> None:
    found = feed(client, f"/councils/county/feed.atom?{name}=west")
    assert links(found)["self"] == "http://localhost/councils/county/feed.atom"


def test_pages_name_their_feeds(client: FlaskClient, town: Town) -> None:
    report = a_report(town)
    for address in ("/", "/map?category=pothole", "/councils/county", "/areas/county/C"):
        named = page(client, address).select_one('link[type="application/atom+xml"]')
        assert named is not None, address
        assert titles(feed(client, str(named["href"]))) == [report.title], address
    own = page(client, f"/reports/{report.id}").select_one('link[type="application/atom+xml"]')
    assert own is not None
    assert own["href"] == f"/reports/{report.id}/feed.atom"
