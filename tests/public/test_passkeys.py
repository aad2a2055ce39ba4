"""Passkeys: added by whoever is in, good for one answer to one challenge, and never for staff."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from civicreport.accounts import operations, queries
from civicreport.accounts.models import Account, Passkey, PasskeyChallenge
from civicreport.db import session
from civicreport.domain import clock
from civicreport.web.headers import DEVICE_COOKIE
from tests.support.authenticator import Authenticator
from tests.support.pages import page
from tests.support.town import Town

MINE = "/reports/mine/passkeys"


def as_(client: FlaskClient, account: Account) -> FlaskClient:
    client.set_cookie(DEVICE_COOKIE, operations.add_device(account, at=clock.now()))
    return client


def options(client: FlaskClient, address: str) -> dict[str, Any]:
    answer = client.post(f"{address}/challenge")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    told: dict[str, Any] = answer.get_json()
    return told


def add(client: FlaskClient, device: Authenticator) -> TestResponse:
    return client.post(MINE, data={"credential": device.make(options(client, MINE))})


def enter(client: FlaskClient, credential: str) -> TestResponse:
    return client.post("/sign-in/passkey", data={"credential": credential})


def who(client: FlaskClient) -> Account | None:
    cookie = client.get_cookie(DEVICE_COOKIE)
    return queries.account_by_device(cookie.value) if cookie else None


@pytest.fixture
def device(client: FlaskClient, town: Town) -> Authenticator:
    """Ada's, known here; she is out."""
    device = Authenticator()
    assert add(as_(client, town.ada), device).status_code == 303
    client.delete_cookie(DEVICE_COOKIE)
    return device


def test_a_passkey_signs_in_again_and_again(
    client: FlaskClient, town: Town, device: Authenticator
) -> None:
    for _ in range(2):
        answer = enter(client, device.sign(options(client, "/sign-in/passkey")))
        assert (answer.status_code, answer.location) == (303, "/reports/mine")
        assert who(client) is town.ada
        client.delete_cookie(DEVICE_COOKIE)


def test_one_answer_is_good_once(client: FlaskClient, town: Town, device: Authenticator) -> None:
    said = device.sign(options(client, "/sign-in/passkey"))
    assert enter(client, said).status_code == 303
    client.delete_cookie(DEVICE_COOKIE)
    assert enter(client, said).status_code == 422
    assert who(client) is None


def test_a_refused_answer_uses_its_challenge_up(
    client: FlaskClient, town: Town, device: Authenticator
) -> None:
    told = options(client, "/sign-in/passkey")
    assert enter(client, Authenticator().sign(told)).status_code == 422
    assert enter(client, device.sign(told)).status_code == 422


def test_a_challenge_is_good_for_minutes(
    client: FlaskClient, town: Town, device: Authenticator
) -> None:
    told = options(client, "/sign-in/passkey")
    session.execute(
        sa.update(PasskeyChallenge).values(expires_at=clock.now() - timedelta(seconds=1))
    )
    assert enter(client, device.sign(told)).status_code == 422


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://evil.example"},
        {"host": "evil.example"},
        {"count": 0},  # a copy of it that lags behind
        {"credential_id": b"another"},
    ],
    ids=str,
)
def test_what_is_signed_elsewhere_or_by_another_is_refused(
    client: FlaskClient, town: Town, device: Authenticator, wrong: dict[str, Any]
) -> None:
    for name, value in wrong.items():
        setattr(device, name, value)
    assert enter(client, device.sign(options(client, "/sign-in/passkey"))).status_code == 422
    assert who(client) is None


def test_a_challenge_of_ones_own_makes_nobody_come_in(
    client: FlaskClient, town: Town, device: Authenticator
) -> None:
    assert enter(client, device.sign({"challenge": "bWFkZSB1cA"})).status_code == 422
    to_add = options(as_(client, town.ada), MINE)
    client.delete_cookie(DEVICE_COOKIE)
    assert enter(client, device.sign(to_add)).status_code == 422


def test_what_was_asked_of_one_is_not_added_to_another(client: FlaskClient, town: Town) -> None:
    told = options(as_(client, town.ada), MINE)
    answer = as_(client, town.dov).post(MINE, data={"credential": Authenticator().make(told)})
    assert answer.status_code == 422
    assert queries.passkeys_of(town.dov.id) == []


def test_the_same_key_is_added_once(client: FlaskClient, town: Town, device: Authenticator) -> None:
    assert add(as_(client, town.dov), device).status_code == 422


def test_whoever_becomes_staff_comes_in_by_the_other_door(
    client: FlaskClient, town: Town, device: Authenticator
) -> None:
    town.ada.password = "hash"
    assert enter(client, device.sign(options(client, "/sign-in/passkey"))).status_code == 422
    assert who(client) is None


@pytest.mark.parametrize("who_asks", ["ben", None])
def test_without_an_address_there_is_nothing_to_add_it_to(
    client: FlaskClient, town: Town, who_asks: str | None
) -> None:
    if who_asks:
        as_(client, getattr(town, who_asks))
    assert client.post(f"{MINE}/challenge").status_code == 404
    assert client.post(MINE, data={"credential": "{}"}).status_code == 404


@pytest.mark.parametrize(
    "credential",
    [
        *("", "[]", "{", "null", "x" * 30_000, "[" * 5000),
        json.dumps({"response": {"clientDataJSON": 7}}),
        json.dumps({"response": {"clientDataJSON": "e30"}}),
        json.dumps({"response": {"clientDataJSON": "W1tb" * 4500}}),
    ],
    ids=range(9),
)
def test_nonsense_is_refused(client: FlaskClient, town: Town, credential: str) -> None:
    assert enter(client, credential).status_code == 422
    assert as_(client, town.ada).post(MINE, data={"credential": credential}).status_code == 422


def test_a_removed_one_opens_nothing(
    client: FlaskClient, town: Town, device: Authenticator
) -> None:
    as_(client, town.ada)
    [form] = page(client, "/reports/mine").select("form[action$=removal]")
    as_(client, town.dov)
    assert client.post(str(form["action"])).status_code == 404
    as_(client, town.ada)
    assert client.post(str(form["action"])).status_code == 303
    client.delete_cookie(DEVICE_COOKIE)
    assert enter(client, device.sign(options(client, "/sign-in/passkey"))).status_code == 422
    assert session.scalar(sa.select(sa.func.count()).select_from(Passkey)) == 0


def test_old_challenges_do_not_pile_up(client: FlaskClient, town: Town) -> None:
    for _ in range(3):
        options(client, "/sign-in/passkey")
        session.execute(
            sa.update(PasskeyChallenge).values(expires_at=clock.now() - timedelta(seconds=1))
        )
    assert session.scalar(sa.select(sa.func.count()).select_from(PasskeyChallenge)) == 1
