"""On a database of its own: counts are committed apart from what they count."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from civicreport.accounts.models import RateCount
from civicreport.db import session
from civicreport.web.headers import DEVICE_COOKIE
from civicreport.web.rate_counts import RateCounts
from tests.support.pages import words
from tests.support.sites import a_site

ABSENT = "/reports/1/upvote"  # counted all the same: an attempt is an attempt


@pytest.fixture
def strict(cloned: Flask, tmp_path: Path) -> Iterator[FlaskClient]:
    """Three acts an hour."""
    with a_site(cloned, tmp_path, limits={"acts_per_hour": 3}) as site:
        yield site.test_client()


def test_the_fourth_act_of_a_device_has_to_wait(strict: FlaskClient) -> None:
    strict.set_cookie(DEVICE_COOKIE, "one")
    statuses = [strict.post(ABSENT).status_code for _ in range(4)]

    assert statuses == [404, 404, 404, 429]


def test_the_page_says_how_long_and_keeps_what_was_typed(strict: FlaskClient) -> None:
    typed = {"details": "A <deep> hole", "category": "pothole", "password": "secret"}
    strict.set_cookie(DEVICE_COOKIE, "one")
    for _ in range(4):
        answer = strict.post(ABSENT, data=typed)

    assert 0 < int(answer.headers["Retry-After"]) <= 3600
    shown = BeautifulSoup(answer.data, "html.parser")
    kept = {field["name"]: field["value"] for field in shown.select("input[type=hidden]")}
    assert kept == {"details": "A <deep> hole", "category": "pothole"}
    assert "A <deep> hole" in words(shown.select_one("dl"))


def test_devices_of_one_network_count_apart_but_not_without_end(strict: FlaskClient) -> None:
    def as_device(name: str) -> int:
        strict.set_cookie(DEVICE_COOKIE, name)
        return strict.post(ABSENT).status_code

    assert [as_device("one") for _ in range(4)] == [404, 404, 404, 429]
    assert as_device("two") == 404
    made_up = [as_device(f"made-up-{n}") for n in range(40)]
    assert made_up.count(404) < 30
    assert made_up[-1] == 429


def test_the_next_house_of_a_prefix_is_the_same_and_another_prefix_is_not(
    strict: FlaskClient,
) -> None:
    def from_address(address: str) -> int:
        return strict.post(ABSENT, environ_base={"REMOTE_ADDR": address}).status_code

    ten_times_three = [404] * 30
    assert [from_address(f"192.0.2.{n}") for n in range(31)] == [*ten_times_three, 429]
    assert from_address("198.51.100.1") == 404
    assert [from_address(f"2001:db8:1:{n}::1") for n in range(31)] == [*ten_times_three, 429]
    assert from_address("2001:db8:2::1") == 404


def test_reading_is_never_counted(strict: FlaskClient) -> None:
    assert {strict.get("/").status_code for _ in range(8)} == {200}


def test_no_address_is_kept(strict: FlaskClient) -> None:
    strict.post(ABSENT, environ_base={"REMOTE_ADDR": "192.0.2.77"})

    keys = list(session.scalars(sa.select(RateCount.key)))

    assert keys
    assert not [key for key in keys if "192.0" in key]


def test_what_is_over_is_cleared_away(cloned: Flask) -> None:
    counts = RateCounts(None)
    counts.incr("old", 0)
    assert counts.get("old") == 0

    assert counts.incr("new", 3600) == 1

    assert list(session.scalars(sa.select(RateCount.key))) == ["new"]


def test_a_window_begins_anew(cloned: Flask) -> None:
    counts = RateCounts(None)
    assert [counts.incr("key", 3600) for _ in range(3)] == [1, 2, 3]
    session.execute(
        sa.update(RateCount).values(expires_at=sa.func.now() - sa.text("interval '1s'"))
    )
    session.commit()

    assert counts.incr("key", 3600) == 1


def test_behind_a_proxy_its_word_counts_and_nobody_elses(cloned: Flask, tmp_path: Path) -> None:

    def through_proxy(claimed: str, seen: str) -> int:
        return client.post(ABSENT, headers={"X-Forwarded-For": f"{claimed}, {seen}"}).status_code

    with a_site(cloned, tmp_path, limits={"acts_per_hour": 3}, server={"proxies": 1}) as behind:
        client = behind.test_client()
        made_up = [through_proxy(f"10.{n}.0.1", "192.0.2.7") for n in range(31)]

    assert made_up == [*[404] * 30, 429]


def test_a_search_costs_somebody_so_that_reading_counts(cloned: Flask, tmp_path: Path) -> None:
    with a_site(cloned, tmp_path, limits={"searches_per_hour": 2}) as site:
        client = site.test_client()
        client.set_cookie(DEVICE_COOKIE, "one who searches")
        answers = [client.get("/places?q=51.05,-0.95") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 3600


@pytest.mark.parametrize("address", ["/map", "/reports.geojson?bbox=-2,50,1,53", "/map.png"])
def test_looking_for_words_counts_and_looking_at_the_map_does_not(
    cloned: Flask, tmp_path: Path, address: str
) -> None:
    """Short words are in most reports, and asking after them is a hundred times as dear."""
    worded = f"{address}{'&' if '?' in address else '?'}words=a"
    with a_site(cloned, tmp_path, limits={"searches_per_hour": 2}) as site:
        client = site.test_client()
        client.set_cookie(DEVICE_COOKIE, f"looks for words in {address}")
        assert [client.get(worded).status_code for _ in range(3)] == [200, 200, 429]
        assert [client.get(address).status_code for _ in range(3)] == [200, 200, 200]
