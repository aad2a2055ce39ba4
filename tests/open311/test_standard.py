"""Every answer keeps the standard's own schemas."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from flask.testing import FlaskClient

from civicreport.domain import clock
from civicreport.domain.status import Actor, Status
from civicreport.reports import casework
from tests.factories import a_report
from tests.open311.test_standing_documents import QUESTIONS
from tests.support.town import Town


def schema(shared: Path, name: str) -> dict[str, Any]:
    file = shared / "data" / "open311" / "schemas" / "georeport-v2" / f"{name}.json"
    if not file.is_file():
        pytest.skip(f"{file} is absent: set CIVICREPORT_SHARED to test against the schemas")
    known: dict[str, Any] = json.loads(file.read_text())
    return known


def problems(shared: Path, name: str, told: object) -> list[str]:
    validator = jsonschema_rs.validator_for(schema(shared, name))
    return [str(error) for error in validator.iter_errors(told)]


def test_services(client: FlaskClient, town: Town, shared: Path) -> None:
    town.categories["pothole"].questions = QUESTIONS
    services = client.get("/open311/v2/services.json").get_json()
    assert [problems(shared, "service", service) for service in services] == [[]] * len(services)
    definition = client.get("/open311/v2/services/pothole.json").get_json()
    assert problems(shared, "service-definition", definition) == []


def test_requests(client: FlaskClient, town: Town, shared: Path) -> None:
    a_report(town, at=clock.now() - timedelta(days=1))
    closed = a_report(town, at=clock.now() - timedelta(days=1), category_code="flooding")
    casework.change_status(
        closed, Status.FIXED, by=town.dov, actor=Actor.ADMINISTRATOR, text="", at=clock.now()
    )
    requests = client.get("/open311/v2/requests.json").get_json()
    assert len(requests) == 2
    assert [problems(shared, "request", request) for request in requests] == [[], []]
    wrong = {**requests[0], "service_request_id": 7}
    assert problems(shared, "request", wrong)
