from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from civicreport import config
from civicreport.config import Settings
from civicreport.db.cluster import Cluster
from tests.conftest import a_clone
from tests.support.pages import page
from tests.support.sites import a_site


@pytest.fixture(scope="module")
def site(
    cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, Settings]]:
    """One for all who only read, with its settings: other tests may have named others since."""
    folder = tmp_path_factory.mktemp("languages")
    spoken = {"languages": ["cy", "ar-XB"], "url": "https://reports.example"}
    with a_clone(cluster, folder) as cloned, a_site(cloned, folder, site=spoken) as site:
        yield site, config.current()


@pytest.fixture
def reader(site: tuple[Flask, Settings]) -> FlaskClient:
    config.use(site[1])
    return site[0].test_client()


def _switch(document: BeautifulSoup) -> dict[str, str]:
    return {
        str(link["lang"]): str(link["href"]) for link in document.select(".language_switch a[href]")
    }


@pytest.mark.parametrize(
    ("address", "language", "direction"),
    [
        ("/", "en", "ltr"),
        ("/cy/", "cy", "ltr"),
        ("/cy/map", "cy", "ltr"),
        ("/ar-XB/", "ar-XB", "rtl"),
    ],
)
def test_the_address_says_which_language(
    reader: FlaskClient, address: str, language: str, direction: str
) -> None:
    root = page(reader, address).html
    assert root is not None
    assert (root["lang"], root["dir"]) == (language, direction)


@pytest.mark.parametrize("address", ["/de/", "/cym/map", "/CY/", "/cy-GB/map", "/cy/cy/map"])
def test_other_prefixes_are_no_such_page(reader: FlaskClient, address: str) -> None:
    assert reader.get(address).status_code == 404


def test_no_look_at_what_a_browser_would_rather_read(reader: FlaskClient) -> None:
    welsh = {"Accept-Language": "cy,en;q=0.5"}
    response = reader.get("/", headers=welsh)
    assert response.data == reader.get("/").data
    assert "Accept-Language" not in response.headers.get("Vary", "")


def test_a_page_in_another_language_is_as_anonymous(reader: FlaskClient) -> None:
    first, second = reader.get("/cy/"), reader.get("/cy/")
    assert "Set-Cookie" not in first.headers
    assert (first.data, first.headers["ETag"]) == (second.data, second.headers["ETag"])
    assert first.headers["Cache-Control"].startswith("public")


def test_every_way_on_stays_in_the_language(reader: FlaskClient) -> None:
    document = page(reader, "/cy/report/new")
    form = document.find("form", method="post")
    assert form is not None
    assert form["action"] == "/cy/report/new"
    inside = [str(link["href"]) for link in document.select("header a[href]:not([lang])")]
    assert inside
    assert all(address.startswith("/cy/") for address in inside)


def test_what_has_no_language_has_one_address(reader: FlaskClient) -> None:
    document = page(reader, "/cy/map")
    assets = document.select("link[rel=stylesheet], script[src]")
    assert all(
        str(one.get("href") or one["src"]).startswith(("/static/", "/maps/")) for one in assets
    )


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("/cy", "/cy/"),
        ("/cy/officers/", "/officers/"),
        ("/cy/open311/v2/services.json?x=1", "/open311/v2/services.json?x=1"),
        ("/cy/healthz", "/healthz"),
        ("/cy/map.png?bbox=-1,51,0,52", "/map.png?bbox=-1,51,0,52"),
    ],
)
def test_one_thing_has_one_address(reader: FlaskClient, address: str, leads_to: str) -> None:
    response = reader.get(address)
    assert (response.status_code, response.location) == (308, leads_to)


def test_the_switch_leads_to_the_same_page_with_the_same_query(reader: FlaskClient) -> None:
    assert _switch(page(reader, "/map?status=open&category=pothole")) == {
        "cy": "/cy/map?status=open&category=pothole"
    }
    assert _switch(page(reader, "/cy/map?status=open"))["en"] == "/map?status=open"


def test_each_language_is_called_as_its_speakers_call_it(reader: FlaskClient) -> None:
    link = page(reader, "/").select_one(".language_switch a[lang=cy]")
    assert link is not None
    assert link.get_text(strip=True) == "Cymraeg"
    assert link["hreflang"] == "cy"


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [("/report/new", "/cy/report/new"), ("/report/new/place", "/cy/report/new")],
)
def test_the_answer_to_a_form_leads_to_the_page_of_the_form(
    reader: FlaskClient, address: str, leads_to: str
) -> None:
    answered = reader.post(address, data={"q": "nowhere at all"})
    assert _switch(BeautifulSoup(answered.get_data(as_text=True), "html.parser"))["cy"] == leads_to


def test_a_page_that_is_not_there_leads_to_the_front_page(reader: FlaskClient) -> None:
    assert _switch(page(reader, "/nothing/here", 404))["cy"] == "/cy/"


def test_search_engines_find_each_language_of_a_page(reader: FlaskClient) -> None:
    document = page(reader, "/cy/map?status=open")
    canonical = document.select_one("link[rel=canonical]")
    assert canonical is not None
    assert canonical["href"] == "https://reports.example/cy/map"
    assert {
        str(link["hreflang"]): str(link["href"])
        for link in document.select("link[rel=alternate][hreflang]")
    } == {
        "en": "https://reports.example/map",
        "cy": "https://reports.example/cy/map",
        "x-default": "https://reports.example/map",
    }


def test_an_address_that_is_a_key_is_told_to_nobody(reader: FlaskClient) -> None:
    answer = reader.get("/cy/confirm/unknown").get_data(as_text=True)
    assert "reports.example" not in answer


def test_a_site_of_one_language_has_no_switch_and_no_prefix(cloned: Flask, tmp_path: Path) -> None:
    with a_site(cloned, tmp_path, site={"languages": []}) as site:
        stranger = site.test_client()
        assert not _switch(page(stranger, "/"))
        assert stranger.get("/ar-XB/").status_code == 404


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("/cy", "/"),
        ("/cy/", "/"),
        ("/cy/map?status=open&words=t%C5%B7", "/map?status=open&words=t%C5%B7"),
        ("/cy/follows/key/end", "/follows/key/end"),
        ("/en/map", "/map"),
        ("/cy/map.png?look=dark", "/map.png?look=dark"),
    ],
)
def test_what_was_mailed_in_a_language_that_is_gone_leads_to_the_same_page(
    cloned: Flask, tmp_path: Path, address: str, leads_to: str
) -> None:
    with a_site(cloned, tmp_path, site={"languages": []}) as site:
        answer = site.test_client().get(address)
        assert (answer.status_code, answer.location) == (302, leads_to)


def test_a_mail_program_ends_mails_in_a_language_that_is_gone(
    cloned: Flask, tmp_path: Path
) -> None:
    """By a request that may not be led elsewhere; here its key is none of ours."""
    with a_site(cloned, tmp_path, site={"languages": []}) as site:
        program = site.test_client()
        assert program.post("/cy/follows/key/end").status_code == 410
        assert program.post("/cy/nothing").status_code == 404


@pytest.mark.parametrize("address", ["/cy/nothing", "/cy//evil.example/", "/cy/%2Fevil.example/"])
def test_a_language_that_is_gone_leads_nowhere_else(
    cloned: Flask, tmp_path: Path, address: str
) -> None:
    with a_site(cloned, tmp_path, site={"languages": []}) as site:
        answer = site.test_client().get(address)
        assert answer.status_code == 404 or "//evil" not in (answer.location or "")


def test_a_form_of_somebody_elses_page_is_refused_in_every_language(reader: FlaskClient) -> None:
    response = reader.post("/cy/report/new", headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403


def test_a_log_line_names_the_page_not_the_language(
    reader: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", "civicreport.requests"):
        reader.get("/cy/map")
    assert any("GET /map 200" in line for line in caplog.messages)


def test_what_was_refused_is_sent_again_in_its_language(reader: FlaskClient) -> None:
    foreign = {"Sec-Fetch-Site": "cross-site"}
    answer = reader.post("/cy/report/new", data={"details": "Twll"}, headers=foreign)
    form = BeautifulSoup(answer.get_data(as_text=True), "html.parser").select_one("main form")
    assert form is not None
    assert form["action"] == "/cy/report/new"


@pytest.mark.parametrize("address", ["/cy/nothing", "/cy/reports/999999"])
def test_a_page_that_is_not_there_is_nobodys_to_find(reader: FlaskClient, address: str) -> None:
    assert page(reader, address, 404).select("link[rel=canonical]") == []


def test_staff_of_a_welsh_site_read_english_until_all_is_said(
    cloned: Flask, tmp_path: Path
) -> None:
    with a_site(cloned, tmp_path, site={"language": "cy", "languages": ["en"]}) as site:
        visitor = site.test_client()
        for address, language in (("/", "cy"), ("/en/", "en"), ("/officers/sign-in", "en")):
            root = page(visitor, address).html
            assert root is not None
            assert root["lang"] == language


@pytest.mark.parametrize(
    ("path", "query", "leads_to"),
    [
        ("/cy/photos/a%3Fb%23c%25/small.webp", "", "/photos/a%3Fb%23c%25/small.webp"),
        ("/cy/map.png", "look=\xff\xfe", "/map.png?look=%FF%FE"),
        ("/cy/map.png", "bbox=1,2%2C3&a=%41+b", "/map.png?bbox=1,2%2C3&a=%41+b"),
    ],
)
def test_strange_letters_lead_to_the_one_address_as_they_were_sent(
    reader: FlaskClient, path: str, query: str, leads_to: str
) -> None:
    response = reader.get(path, environ_overrides={"QUERY_STRING": query})
    assert (response.status_code, response.location) == (308, leads_to)


@pytest.mark.parametrize(
    "path",
    ["/cy/photos/a%0d%0aSet-Cookie:x/small.webp", "/cy//evil.example/", "/cy/%2Fevil.example/"],
)
def test_no_prefix_leads_off_the_site(reader: FlaskClient, path: str) -> None:
    response = reader.get(path)
    assert response.status_code == 404 or (response.location or "").startswith("/cy/evil")
    assert "Set-Cookie" not in response.headers
