"""Discovery, service definitions, tokens, and the table for spreadsheets."""

from __future__ import annotations

import csv
import io

from flask.testing import FlaskClient

from civicreport.db import session
from civicreport.domain import clock
from civicreport.domain.answers import Advice, Datatype, Question, as_json
from tests.factories import a_report
from tests.open311.conftest import Program
from tests.open311.reading import document
from tests.open311.test_new_request import reports
from tests.support.town import Town

QUESTIONS = [
    {
        "code": "size",
        "prompt": "How big is it?",
        "datatype": "singlevaluelist",
        "required": True,
        "hint": "Roughly.",
        "values": [["S", "Small"], ["L", "Large"]],
        "variable": True,
    },
    {
        "code": "warning",
        "prompt": "Keep away from it.",
        "datatype": "string",
        "required": False,
        "hint": "",
        "values": [],
        "variable": False,
    },
]


def test_discovery_names_endpoints_and_formats(client: FlaskClient) -> None:
    told = client.get("/open311/discovery.json").get_json()
    assert told["contact"]
    assert "/open311" in told["key_service"]
    assert len(told["endpoints"]) >= 2
    for endpoint in told["endpoints"]:
        assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
        assert endpoint["url"].startswith("http://localhost/open311/v2")
        assert endpoint["formats"] == ["text/xml", "application/json"]
        assert endpoint["type"] == "test"
    root = document(client.get("/open311/discovery.xml"))
    assert root.tag == "discovery"
    assert root.findtext("endpoints/endpoint/formats/format") == "text/xml"


def test_what_a_service_asks_besides(client: FlaskClient, town: Town) -> None:
    town.categories["pothole"].questions = QUESTIONS
    services = client.get("/open311/v2/services.json").get_json()
    assert [service["metadata"] for service in services[:2]] == [True, False]
    definition = client.get("/open311/v2/services/pothole.json").get_json()
    assert definition["service_code"] == "pothole"
    first, second = definition["attributes"]
    assert first == {
        "variable": True,
        "code": "size",
        "datatype": "singlevaluelist",
        "required": True,
        "datatype_description": "Roughly.",
        "order": 1,
        "description": "How big is it?",
        "values": [{"key": "S", "name": "Small"}, {"key": "L", "name": "Large"}],
    }
    assert (second["variable"], second["values"]) == (False, [])
    root = document(client.get("/open311/v2/services/pothole.xml"))
    assert root.tag == "service_definition"
    assert root.findtext("attributes/attribute/values/value/name") == "Small"
    assert root.findtext("attributes/attribute/required") == "true"
    assert client.get("/open311/v2/services/unknown.json").status_code == 404


def test_answers_are_checked_against_the_questions(program: Program, town: Town) -> None:
    town.categories["pothole"].questions = QUESTIONS
    missing = program.report()
    assert missing.status_code == 400
    assert "attribute[size] is required" in missing.get_json()[0]["description"]
    strange = program.report(**{"attribute[size]": "XXL"})
    assert strange.status_code == 400
    taken = program.report(**{"attribute[size]": "L", "attribute[easting]": "4512"})
    assert taken.status_code == 201
    session.expire_all()

    assert reports()[0].answers == {"size": "L"}


def test_an_id_is_its_own_token(client: FlaskClient, town: Town) -> None:
    report = a_report(town, at=clock.now())
    (told,) = client.get(f"/open311/v2/tokens/{report.id}.json").get_json()
    assert told == {"service_request_id": str(report.id), "token": str(report.id)}
    assert client.get("/open311/v2/tokens/unknown.json").status_code == 404


def test_the_record_as_a_table(client: FlaskClient, town: Town) -> None:
    report = a_report(town, at=clock.now(), details='=HYPERLINK("https://x.example")')
    response = client.get("/open311/v2/requests.csv?status=open")
    assert response.content_type == "text/csv; charset=utf-8"
    (row,) = csv.DictReader(io.StringIO(response.text))
    assert row["service_request_id"] == str(report.id)
    assert row["status_description"] == "open"
    assert row["agency_responsible"] == "Countyshire Council"
    assert not row["description"].startswith("=")
    assert float(row["lat"]) == 51.05
    assert client.get("/open311/v2/requests.csv?status=odd").status_code == 400


def test_an_answer_with_advice_is_refused_in_its_words(
    client: FlaskClient, program: Program, town: Town
) -> None:
    yes_or_no = (("y", "Yes"), ("n", "No"))
    advice = (("y", Advice("Keep away.", phone="105", stop=True)),)
    wire = Question("wire", "A bare wire?", Datatype.ONE_OF, values=yes_or_no, advice=advice)
    town.categories["pothole"].questions = [as_json(wire)]
    definition = client.get("/open311/v2/services/pothole.json").get_json()
    assert definition["attributes"][0]["datatype_description"] == "Yes: Keep away."
    held = program.report(**{"attribute[wire]": "y"})
    assert (held.status_code, reports()) == (400, [])
    said = held.get_json()[0]["description"]
    assert said == "attribute[wire]: not taken here. Keep away. Call 105."
    assert program.report(**{"attribute[wire]": "n"}).status_code == 201
