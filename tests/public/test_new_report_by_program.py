"""The same form sent by a program of ours: what waited for a line, each exactly once."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from civicreport import config
from civicreport.accounts import codes
from civicreport.accounts import operations as accounts
from civicreport.accounts.models import Account
from civicreport.db import session
from civicreport.domain import clock
from civicreport.reports.models import Photo, Report
from civicreport.web.headers import DEVICE_COOKIE, PERSON_COOKIE
from tests.support.photos import a_photo, file
from tests.support.report_form import ADDRESS, filled, parsed, reports, the_report
from tests.support.town import Town, build_town

JSON = {"Accept": "application/json"}


def replay(client: FlaskClient, fields: dict[str, Any]) -> TestResponse:
    """As a page or the service worker sends what the device kept."""
    return client.post(ADDRESS, data=fields, headers=JSON, content_type="multipart/form-data")


def test_what_was_kept_becomes_a_report_and_its_address_is_told(
    client: FlaskClient, town: Town
) -> None:
    answer = replay(client, filled(town, photos=file(a_photo(), "hole.jpg")))
    report = the_report()
    assert (answer.status_code, answer.json) == (
        201,
        {"id": report.id, "url": f"/reports/{report.id}"},
    )
    assert session.scalar(sa.select(sa.func.count()).select_from(Photo)) == 1
    assert DEVICE_COOKIE in answer.headers["Set-Cookie"]


def test_sent_again_with_its_key_it_is_the_same_report(client: FlaskClient, town: Town) -> None:
    kept = filled(town, idempotency_key="kept-on-the-phone")
    answers = [replay(client, kept) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [201, 201, 201]
    assert {answer.get_json()["id"] for answer in answers} == {the_report().id}


def test_a_mistake_is_told_by_its_field_in_words(client: FlaskClient, town: Town) -> None:
    answer = replay(client, filled(town, details="", category="pothole", email="ada"))
    assert answer.status_code == 422
    errors = answer.get_json()["errors"]
    assert set(errors) == {"details", "email"}
    assert errors["details"] == ["Say in a few words what is wrong."]
    assert reports() == []


def test_a_key_that_has_made_a_report_in_other_words_names_that_one(
    client: FlaskClient, town: Town
) -> None:
    kept = filled(town, idempotency_key="kept-on-the-phone")
    replay(client, kept)
    answer = replay(client, {**kept, "details": "Changed since."})
    first = the_report()
    assert answer.status_code == 409
    assert (answer.get_json()["id"], answer.get_json()["url"]) == (
        first.id,
        f"/reports/{first.id}",
    )


def test_three_that_waited_on_an_unknown_device_become_one_devices_reports(
    client: FlaskClient, town: Town
) -> None:
    for number in range(3):
        assert replay(client, filled(town, details=f"Hole number {number}.")).status_code == 201
    assert len({report.reporter_id for report in reports()}) == 1
    listed = parsed(client.get("/reports/mine"))
    assert len(listed.select(".report_card")) == 3


def test_too_many_are_asked_to_wait_and_told_how_long(
    client: FlaskClient, town: Town, app: Flask
) -> None:
    settings = app.extensions["settings"]
    few = settings.limits.model_copy(update={"reports_per_hour": 0})
    config.use(settings.model_copy(update={"limits": few}))
    answer = replay(client, filled(town))
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.get_json()["error"] == "too_often"


def test_a_form_that_is_too_big_is_said_to_be(client: FlaskClient, town: Town, app: Flask) -> None:
    before = app.config["MAX_CONTENT_LENGTH"]
    app.config["MAX_CONTENT_LENGTH"] = 100
    try:
        answer = replay(client, filled(town))
    finally:
        app.config["MAX_CONTENT_LENGTH"] = before
    assert answer.status_code == 413
    assert answer.is_json


def test_the_worker_and_a_page_that_send_the_same_at_once_make_one_report(cloned: Flask) -> None:
    town = build_town()
    session.commit()
    kept = filled(town, idempotency_key="kept-on-the-phone")
    answers = _at_once(cloned, [kept] * 4)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.get_json()["id"] for answer in answers}) == 1
    assert session.scalar(sa.select(sa.func.count()).select_from(Report)) == 1


def test_two_reports_with_one_photo_at_once_have_a_copy_each(cloned: Flask) -> None:
    town = build_town()
    session.commit()
    sent = cloned.test_client().post(
        f"{ADDRESS}/photos", data={"photos": file(a_photo(), "hole.jpg")}
    )
    token = sent.get_json()["photos"][0]["token"]
    forms = [
        filled(town, details=f"Hole number {number}.", kept_photos=token) for number in range(4)
    ]
    answers = _at_once(cloned, forms)
    assert [answer.status_code for answer in answers] == [201] * 4
    keys = session.scalars(sa.select(Photo.key)).all()
    assert len(set(keys)) == len(keys) == 4


def _at_once(app: Flask, forms: list[dict[str, Any]]) -> list[TestResponse]:
    """Each by a browser of its own, let go at one moment."""
    ready = threading.Barrier(len(forms))
    answers: list[TestResponse] = []

    def send(fields: dict[str, Any]) -> None:
        browser = app.test_client()
        ready.wait(timeout=30)
        answers.append(replay(browser, fields))

    threads = [threading.Thread(target=send, args=(fields,)) for fields in forms]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def as_(client: FlaskClient, person: Account) -> str:
    """Whoever signs in on this device, and the alias of what they write on it."""
    link, _ = codes.request(email=str(person.email), account_id=None, at=clock.now())
    client.post(f"/confirm/{accounts.link_token(link)}")
    alias = client.get_cookie(PERSON_COOKIE)
    assert alias is not None
    return alias.value


def test_what_waited_is_sent_as_whoever_wrote_it(client: FlaskClient, town: Town) -> None:
    alias = as_(client, town.ada)
    answer = replay(client, filled(town, of=alias, email=""))
    assert answer.status_code == 201
    assert the_report().reporter_id == town.ada.id


def test_what_was_written_before_signing_in_is_whose_it_is_now(
    client: FlaskClient, town: Town
) -> None:
    as_(client, town.ada)
    assert replay(client, filled(town, email="")).status_code == 201
    assert the_report().reporter_id == town.ada.id


@pytest.mark.parametrize("next_one", ["a stranger", "eve"])
def test_what_somebody_left_on_a_device_is_not_sent_as_the_next_one(
    client: FlaskClient, town: Town, next_one: str
) -> None:
    eve = accounts.create_person(email="eve@example.org", name="Eve", at=clock.now())
    alias = as_(client, town.ada)
    client.post("/sign-out")
    if next_one == "eve":
        as_(client, eve)
    answer = replay(client, filled(town, of=alias))
    assert answer.status_code == 422
    assert "not signed in here any more" in answer.get_json()["errors"]["email"][0]
    assert reports() == []


def test_a_browser_whose_person_was_signed_out_from_elsewhere_unlearns_who_it_was(
    client: FlaskClient, town: Town
) -> None:
    alias = as_(client, town.ada)
    accounts.forget_devices(town.ada)
    assert replay(client, filled(town, of=alias)).status_code == 422
    assert client.get_cookie(PERSON_COOKIE) is None
