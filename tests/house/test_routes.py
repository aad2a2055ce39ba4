"""Every route is meant for somebody: residents and strangers, or staff behind a guard."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient

from tests.house.addresses import address_of, known_in
from tests.support.town import Town

# Beside the blueprints `public` and `open311`, whose routes are for everybody by what they are.
FOR_EVERYBODY = {
    "assets.show",
    "maps.script",
    "standing.healthz",
    "standing.readyz",
    "metrics.show",
    "officers.sign_in.show",
    "officers.sign_in.begin",
}
REMEDY = (
    "Remedy: a route for residents is a child of the blueprint `public`; one for staff a child of"
    " `officers`, whose guard asks who is there; one for programs a child of `open311`, where"
    " whoever writes shows a key; any other is listed in FOR_EVERYBODY."
)


def test_every_route_belongs_to_an_audience(app: Flask) -> None:
    astray = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not rule.endpoint.startswith(("public.", "officers.", "open311."))
        and rule.endpoint not in FOR_EVERYBODY
    }
    assert not astray, REMEDY


def test_no_stranger_comes_in_where_staff_work(client: FlaskClient, app: Flask, town: Town) -> None:
    """Whatever the method: asked to sign in, or refused."""
    let_in = []
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith("officers.") or rule.endpoint in FOR_EVERYBODY:
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "DELETE"}):
            address = address_of(app, rule, known_in(town, 1))
            response = client.open(address, method=method)
            if response.status_code not in {302, 303, 401, 403}:
                let_in.append(f"{method} {address}: {response.status_code}")
    assert not let_in, REMEDY
