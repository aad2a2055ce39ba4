"""No page grows heavier than a phone on a bad line can bear; `script/look` shows all figures."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.factories import a_report
from tests.look.weights import Weight, table, weigh
from tests.support.town import Town


def weight_of(client: FlaskClient, address: str) -> Weight:
    def fetch(path: str) -> bytes:
        response = client.get(path, headers={"Accept-Encoding": "br"})
        assert response.status_code == 200, path
        return bytes(response.data)

    return weigh(address, address, fetch)


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/map",
        "/report/new",
        "/report/new?latitude=51.05&longitude=-0.95&category=pothole",
        "/reports/mine",
    ],
)
def test_every_page_is_light(client: FlaskClient, town: Town, address: str) -> None:
    weight = weight_of(client, address)
    assert weight.is_light, table([weight])


def test_a_report_is_light(client: FlaskClient, town: Town) -> None:
    weight = weight_of(client, f"/reports/{a_report(town).id}")
    assert weight.is_light, table([weight])


def test_what_a_tap_may_load_is_weighed_too(client: FlaskClient, town: Town) -> None:
    """Leaflet alone weighs more than 30 kB: less would mean that something was overlooked."""
    form, front = weight_of(client, "/report/new"), weight_of(client, "/")
    assert form.javascript > front.javascript
    assert form.javascript > 35_000
    assert form.css > 5_000
