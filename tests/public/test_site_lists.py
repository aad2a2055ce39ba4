from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from flask.testing import FlaskClient

from civicreport.domain.visibility import Visibility
from civicreport.public import site_lists
from tests.factories import a_report
from tests.support.pages import page
from tests.support.town import Town

MAPS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def listed(client: FlaskClient, address: str, root_name: str = "urlset") -> list[str]:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.mimetype == "application/xml"
    root = ET.fromstring(answer.data)  # noqa: S314 - our own
    assert root.tag == f"{MAPS}{root_name}"
    found = [each.text or "" for each in root.iter(f"{MAPS}loc")]
    assert all(address.startswith("http://localhost/") for address in found)
    return [address.removeprefix("http://localhost") for address in found]


def test_robots_find_the_list_and_keep_off_what_has_no_end(client: FlaskClient) -> None:
    told = client.get("/robots.txt").get_data(as_text=True)

    assert "Sitemap: http://localhost/sitemap.xml\n" in told
    for closed in ("/officers/", "/demo/", "/*?*bbox=", "/*?*cursor="):
        assert f"Disallow: {closed}\n" in told
    assert "Disallow: /\n" not in told


def test_every_address_on_the_list_is_a_page(client: FlaskClient, town: Town) -> None:
    report = a_report(town)

    files = listed(client, "/sitemap.xml", "sitemapindex")
    assert files[0] == "/sitemaps/pages.xml"
    pages = [address for file in files for address in listed(client, file)]

    assert f"/reports/{report.id}" in pages
    assert {"/", "/map", "/report/new", "/councils/county"} <= set(pages)
    assert len(set(pages)) == len(pages)
    for address in pages:
        shown = page(client, address)
        canonical = shown.select("link[rel=canonical]")
        assert [link["href"] for link in canonical] == [f"http://localhost{address}"], address
        assert shown.select_one('meta[name="robots"]') is None, address


@pytest.mark.parametrize("visibility", list(Visibility))
def test_only_what_is_public_is_listed(
    client: FlaskClient, town: Town, visibility: Visibility
) -> None:
    report = a_report(town, visibility=visibility)
    number = (report.id - 1) // site_lists.IN_A_FILE
    found = listed(client, f"/sitemaps/reports-{number}.xml")
    assert (f"/reports/{report.id}" in found) == (visibility is Visibility.PUBLIC)


def test_files_divide_the_reports_by_number(
    client: FlaskClient, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(site_lists, "IN_A_FILE", 2)
    reports = [a_report(town) for _ in range(5)]

    files = listed(client, "/sitemap.xml", "sitemapindex")[1:]
    found = [address for file in files for address in listed(client, file)]

    assert found == [f"/reports/{report.id}" for report in reports]
    assert all(len(listed(client, file)) <= 2 for file in files)


def test_every_public_page_describes_itself(client: FlaskClient, town: Town) -> None:
    reports = [a_report(town), a_report(town)]
    addresses = ["/", "/map", "/report/new", "/councils/county", "/councils/west"]
    addresses += ["/areas/district/W", *(f"/reports/{report.id}" for report in reports)]

    told = {}
    for address in addresses:
        shown = page(client, address)
        description = shown.select_one('meta[name="description"]')
        assert description is not None
        assert shown.title is not None
        assert 40 <= len(str(description["content"])) <= 320, address
        told[address] = (shown.title.get_text(), str(description["content"]))
    for kind in (0, 1):
        said = [each[kind] for each in told.values()]
        assert len(set(said)) == len(said), told


@pytest.mark.parametrize("address", ["/nothing", "/reports/999999", "/councils/nobody"])
def test_what_is_not_there_is_not_found(client: FlaskClient, town: Town, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
