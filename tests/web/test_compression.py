from __future__ import annotations

import gzip
from collections.abc import Callable

import brotli
import pytest
from flask.testing import FlaskClient

from civicreport.accounts import operations as accounts
from civicreport.domain import clock
from civicreport.web.headers import DEVICE_COOKIE
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


@pytest.mark.parametrize(
    ("sent_by", "coding"),
    [("cross-site", None), ("same-site", None), ("same-origin", "br"), ("none", "br")],
)
def test_another_site_learns_nothing_from_how_well_a_page_of_somebody_packs(
    client: FlaskClient, town: Town, sent_by: str, coding: str | None
) -> None:
    """It may put its guess into the address, which stands in the page beside theirs."""
    client.set_cookie(DEVICE_COOKIE, accounts.add_device(town.ada, at=clock.now()))
    headers = {"Sec-Fetch-Site": sent_by}
    plain = client.get("/reports/mine?guess=ada@example.org", headers=headers).text
    assert "Signed in as ada@example.org" in plain
    assert "guess=ada@example.org" in plain

    answer = client.get(
        "/reports/mine?guess=ada@example.org", headers={**headers, "Accept-Encoding": "br, gzip"}
    )

    assert answer.headers.get("Content-Encoding") == coding


def test_a_stranger_who_follows_a_link_gets_it_packed(client: FlaskClient) -> None:
    headers = {"Sec-Fetch-Site": "cross-site", "Accept-Encoding": "br"}

    assert client.get("/", headers=headers).headers["Content-Encoding"] == "br"
