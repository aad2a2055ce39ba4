from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from civicreport.accounts import operations
from civicreport.accounts.models import Right
from civicreport.db import session
from civicreport.domain import clock
from tests.support.town import Town


class Program:
    """Another program that writes here with a key of its own."""

    def __init__(self, client: FlaskClient, secret: str) -> None:
        self.client, self.secret = client, secret

    def post(self, path: str = "requests.json", **fields: Any) -> TestResponse:
        return self.client.post(f"/open311/v2/{path}", data={"api_key": self.secret, **fields})

    def report(self, **fields: Any) -> TestResponse:
        """A pothole in the west."""
        return self.post(
            **{
                "service_code": "pothole",
                "lat": "51.05",
                "long": "-0.95",
                "description": "A deep hole by the kerb.",
                **fields,
            }
        )


@pytest.fixture
def program(client: FlaskClient, town: Town) -> Program:
    """May report, and update what the county has."""
    return a_program(client, "demo", body_id=town.bodies["county"].id)


def a_program(
    client: FlaskClient,
    name: str,
    *,
    body_id: int | None = None,
    rights: tuple[Right, ...] = tuple(Right),
    per_hour: int = 1000,
) -> Program:
    _, secret = operations.create_key(
        name, rights=rights, body_id=body_id, per_hour=per_hour, at=clock.now()
    )
    session.flush()
    return Program(client, secret)
