"""GET /open311: what it shows to type works as it stands."""

from __future__ import annotations

import shlex
from typing import Any
from urllib.parse import urlsplit

from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from civicreport.accounts import operations
from civicreport.accounts.models import Right
from civicreport.domain import clock
from civicreport.open311.guide import DEMO_KEY
from tests.factories import a_report
from tests.support.desk import html
from tests.support.town import Town


def typed(client: FlaskClient, line: str) -> Any:
    """As curl would ask."""
    words = shlex.split(line)
    assert words[0] == "curl"
    address = next(word for word in words if word.startswith("http"))
    fields = [
        (words[number + 1].partition("=")[0], words[number + 1].partition("=")[2])
        for number, word in enumerate(words)
        if word in {"-d", "--data-urlencode"}
    ]
    parts = urlsplit(address)
    assert parts.netloc == "localhost"
    path = f"{parts.path}?{parts.query}"
    return client.post(path, data=MultiDict(fields)) if fields else client.get(path)


def test_every_line_works_when_it_is_pasted(client: FlaskClient, town: Town) -> None:
    a_report(town, at=clock.now())
    body = town.bodies["county"]
    operations.create_key(
        "demo", rights=list(Right), body_id=body.id, per_hour=10, at=clock.now(), secret=DEMO_KEY
    )
    page = html(client.get("/open311"))
    lines = [element.get_text() for element in page.select(".command_line")]
    assert len(lines) >= 8
    for line in lines:
        assert typed(client, line).status_code in {200, 201}, line


def test_the_demos_key_is_shown_by_a_demo_only(client: FlaskClient, monkeypatch: Any) -> None:
    assert DEMO_KEY in client.get("/open311").text
    settings = client.application.extensions["settings"]
    live = settings.model_copy(update={"site": settings.site.model_copy(update={"mode": "live"})})
    monkeypatch.setattr("civicreport.config._current", [live])
    assert DEMO_KEY not in client.get("/open311").text


def test_without_a_report_there_is_a_guide_too(client: FlaskClient) -> None:
    assert client.get("/open311").status_code == 200
    assert client.get("/open311/").headers["Location"] == "/open311"
