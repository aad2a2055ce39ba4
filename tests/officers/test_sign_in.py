import time
from functools import cache
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from civicreport import config
from civicreport.accounts.operations import create_person, set_password
from civicreport.app import create_app
from civicreport.db import session, transaction
from civicreport.db.engine import database
from civicreport.domain import clock
from civicreport.web.limits import DEVICES_IN_A_NETWORK
from civicreport.web.sign_in import COOKIE, hash_password
from tests.conftest import settings_for
from tests.support.desk import html
from tests.support.town import Town

PASSWORD = "correct horse battery"


@cache
def hashed(password: str = PASSWORD) -> str:
    """Costly on purpose, so once is enough."""
    return hash_password(password)


@pytest.fixture
def cleo(town: Town) -> Town:
    set_password(town.cleo, password_hash=hashed())
    return town


def sign_in(
    client: FlaskClient, email: str = "cleo@county.example", password: str = PASSWORD, **more: str
) -> TestResponse:
    typed = {"email": email, "password": password, **more}
    return client.post("/officers/sign-in", data=typed)


def test_the_inbox_opens_to_an_officer(client: FlaskClient, cleo: Town) -> None:
    response = sign_in(client, email="Cleo@County.Example")
    assert response.status_code == 303
    assert response.location == "/officers/"
    assert client.get("/officers/").status_code == 200


def test_the_cookie_stays_in_the_browser_and_on_the_site(client: FlaskClient, cleo: Town) -> None:
    (cookie,) = [c for c in sign_in(client).headers.getlist("Set-Cookie") if COOKIE in c]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Expires" not in cookie


def test_over_https_the_cookie_never_leaves_it(cloned: Flask, tmp_path: Path) -> None:
    before = config.current()
    settings = settings_for(before.database_url, tmp_path, site={"url": "https://reports.example"})
    try:
        secure = create_app(settings)
        with secure.app_context(), transaction():
            email = "cleo@county.example"
            create_person(email=email, name="Cleo", password_hash=hashed(), at=clock.now())
        response = secure.test_client().post(
            "https://reports.example/officers/sign-in", data={"email": email, "password": PASSWORD}
        )
        with secure.app_context():
            session.remove()
            database.engine.dispose()
    finally:
        config.use(before)
    assert response.status_code == 303
    assert "; Secure;" in response.headers["Set-Cookie"]


def test_looking_at_the_page_sets_no_cookie(client: FlaskClient, cleo: Town) -> None:
    response = client.get("/officers/sign-in")
    assert "Set-Cookie" not in response.headers
    page = html(response)
    assert page.h1 is not None
    assert page.find("label", {"for": "password"}) is not None


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("cleo@county.example", "wrong horse battery"),
        ("nobody@county.example", PASSWORD),
        ("ada@example.org", PASSWORD),  # an account, but without a password
        ("not an address", PASSWORD),
    ],
)
def test_every_refusal_reads_the_same(
    client: FlaskClient, cleo: Town, email: str, password: str
) -> None:
    response = sign_in(client, email=email, password=password)
    assert response.status_code == 422
    page = html(response)
    errors = {error.get_text(strip=True) for error in page.select(".field__error")}
    assert errors == {"This address and password do not belong together."}
    assert page.find(id="email")["value"] == email  # type: ignore[index]
    assert PASSWORD not in response.text
    assert COOKIE not in response.headers.get("Set-Cookie", "")


def test_a_closed_account_reads_the_same_and_stays_out(client: FlaskClient, cleo: Town) -> None:
    cleo.cleo.is_active = False
    response = sign_in(client)
    assert response.status_code == 422
    assert "do not belong together" in response.text
    assert "disabled" not in response.text.lower()


def test_an_unknown_address_takes_as_long_as_a_wrong_password(
    client: FlaskClient, cleo: Town
) -> None:
    def seconds(email: str) -> float:
        begun = time.process_time()  # of our own work: others on the machine do not count
        sign_in(client, email=email, password="wrong horse battery")
        return time.process_time() - begun

    seconds("warm@up.example")
    unknown = min(seconds("nobody@county.example") for _ in range(5))
    known = min(seconds("cleo@county.example") for _ in range(5))
    assert unknown > known / 2


def test_an_empty_form_says_what_is_missing(client: FlaskClient, cleo: Town) -> None:
    response = sign_in(client, email="", password="")
    assert response.status_code == 422
    assert "Enter your e-mail address." in response.text
    assert "Enter your password." in response.text


def test_somebody_with_a_password_but_no_body_stays_outside(
    client: FlaskClient, cleo: Town
) -> None:
    set_password(cleo.ada, password_hash=hashed())
    sign_in(client, email="ada@example.org")
    assert client.get("/officers/").status_code == 403


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("/officers/reports/1?x=y", "/officers/reports/1?x=y"),
        ("https://evil.example/officers/", "/officers/"),
        ("//evil.example/officers/", "/officers/"),
        ("/\\evil.example", "/officers/"),
        ("/officers/\r\nX: y", "/officers/"),
        ("javascript:alert(1)", "/officers/"),
    ],
)
def test_after_signing_in_one_is_where_one_wanted_to_be_on_this_site(
    client: FlaskClient, cleo: Town, asked: str, given: str
) -> None:
    assert sign_in(client, next=asked).location == given


def test_signing_out_needs_the_button(client: FlaskClient, cleo: Town) -> None:
    sign_in(client)
    assert client.get("/officers/sign-out").status_code == 405
    assert client.get("/officers/").status_code == 200


def test_a_new_password_ends_every_session(client: FlaskClient, cleo: Town) -> None:
    sign_in(client)
    set_password(cleo.cleo, password_hash=hashed("another horse battery"))
    assert client.get("/officers/").status_code == 303


def test_a_closed_account_is_out_at_once(client: FlaskClient, cleo: Town) -> None:
    sign_in(client)
    cleo.cleo.is_active = False
    session.flush()
    assert client.get("/officers/").status_code == 303


def test_a_token_in_the_address_signs_nobody_in(client: FlaskClient, cleo: Town) -> None:
    response = client.get("/officers/?auth_token=x", headers={"Authentication-Token": "x"})
    assert response.status_code == 303


def test_what_was_typed_outlives_the_session(client: FlaskClient, cleo: Town) -> None:
    response = client.post("/officers/reports/1/updates", data={"text": "A long answer"})
    assert response.status_code == 401
    assert html(response).find("textarea").get_text() == "A long answer"  # type: ignore[union-attr]


def test_the_session_of_the_desk_is_asked_for_by_nobody_else(
    client: FlaskClient, cleo: Town
) -> None:
    assert "Cookie" not in client.get("/healthz").headers.get("Vary", "")


def test_too_many_tries_at_one_address_have_to_wait(cloned: Flask) -> None:
    """On real commits: the counts outlive the requests that they refuse."""
    allowed = config.current().limits.sign_ins_per_hour
    typed = {"email": "cleo@county.example", "password": ""}
    answers = [
        cloned.test_client().post(
            "/officers/sign-in", data=typed, environ_base={"REMOTE_ADDR": f"10.0.{n}.1"}
        )
        for n in range(allowed + 1)
    ]
    assert {answer.status_code for answer in answers[:-1]} == {422}
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_one_network_has_to_wait_whatever_it_types(cloned: Flask) -> None:
    allowed = config.current().limits.sign_ins_per_hour * DEVICES_IN_A_NETWORK
    client = cloned.test_client()
    answers = [
        client.post("/officers/sign-in", data={"email": f"{n}@county.example", "password": ""})
        for n in range(allowed + 1)
    ]
    assert answers[-2].status_code == 422
    assert answers[-1].status_code == 429


def test_nothing_of_flask_security_is_open(app: Flask) -> None:
    rules = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert not {name for name in rules if name.startswith("security")}
    assert not {name for name in app.cli.commands if name in {"users", "roles"}}


def test_what_a_device_kept_for_one_of_the_staff_is_forgotten(
    client: FlaskClient, cleo: Town
) -> None:
    """The service worker keeps pages as they were shown: also those of private reports."""
    assert b"<forget-pages" in client.get("/officers/sign-in").data
