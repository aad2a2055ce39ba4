"""Every address of the desk, asked by everybody who has no business there."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from civicreport.officers import officers
from civicreport.officers.guard import FOR_EVERYBODY
from civicreport.web import visitor
from tests.support.desk import html, sign_in, token
from tests.support.town import Town


def _addresses() -> list[tuple[str, str]]:
    bare = Flask("bare")
    bare.register_blueprint(officers)
    rules = [rule for rule in bare.url_map.iter_rules() if rule.endpoint.startswith("officers.")]
    with bare.test_request_context():
        return [
            (method, rule.build(dict.fromkeys(rule.arguments, 1))[1])  # type: ignore[index]
            for rule in rules
            if rule.endpoint not in FOR_EVERYBODY
            for method in sorted((rule.methods or set()) & {"GET", "POST"})
        ]


ADDRESSES = _addresses()


def test_the_desk_has_addresses() -> None:
    assert len(ADDRESSES) > 8


@pytest.mark.parametrize(("method", "address"), ADDRESSES)
def test_a_stranger_is_led_to_the_door(
    client: FlaskClient, town: Town, method: str, address: str
) -> None:
    response = client.open(address, method=method)
    if method == "GET":
        assert response.status_code == 303
        assert response.location.startswith("/officers/sign-in?next=")
    else:
        assert response.status_code == 401
    assert response.headers["Cache-Control"] == "private, no-store"
    assert "Set-Cookie" not in response.headers


@pytest.mark.parametrize(("method", "address"), ADDRESSES)
def test_whoever_works_for_nobody_stays_outside(
    client: FlaskClient, town: Town, method: str, address: str
) -> None:
    sign_in(client, town.ada)
    assert client.open(address, method=method).status_code == 403


@pytest.mark.parametrize("address", [address for method, address in ADDRESSES if method == "POST"])
def test_a_form_without_the_token_is_refused_in_words(
    dov: FlaskClient, town: Town, address: str
) -> None:
    response = dov.post(address, data={"text": "A long answer"})
    assert response.status_code == 403
    page = html(response)
    assert "session" in page.get_text()
    assert "A long answer" in page.get_text()


def test_a_refused_form_can_be_sent_again_with_a_fresh_token(dov: FlaskClient, town: Town) -> None:
    page = html(dov.post("/officers/sign-out", data={"text": "kept"}))
    assert dov.post("/officers/sign-out", data={"csrf_token": token(page)}).status_code == 303
    assert dov.get("/officers/").status_code == 303


def test_pages_of_the_desk_are_kept_by_nobody_and_scripts_need_the_nonce(
    cleo: FlaskClient, town: Town
) -> None:
    first, second = cleo.get("/officers/"), cleo.get("/officers/")
    assert first.headers["Cache-Control"] == "private, no-store"
    policy = first.headers["Content-Security-Policy"]
    assert "'nonce-" in policy
    assert "unsafe" not in policy
    assert policy != second.headers["Content-Security-Policy"]


def test_public_pages_know_who_is_signed_in(dov: FlaskClient, town: Town) -> None:
    with dov:
        dov.get("/")
        assert visitor.account() == town.dov
