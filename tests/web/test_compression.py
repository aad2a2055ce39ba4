from __future__ import annotations

import gzip
from collections.abc import Callable

import brotli
import pytest
from flask.testing import FlaskClient

from tests.support.desk import sign_in
from tests.support.town import Town


@pytest.mark.parametrize(
    ("accepted", "coding", "unpack"),
    [
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip", "gzip", gzip.decompress),
    ],
)
def test_a_page_crosses_the_wire_packed(
    client: FlaskClient, accepted: str, coding: str, unpack: Callable[[bytes], bytes]
) -> None:
    plain = client.get("/")
    packed = client.get("/", headers={"Accept-Encoding": accepted})

    assert packed.headers["Content-Encoding"] == coding
    assert unpack(packed.data) == plain.data
    assert len(packed.data) < len(plain.data) / 2
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert "Accept-Encoding" in plain.headers["Vary"]


@pytest.mark.parametrize("accepted", ["", "identity", "br;q=0, gzip;q=0", "zstd"])
def test_who_cannot_unpack_gets_it_plain(client: FlaskClient, accepted: str) -> None:
    answer = client.get("/", headers={"Accept-Encoding": accepted})

    assert "Content-Encoding" not in answer.headers
    assert b"<h1>" in answer.data


def test_who_has_it_packed_is_not_sent_it_again(client: FlaskClient) -> None:
    accepts = {"Accept-Encoding": "br"}
    etag = client.get("/", headers=accepts).headers["ETag"]

    again = client.get("/", headers={**accepts, "If-None-Match": etag})

    assert (again.status_code, again.data) == (304, b"")


def test_a_word_is_not_worth_the_wrapping(client: FlaskClient) -> None:
    answer = client.get("/healthz", headers={"Accept-Encoding": "br"})

    assert "Content-Encoding" not in answer.headers


def test_a_page_with_a_form_token_is_not_packed(client: FlaskClient, town: Town) -> None:
    """How well it packs would tell something of the token."""
    desk = sign_in(client, town.dov)

    answer = desk.get("/officers/", headers={"Accept-Encoding": "br, gzip"})

    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers
