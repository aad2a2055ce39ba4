from __future__ import annotations

import io

import pytest
from flask.testing import FlaskClient
from PIL import Image

from civicreport.accounts.operations import new_device
from civicreport.adapters import tokens
from civicreport.adapters.images import Reencoded
from civicreport.adapters.photo_store import store
from civicreport.db import session
from civicreport.domain.visibility import Visibility
from civicreport.reports import photos
from civicreport.reports.models import Photo
from civicreport.web.headers import DEVICE_COOKIE
from tests.factories import a_report
from tests.factories.reports import NOON
from tests.support.pages import page
from tests.support.town import Town


@pytest.fixture
def stored() -> photos.StoredPhoto:
    return photos.keep(
        Reencoded(large=b"large", medium=b"medium", small=b"small", width=16, height=12)
    )


def test_a_released_photo_is_everybodys_until_it_is_hidden(
    client: FlaskClient, town: Town, stored: photos.StoredPhoto
) -> None:
    report = a_report(town, photos=(stored,))
    session.query(Photo).one().visibility = Visibility.PUBLIC
    session.flush()

    image = page(client, f"/reports/{report.id}").select_one("figure img")
    assert image is not None
    address = str(image["src"])
    answer = client.get(address)

    assert answer.data == b"small"
    assert answer.mimetype == "image/webp"
    assert answer.cache_control.public
    assert "immutable" in answer.headers["Cache-Control"]  # whoever has seen it may keep it,
    assert answer.cache_control.s_maxage is not None  # but shows it to nobody else for long
    assert answer.cache_control.s_maxage <= 300
    assert "proxy-revalidate" in answer.headers["Cache-Control"]
    known = {"If-None-Match": answer.headers["ETag"]}
    assert client.get(address, headers=known).status_code == 304

    session.query(Photo).one().visibility = Visibility.HIDDEN
    assert client.get(address, headers=known).status_code == 404


def test_one_that_waits_is_the_givers_alone(
    client: FlaskClient, town: Town, stored: photos.StoredPhoto
) -> None:
    account, secret = new_device(at=NOON)
    report = a_report(town, by=account, photos=(stored,))
    assert session.query(Photo).one().visibility is Visibility.PENDING
    address = f"/photos/{stored.key}/large.webp"

    assert client.get(address).status_code == 404
    assert page(client, f"/reports/{report.id}").select("figure") == []

    client.set_cookie(DEVICE_COOKIE, secret)
    answer = client.get(address)
    assert answer.data == b"large"
    assert answer.headers["Cache-Control"].startswith("private")
    assert "Not public yet" in page(client, f"/reports/{report.id}").get_text()


def test_a_photo_of_a_hidden_report_is_hidden(
    client: FlaskClient, town: Town, stored: photos.StoredPhoto
) -> None:
    a_report(town, photos=(stored,), visibility=Visibility.HIDDEN)
    session.query(Photo).one().visibility = Visibility.PUBLIC
    session.flush()

    assert client.get(f"/photos/{stored.key}/small.webp").status_code == 404


@pytest.mark.parametrize("key", ["../../etc/passwd", "..%2f..%2fsecret_key", "a", "%00"])
def test_no_other_file_comes_out(client: FlaskClient, key: str) -> None:
    assert client.get(f"/photos/{key}/small.webp").status_code in {400, 404}


def test_a_body_fetches_it_by_its_own_address_before_the_public_may(
    client: FlaskClient, town: Town
) -> None:
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(picture, "WEBP")
    kept = photos.keep(Reencoded(picture.getvalue(), b"medium", b"small", width=64, height=48))
    a_report(town, by=town.ben, photos=(kept,))
    photo = session.query(Photo).one()
    assert photo.visibility is Visibility.PENDING
    address = photos.path_for_bodies(photo)

    answer = client.get(address)
    assert answer.mimetype == "image/jpeg"
    assert Image.open(io.BytesIO(answer.data)).size == (64, 48)
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get(address.replace(".jpg", "x.jpg")).status_code == 404
    guessed = tokens.sign(photo.key, purpose="photo")  # signed by us, but for something else
    assert client.get(f"/photos/for-bodies/{guessed}.jpg").status_code == 404

    photo.visibility = Visibility.HIDDEN
    assert client.get(address).status_code == 404


def test_a_body_fetches_no_photo_of_a_hidden_report(
    client: FlaskClient, town: Town, stored: photos.StoredPhoto
) -> None:
    a_report(town, photos=(stored,), visibility=Visibility.HIDDEN)
    assert client.get(photos.path_for_bodies(session.query(Photo).one())).status_code == 404


def test_a_page_names_each_size_with_its_width(
    client: FlaskClient, town: Town, stored: photos.StoredPhoto
) -> None:
    report = a_report(town, photos=(stored,))
    session.query(Photo).one().visibility = Visibility.PUBLIC
    session.query(Photo).one().width, session.query(Photo).one().height = 1200, 1600
    session.flush()

    image = page(client, f"/reports/{report.id}").select_one("figure img")
    assert image is not None
    sizes = dict(each.split(" ") for each in str(image["srcset"]).split(", "))
    assert {client.get(address).data: width for address, width in sizes.items()} == {
        b"small": "300w",
        b"medium": "600w",
        b"large": "1200w",
    }


def test_a_photo_kept_in_two_sizes_serves_as_the_third(
    client: FlaskClient, town: Town, stored: photos.StoredPhoto
) -> None:
    a_report(town, photos=(stored,))
    session.query(Photo).one().visibility = Visibility.PUBLIC
    session.flush()
    store().delete(f"{stored.key}/medium.webp")
    assert client.get(f"/photos/{stored.key}/medium.webp").data == b"large"
