from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from civicreport.domain.location import Point
from civicreport.web import maps
from tests.conftest import settings_for

TILES = "https://tile.example.org/{z}/{x}/{y}.png"


def test_the_tile_server_is_the_one_that_settings_name(tmp_path: Path) -> None:
    named = settings_for("x", tmp_path, map={"tiles": TILES, "attribution": "© Somebody"})
    none = settings_for("x", tmp_path)

    with_tiles = maps.script_of("overview", named).content.decode()

    assert TILES in with_tiles
    assert "Somebody" in with_tiles
    assert "http" not in maps.script_of("overview", none).content.decode()


def test_tiles_are_asked_for_where_the_map_stands_and_nowhere_before(tmp_path: Path) -> None:
    script = maps.script_of(
        "picker", settings_for("x", tmp_path, map={"tiles": TILES})
    ).content.decode()
    placed, _view, asked = script.partition("map.setView(")
    assert ".addTo(" not in placed
    assert asked.count(".addTo(") == 1


def test_every_process_writes_the_same_script(tmp_path: Path) -> None:
    settings = settings_for("x", tmp_path, map={"tiles": TILES})
    first = maps.script_of("picker", settings).content
    maps._rendered.cache_clear()

    assert maps.script_of("picker", settings).content == first


def test_the_place_stands_in_the_page_and_the_script_serves_all(app: Flask) -> None:
    with app.test_request_context():
        here = maps.report_map(Point(51.05, -0.95))
        there = maps.report_map(Point(51.06, -0.85))
        named = maps.overview_map('A "deep" <hole>')

    assert here.script_url == there.script_url
    assert 'data-latitude="51.050000"' in here.html
    assert "&lt;hole&gt;" in named.html
    assert "<script" not in here.html
    assert "style=" not in here.html


def test_an_unknown_map_has_no_script(client: FlaskClient) -> None:
    assert client.get("/maps/treasure/0123456789ab.js").status_code == 404
