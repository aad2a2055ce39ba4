from __future__ import annotations

import io
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from PIL import Image

from civicreport.accounts.operations import new_device
from civicreport.adapters.drawing import cards
from civicreport.adapters.drawing.fonts import font
from civicreport.adapters.drawing.looks import look
from civicreport.adapters.images import reencode
from civicreport.db import session
from civicreport.domain.status import Actor, Status
from civicreport.domain.visibility import Visibility
from civicreport.reports import casework, photos
from civicreport.reports.models import Photo, Report
from civicreport.web.headers import DEVICE_COOKIE
from tests.factories import a_report
from tests.factories.reports import NOON
from tests.support.pages import page
from tests.support.photos import a_photo
from tests.support.town import Town

LIGHT = look("light")
IN_PHOTO, IN_BAND = (900, 100), (6, 300)


def card(client: FlaskClient, report: Report) -> Image.Image:
    answer = client.get(f"/reports/{report.id}/card.png")
    assert answer.status_code == 200
    assert answer.mimetype == "image/png"
    assert len(answer.data) < 300_000, "those who show links stop reading somewhere"
    return Image.open(io.BytesIO(answer.data)).convert("RGB")


def test_a_card_has_the_size_and_the_colour_of_its_status(client: FlaskClient, town: Town) -> None:
    report = a_report(town)

    drawn = card(client, report)
    assert drawn.size == (1200, 630)
    assert drawn.getpixel(IN_BAND) == pytest.approx(LIGHT.open, abs=8)

    change = {"by": town.cleo, "actor": Actor.OFFICER, "at": NOON + timedelta(days=1)}
    casework.change_status(report, Status.FIXED, text="Done.", **change)  # type: ignore[arg-type]
    assert card(client, report).getpixel(IN_BAND) == pytest.approx(LIGHT.fixed, abs=8)


@pytest.mark.parametrize("visibility", list(Visibility))
def test_a_photo_is_on_it_when_the_public_may_see_it(
    client: FlaskClient, town: Town, visibility: Visibility
) -> None:
    account, secret = new_device(at=NOON)
    client.set_cookie(DEVICE_COOKIE, secret)
    report = a_report(town, by=account)
    content = a_photo(colour="magenta")
    kept = reencode(content, max_bytes=10**7, max_pixels=10**7, name="a.jpg")
    photos.attach(report, (photos.keep(kept),), at=NOON)
    session.flush()
    (photo,) = session.query(Photo).filter_by(report_id=report.id)
    photo.visibility = visibility
    session.flush()

    shown = card(client, report).getpixel(IN_PHOTO)

    is_magenta = shown == pytest.approx((255, 0, 255), abs=12)
    assert is_magenta == (visibility is Visibility.PUBLIC)


def test_words_are_broken_between_words_and_cut_at_the_end() -> None:
    letters = font("sans", 30)
    lines = list(cards.wrapped("one two three " + "x" * 99, letters, 120))

    assert lines[:2] == ["one two", "three"]
    assert all(letters.getlength(line) <= 120 for line in lines)
    assert "".join(lines[2:]) == "x" * 99
    short = cards.shortened("A very long name of a council indeed", letters, 200)
    assert short.endswith("…")
    assert letters.getlength(short) <= 200


def test_the_page_says_what_its_card_is(client: FlaskClient, town: Town) -> None:
    report = a_report(town, details='Hole "deep" & wide.', place="Mill Lane")
    head = page(client, f"/reports/{report.id}").head
    assert head is not None
    said = {
        str(tag.get("property") or tag.get("name")): str(tag["content"])
        for tag in head.select("meta[property], meta[name]")
    }

    assert said["og:title"] == 'Hole "deep" & wide'
    assert said["og:description"] == said["description"]
    assert said["description"].startswith("Pothole, Mill Lane: Reported, with Countyshire Council.")
    assert said["og:url"] == f"http://localhost/reports/{report.id}"
    assert said["og:image"] == f"http://localhost/reports/{report.id}/card.png"
    assert (said["og:image:width"], said["og:image:height"]) == ("1200", "630")
    assert said["og:locale"] == "en_GB"
    assert said["twitter:card"] == "summary_large_image"


@pytest.mark.parametrize("visibility", [Visibility.PENDING, Visibility.PRIVATE])
def test_a_page_of_one_s_own_says_nothing_to_others(
    client: FlaskClient, town: Town, visibility: Visibility
) -> None:
    account, secret = new_device(at=NOON)
    report = a_report(town, by=account, visibility=visibility)
    client.set_cookie(DEVICE_COOKIE, secret)

    shown = page(client, f"/reports/{report.id}")

    assert shown.select_one('meta[name="robots"][content="noindex"]') is not None
    assert not shown.select('meta[property^="og:"], link[type*="oembed"], link[type*="atom"]')
    assert not shown.select(f'[src*="/reports/{report.id}/"], copy-text')


@pytest.mark.parametrize(
    "address", ["/", "/map", "/map?category=pothole", "/councils/county", "/areas/district/W"]
)
def test_every_picture_that_a_page_names_is_there(
    client: FlaskClient, town: Town, address: str
) -> None:
    head = page(client, address).head
    assert head is not None
    named = head.select_one('meta[property="og:image"]')
    assert named is not None
    path = str(named["content"]).removeprefix("http://localhost")
    with Image.open(io.BytesIO(client.get(path).data)) as drawn:
        assert drawn.size == (1200, 630)
