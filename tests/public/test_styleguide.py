"""The pattern library is the fixture: what it draws is drawn on every page."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from tests.support.pages import page, words
from tests.support.sites import a_site

TEMPLATES = Path(__file__).parents[2] / "templates"
# Parts of every page, one of their heads, and two that only the desk has.
ELSEWHERE = {"wordmark", "tab_bar", "site_footer", "sharing_tags", "select", "mail_view"}


def test_it_shows_every_component() -> None:
    guide = (TEMPLATES / "public/styleguide/show.html").read_text(encoding="utf-8")
    components = {path.stem for path in (TEMPLATES / "components").glob("*.html")}

    missing = {name for name in components - ELSEWHERE if f"components/{name}.html" not in guide}

    assert not missing, "Remedy: draw it in templates/public/styleguide/show.html."


def test_a_status_is_a_shape_and_a_word(client: FlaskClient) -> None:
    shown = page(client, "/styleguide")
    for chip in shown.select(".status[data-kind=chip]"):
        use = chip.use
        assert use is not None
        assert str(use["href"]).endswith(f"#status-{chip['data-status']}")
        assert words(chip)


def test_a_field_is_tied_to_its_label_and_its_error(client: FlaskClient) -> None:
    shown = page(client, "/styleguide")
    field = shown.select_one("#sample-email")
    assert field is not None
    assert field["aria-invalid"] == "true"
    error = shown.select_one(f"#{field['aria-describedby']}")
    assert words(error) == "There is no “@” in this address."
    assert shown.select_one("label[for=sample-email]") is not None


def test_the_summary_leads_to_the_field(client: FlaskClient) -> None:
    summary = page(client, "/styleguide").select_one(".error_summary")
    assert summary is not None
    assert [link["href"] for link in summary.select("a")] == ["#sample-email"]


def test_every_symbol_of_a_page_is_in_the_sprite(app: Flask, client: FlaskClient) -> None:
    sprite = app.extensions["civicreport_assets"].files["icons/sprite.svg"].content.decode()
    for use in page(client, "/styleguide").select("use"):
        name = str(use["href"]).partition("#")[2]
        assert f'id="{name}"' in sprite, name


def test_a_live_site_has_none(cloned: Flask, tmp_path: Path) -> None:
    with a_site(cloned, tmp_path, site={"mode": "live"}) as live:
        assert live.test_client().get("/styleguide").status_code == 404
