"""The description is true: what it allows and what it forbids is sent to the running API."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest
import schemathesis
from flask import Flask, g
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from schemathesis.core.result import Ok

from civicreport.db import session
from tests.factories import a_report
from tests.open311.conftest import Program
from tests.support.town import Town

EXAMPLES = 12
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


class Fresh:
    """Each request begins with an empty `g`, as outside of tests."""

    def __init__(self, app: Flask) -> None:
        self.app = app

    def __call__(self, environ: Any, start: Callable[..., Any]) -> Iterable[bytes]:
        vars(g._get_current_object()).clear()
        session.commit()
        return self.app.wsgi_app(environ, start)


def operations(app: Flask) -> list[Any]:
    schema = schemathesis.openapi.from_wsgi("/open311/openapi.json", Fresh(app))
    found = list(schema.get_all_operations())
    assert all(isinstance(one, Ok) for one in found)
    return [one.ok() for one in found if isinstance(one, Ok)]


def test_every_call_is_described_in_both_formats(client: FlaskClient) -> None:
    document = client.get("/open311/openapi.json").get_json()
    assert document["openapi"] == "3.1.0"
    served = {
        rule.rule
        for rule in client.application.url_map.iter_rules()
        if rule.rule.startswith("/open311/") and "suffix" in rule.arguments
    }
    assert len(document["paths"]) == 2 * len(served)
    posted = document["paths"]["/open311/v2/requests.json"]["post"]
    form = posted["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
    assert form["required"] == ["service_code"]
    assert {"201", "400", "403", "404", "429"} <= posted["responses"].keys()


def test_the_running_api_does_what_is_described(app: Flask, program: Program, town: Town) -> None:
    a_report(town)
    tried = 0
    for operation in operations(app):

        @settings(
            max_examples=EXAMPLES,
            derandomize=True,
            database=None,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def holds(case: Any) -> None:
            nonlocal tried
            tried += 1
            case.call_and_validate(
                headers={"Authorization": f"Bearer {program.secret}"},
            )

        holds()
    assert tried > EXAMPLES
