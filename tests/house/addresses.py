"""Every address of the site that a GET may ask for, with arguments filled in."""

from __future__ import annotations

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter, Rule

from tests.support.town import Town

# Pages that say more when asked something.
QUERIES = {
    "/api/route": "?latitude=51.05&longitude=-0.95&category=pothole",
    "/why": "?latitude=51.05&longitude=-0.95&category=pothole",
    "/report/new": "?latitude=51.05&longitude=-0.95",
    "/report/new/nearby": "?latitude=51.05&longitude=-0.95&category=pothole",
    "/report/new/options": "?latitude=51.05&longitude=-0.95",
    "/report/new/questions": "?category=pothole",
    "/reports.geojson": "?bbox=-1,51,-0.8,51.1",
    "/oembed": "?url=http://localhost/reports/1",
    "/map.png": "?bbox=-1,51,-0.8,51.1",
    "/places": "?q=51.05,-0.95",
}


def readable(app: Flask) -> list[Rule]:
    rules = [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())]
    return sorted(rules, key=lambda rule: rule.rule)


def address_of(app: Flask, rule: Rule, known: dict[str, Any]) -> str:
    """With what is known for each argument, else with something plausible of its kind."""
    values = {
        name: known.get(name, 1 if _is_number(rule, name) else "unknown") for name in rule.arguments
    }
    with app.test_request_context():
        address: str = app.url_map.bind("localhost").build(rule.endpoint, values)
    return address + QUERIES.get(rule.rule, "")


def known_in(town: Town, report_id: int) -> dict[str, Any]:
    return {
        "report_id": report_id,
        "body_code": "county",
        "area_type": "district",
        "area_code": "W",
        "category_code": "pothole",
        "size": "small",
        "suffix": "json",
        "service_request_id": str(report_id),
        "service_code": "pothole",
    }


def _is_number(rule: Rule, name: str) -> bool:
    return isinstance(rule._converters[name], IntegerConverter)
