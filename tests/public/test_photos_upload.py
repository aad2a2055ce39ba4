"""Photos that are sent while the form is still being written."""

from __future__ import annotations

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from civicreport.adapters.photo_store import store
from civicreport.db import session
from civicreport.domain.visibility import Visibility
from civicreport.reports import photos
from civicreport.reports.models import Photo
from tests.support.photos import a_photo, file
from tests.support.report_form import filled, post
from tests.support.town import Town

ADDRESS = "/report/new/photos"


def upload(client: FlaskClient, *files: tuple[object, str], **headers: str) -> TestResponse:
    return client.post(ADDRESS, data={"photos": list(files)}, headers=headers)


def test_a_photo_gets_a_token_and_can_be_seen_by_it(client: FlaskClient, town: Town) -> None:
    answer = upload(client, file(a_photo(), "hole.jpg"))
    assert (answer.status_code, answer.get_json()["errors"]) == (200, [])
    [photo] = answer.get_json()["photos"]
    shown = client.get(photo["preview"])
    assert (shown.status_code, shown.content_type) == (200, "image/webp")
    assert "private" in shown.headers["Cache-Control"]


def test_what_is_no_photo_is_refused_by_name(client: FlaskClient, town: Town) -> None:
    answer = upload(client, file(b"GIF89a but not really", "trick.gif"))
    refused = {
        "photos": [],
        "errors": [
            "“trick.gif” is not a photo that we can read: JPEG, PNG, WebP, HEIC, AVIF and GIF are."
        ],
    }
    assert answer.get_json() == refused


def test_nothing_sent_is_nothing_kept(client: FlaskClient, town: Town) -> None:
    assert upload(client).get_json() == {"photos": [], "errors": []}


def test_each_photo_is_judged_for_itself(client: FlaskClient, town: Town) -> None:
    answer = upload(client, file(b"%PDF-1.7", "bill.pdf"), file(a_photo(kind="PNG"), "hole.png"))
    assert len(answer.get_json()["photos"]) == 1
    assert len(answer.get_json()["errors"]) == 1


def test_a_foreign_page_cannot_upload(client: FlaskClient, town: Town) -> None:
    assert upload(client, file(a_photo(), "a"), Origin="https://evil.example").status_code == 403


def test_a_made_up_token_shows_nothing(client: FlaskClient, town: Town) -> None:
    assert client.get(f"{ADDRESS}/WyJhL2IiLDEsMV0.x").status_code == 404


def test_a_token_is_no_way_round_a_moderator(client: FlaskClient, town: Town) -> None:
    [photo] = upload(client, file(a_photo(), "hole.jpg")).get_json()["photos"]
    post(client, filled(town, kept_photos=photo["token"]))
    assert client.get(photo["preview"]).status_code == 200  # its giver's browser

    stranger = client.application.test_client()
    assert stranger.get(photo["preview"]).status_code == 404
    session.query(Photo).one().visibility = Visibility.HIDDEN
    assert client.get(photo["preview"]).status_code == 404


def test_turning_a_photo_is_no_way_round_a_moderator_either(
    client: FlaskClient, town: Town
) -> None:
    [photo] = upload(client, file(a_photo(), "hole.jpg")).get_json()["photos"]
    turned = f"{ADDRESS}/{photo['token']}/turned"
    post(client, filled(town, kept_photos=photo["token"]))
    assert client.post(turned).status_code == 200  # its giver's browser
    assert client.application.test_client().post(turned).status_code == 404
    session.query(Photo).one().visibility = Visibility.HIDDEN
    assert client.post(turned).status_code == 404


def test_a_token_outlives_its_photo(client: FlaskClient, town: Town) -> None:
    [photo] = upload(client, file(a_photo(), "hole.jpg")).get_json()["photos"]
    stored = photos.from_token(photo["token"])
    assert stored is not None
    for name in (f"{stored.key}/small.webp", photos.large(stored.key)):
        store().delete(name)
    assert client.get(photo["preview"]).status_code == 404
