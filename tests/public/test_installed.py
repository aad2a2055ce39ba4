"""The site as an app: its manifest, its signs, its worker, and the pages that a device keeps."""

from __future__ import annotations

import io
import json
import re
from typing import Any

from flask.testing import FlaskClient
from PIL import Image

from civicreport.domain.answers import Datatype, Question, as_json
from tests.support.photos import a_photo, file
from tests.support.report_form import one, parsed
from tests.support.town import Town


def _shell(client: FlaskClient) -> dict[str, Any]:
    text = client.get("/sw.js").get_data(as_text=True)
    found = re.match(r"const SHELL = (\{.*\});\n", text)
    assert found
    shell: dict[str, Any] = json.loads(found[1])
    return shell


def test_the_manifest_makes_an_app_of_the_site(client: FlaskClient) -> None:
    answer = client.get("/manifest.webmanifest")
    manifest = answer.get_json(force=True)
    assert answer.mimetype == "application/manifest+json"
    assert manifest["name"] == "CivicReport"
    assert [shortcut["url"] for shortcut in manifest["shortcuts"]] == [
        "/report/new",
        "/reports/mine",
    ]
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        picture = Image.open(io.BytesIO(client.get(icon["src"]).data))
        assert f"{picture.width}x{picture.height}" == icon["sizes"]


def test_a_maskable_sign_is_paper_to_its_edges(client: FlaskClient) -> None:
    corner = Image.open(io.BytesIO(client.get("/app-icon-maskable.png").data)).getpixel((0, 0))
    assert isinstance(corner, tuple)
    assert corner[3] == 255
    assert client.get("/app-icon-9000.png").status_code == 404


def test_all_that_the_worker_keeps_is_there_and_for_anybody(
    client: FlaskClient, town: Town
) -> None:
    shell = _shell(client)
    pages = [page[name] for page in shell["pages"] for name in ("form", "lost")]
    for address in [*shell["files"], *pages]:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "Set-Cookie" not in answer.headers
        assert "private" not in answer.headers["Cache-Control"]


def test_the_worker_is_another_one_when_what_can_be_chosen_has_changed(
    client: FlaskClient, town: Town
) -> None:
    before = _shell(client)["version"]
    assert _shell(client)["version"] == before
    town.categories["pothole"].name = "Hole in the road"
    assert _shell(client)["version"] != before


def test_the_stored_form_knows_every_category_and_what_it_asks(
    client: FlaskClient, town: Town
) -> None:
    asked = Question("deep", "How deep is it?", Datatype.NUMBER)
    town.categories["pothole"].questions = [as_json(asked)]
    page = parsed(client.get("/report/new/stored"))
    assert len(page.select("input[name=category]")) == len(town.categories)
    assert "How deep is it?" in one(page, "[data-category=pothole]").get_text()
    assert "You are offline" in one(page, "form").get_text()


def test_a_photo_that_another_app_shares_opens_the_form(client: FlaskClient, town: Town) -> None:
    answer = client.post("/report/new/shared", data={"photos": file(a_photo(), "hole.jpg")})
    assert answer.status_code == 200
    assert len(parsed(answer).select("[data-row] [data-photo]")) == 1
