"""What an endpoint offers, and what follows for contacts and questions: seen first, then made."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from civicreport.adapters.outside import Answer, MemoryWorld, Request, replaced_by
from civicreport.bodies.models import Contact, Endpoint, Method, Service
from civicreport.cli.open311 import group
from civicreport.db import session, transaction
from civicreport.domain.answers import Datatype, from_json
from tests.adapters.georeport.answers import answer
from tests.support.town import Town

SIZE = {
    "code": "SIZE",
    "datatype": "singlevaluelist",
    "description": "How large is it:",
    "required": "true",
    "variable": "true",
    "values": [{"key": "s", "name": "Small"}],
}
OURS = {"code": "ref", "datatype": "string", "required": True, "description": "Reference"}
SET = {**OURS, "code": "easting", "automated": "server_set"}
NOTICE = {**OURS, "code": "notice", "variable": False}
OPTIONAL = {**OURS, "code": "colour", "required": False}


def service(code: str, name: str, *, metadata: bool = False) -> dict[str, Any]:
    return {"service_code": code, "service_name": name, "metadata": metadata}


FLOOD = service("FL", "FLOODING", metadata=True)
GRAFFITI = service("GR", "Graffiti")
BEES = service("BE", "Bees")


@pytest.fixture
def endpoint(town: Town) -> Endpoint:
    endpoint = Endpoint(
        body_id=town.bodies["west"].id,
        url="https://peer.example/v2",
        format="json",
        quirks={"attributes": {"ref": "{reference}"}},
    )
    session.add(endpoint)
    with transaction():
        pass  # as it stands when somebody comes to the terminal
    return endpoint


def synced(
    offered: list[dict[str, Any]], attributes: list[dict[str, Any]], *more: str, body: str = "west"
) -> tuple[int, list[str]]:
    def said(asked: Request) -> Answer:
        if asked.url.endswith("/services.json"):
            return answer(json.dumps(offered))
        return answer(json.dumps({"service_code": "x", "attributes": attributes}))

    with replaced_by(MemoryWorld(*[said] * 9)):
        done = CliRunner().invoke(group, ["services", "sync", body, *more])
    return done.exit_code, [line for line in done.output.splitlines() if "Definitions" not in line]


def test_a_preview_says_everything_and_changes_nothing(endpoint: Endpoint) -> None:
    code, lines = synced([FLOOD, GRAFFITI, BEES], [SIZE, OURS, SET, NOTICE, OPTIONAL])

    assert code == 0
    assert lines == [
        "service FL: new",
        "service FL: attribute SIZE: new",
        "service FL: attribute colour: new",
        "service FL: attribute easting: new",
        "service FL: attribute notice: new",
        "service FL: attribute ref: new",
        "service GR: new",
        "service BE: new",
        "contact west/flooding: new, by service FL",
        "category flooding: asks SIZE",
        "Look at service BE: no category is “Bees”",
        "Look at contact west/graffiti: stays with email “graffiti@west.example”, not service GR",
        "Look at category pothole: no service",
        "Look at category street_light: no service",
        "Look at category litter: no service",
        "Nothing was changed: say --apply to change it.",
    ]
    assert session.scalars(sa.select(Service)).all() == []


def test_applied_once_nothing_differs_any_more(endpoint: Endpoint, town: Town) -> None:
    synced([FLOOD, GRAFFITI], [SIZE, OURS], "--apply")

    _, lines = synced([FLOOD, GRAFFITI], [SIZE, OURS], "--apply")

    assert lines[0] == "Nothing differs."
    contact = session.scalars(sa.select(Contact).where(Contact.method == Method.OPEN311)).one()
    assert (contact.category.code, contact.address) == ("flooding", "FL")
    (asked,) = from_json(town.categories["flooding"].questions)
    assert (asked.code, asked.prompt) == ("SIZE", "How large is it")
    assert (asked.datatype, asked.values) == (Datatype.ONE_OF, (("s", "Small"),))


def test_what_changed_over_there_is_said_and_followed(endpoint: Endpoint) -> None:
    synced([FLOOD, BEES], [SIZE, OPTIONAL], "--apply")

    _, lines = synced(
        [{**FLOOD, "service_name": "Floods"}], [{**SIZE, "required": False}, NOTICE], "--apply"
    )

    assert lines[:6] == [
        "service FL: name: “FLOODING” → “Floods”",
        "service FL: attribute notice: new",
        "service FL: attribute colour: gone",
        "service FL: attribute SIZE: required changed",
        "service BE: gone",
        "Look at category pothole: no service",
    ]


def test_a_contact_is_not_taken_away_when_its_service_goes(endpoint: Endpoint) -> None:
    synced([FLOOD, BEES], [], "--apply")

    _, lines = synced([BEES], [], "--apply")
    _, again = synced([FLOOD, BEES], [], "--apply")

    assert lines[:2] == [
        "service FL: gone",
        "Look at service BE: no category is “Bees”",
    ]
    assert "Look at contact west/flooding: its service FL is gone" in lines
    assert "service FL: offered again" in again
    assert session.scalars(sa.select(Contact).where(Contact.address == "FL")).one().is_active


def test_questions_that_somebody_has_set_up_stay(endpoint: Endpoint, town: Town) -> None:
    town.categories["flooding"].questions = [
        {"code": "own", "prompt": "?", "datatype": "string", "required": False}
        | {"hint": "", "values": [], "variable": True}
    ]
    with transaction():
        pass

    _, lines = synced([FLOOD], [SIZE], "--apply")

    assert "category flooding: asks SIZE" not in lines
    assert [one["code"] for one in town.categories["flooding"].questions] == ["own"]


def test_a_definition_that_cannot_be_read_changes_nothing_about_it(endpoint: Endpoint) -> None:
    synced([FLOOD], [SIZE], "--apply")
    world = MemoryWorld(answer(json.dumps([FLOOD])), answer("<html>Sorry</html>", 500))

    with replaced_by(world):
        done = CliRunner().invoke(group, ["services", "sync", "west", "--apply"])

    assert "service FL: its definition cannot be read" in done.output
    assert [one["code"] for one in session.scalars(sa.select(Service)).one().attributes] == ["SIZE"]


def test_an_endpoint_that_offers_nothing_is_not_believed(endpoint: Endpoint) -> None:
    synced([FLOOD], [], "--apply")

    code, lines = synced([], [], "--apply")

    assert code == 1
    assert "a fault of its own" in lines[-1]
    assert session.scalars(sa.select(Service)).one().gone_at is None


@pytest.mark.parametrize(
    ("body", "said"), [("east", "has no Open311 endpoint"), ("nowhere", "no such thing")]
)
def test_a_body_without_an_endpoint_is_told_so(endpoint: Endpoint, body: str, said: str) -> None:
    code, lines = synced([FLOOD], [], body=body)

    assert code == 1
    assert said in lines[-1]


def test_a_key_that_the_configuration_lacks_is_named(endpoint: Endpoint) -> None:
    endpoint.key_name = "secret"
    with transaction():
        pass

    code, lines = synced([FLOOD], [])

    assert code == 1
    assert "no key named “secret”" in lines[-1]
