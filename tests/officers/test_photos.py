import pytest
from flask.testing import FlaskClient

from civicreport.db import session
from civicreport.domain import clock
from civicreport.domain.visibility import Visibility
from civicreport.reports.models import Photo, Report
from tests.factories import a_device, a_report
from tests.support.desk import html, token
from tests.support.town import Town


@pytest.fixture
def report(town: Town) -> Report:
    return a_report(town, by=a_device())


def a_photo(report: Report) -> Photo:
    photo = Photo(
        report_id=report.id,
        key=f"ab/{report.id}",
        width=4,
        height=3,
        visibility=Visibility.PENDING,
        created_at=clock.now(),
    )
    session.add(photo)
    session.flush()
    return photo


def visibility_of(photo: Photo) -> Visibility:
    session.refresh(photo)
    return photo.visibility


def move(client: FlaskClient, photo: Photo, **typed: str) -> int:
    page = html(client.get("/officers/"))
    data = {"csrf_token": token(page), **typed}
    address = f"/officers/photos/{photo.id}/visibility"
    return client.post(address, data=data).status_code


def test_a_photo_waits_and_is_released(cleo: FlaskClient, report: Report) -> None:
    photo = a_photo(report)
    assert f"/officers/photos/{photo.id}/visibility" in cleo.get("/officers/pending").text
    assert move(cleo, photo, move="release", reason="Shows the hole only.") == 303
    assert visibility_of(photo) is Visibility.PUBLIC
    assert "No photo waits." in cleo.get("/officers/pending").text


def test_a_photo_is_hidden_and_comes_back(cleo: FlaskClient, report: Report) -> None:
    photo = a_photo(report)
    assert move(cleo, photo, move="hide", reason="A face.") == 303
    assert visibility_of(photo) is Visibility.HIDDEN
    assert "A face." in cleo.get(f"/officers/reports/{report.id}").text
    assert move(cleo, photo, move="restore", reason="Not a face.") == 303
    assert visibility_of(photo) is Visibility.PENDING


def test_no_reason_no_move(cleo: FlaskClient, report: Report) -> None:
    photo = a_photo(report)
    assert move(cleo, photo, move="release", reason=" ") == 422
    assert visibility_of(photo) is Visibility.PENDING


def test_a_move_that_no_longer_fits_says_so(cleo: FlaskClient, report: Report) -> None:
    photo = a_photo(report)
    move(cleo, photo, move="release", reason="Fine.")
    assert move(cleo, photo, move="release", reason="Fine.") == 409


def test_photos_of_other_bodies_do_not_exist(
    cleo: FlaskClient, wanda: FlaskClient, report: Report
) -> None:
    photo = a_photo(report)
    assert move(wanda, photo, move="release", reason="Fine.") == 404
    assert "/photos/ab/" not in wanda.get("/officers/pending").text
    photo.visibility = Visibility.PUBLIC
    assert move(wanda, photo, move="hide", reason="Mine now.") == 404
    assert visibility_of(photo) is Visibility.PUBLIC
