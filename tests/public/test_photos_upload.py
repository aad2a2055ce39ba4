"""Photos that are sent while the form is still being written."""

from __future__ import annotations

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support.photos import a_photo, file
from tests.support.town import Town

ADDRESS = "/report/new/photos"


def upload(client: FlaskClient, *photos: tuple[object, str], **headers: str) -> TestResponse:
    return client.post(ADDRESS, data={"photos": list(photos)}, headers=headers)


def test_a_photo_gets_a_token_and_can_be_seen_by_it(client: FlaskClient, town: Town) -> None:
    answer = upload(client, file(a_photo(), "hole.jpg"))
    assert (answer.status_code, answer.get_json()["errors"]) == (201, [])
    [photo] = answer.get_json()["photos"]
    shown = client.get(photo["preview"])
    assert (shown.status_code, shown.content_type) == (200, "image/webp")
    assert "private" in shown.headers["Cache-Control"]


def test_what_is_no_photo_is_refused_by_name(client: FlaskClient, town: Town) -> None:
    answer = upload(client, file(b"GIF89a but not really", "trick.gif"))
    assert answer.status_code == 422
    assert answer.get_json()["errors"] == ["“trick.gif” is not a photo that we can read."]


def test_nothing_at_all_is_refused(client: FlaskClient, town: Town) -> None:
    assert upload(client).status_code == 422


def test_a_foreign_page_cannot_upload(client: FlaskClient, town: Town) -> None:
    assert upload(client, file(a_photo(), "a"), Origin="https://evil.example").status_code == 403


def test_a_made_up_token_shows_nothing(client: FlaskClient, town: Town) -> None:
    assert client.get(f"{ADDRESS}/WyJhL2IiLDEsMV0.x").status_code == 404
