"""GET services: the site's categories."""

from __future__ import annotations

from flask.testing import FlaskClient

from tests.open311.reading import document
from tests.support.town import Town


def test_every_category_is_a_service(client: FlaskClient, town: Town) -> None:
    services = client.get("/open311/v2/services.json?jurisdiction_id=anything").get_json()
    assert [service["service_code"] for service in services] == list(town.categories)
    assert services[0] == {
        "service_code": "pothole",
        "service_name": "Pothole",
        "description": "",
        "metadata": False,
        "type": "realtime",
        "keywords": "",
        "group": "",
    }
    root = document(client.get("/open311/v2/services.xml"))
    assert root.tag == "services"
    assert [element.tag for element in root[0]] == list(services[0])
    assert root[0].findtext("metadata") == "false"


def test_at_a_place_only_what_somebody_takes_there(client: FlaskClient, town: Town) -> None:
    here = client.get("/open311/v2/services.json?lat=51.05&long=-0.95").get_json()
    assert "flooding" not in {service["service_code"] for service in here}
    assert len(here) == 4
    assert client.get("/open311/v2/services.json?lat=52.5&long=-0.9").get_json() == []
