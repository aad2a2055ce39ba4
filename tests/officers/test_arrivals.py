"""What cannot be known from here is said by a person, once, and written down with the name."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from civicreport.bodies.models import Method
from civicreport.db import session
from civicreport.delivery import queries
from civicreport.delivery.models import Delivery, State
from civicreport.reports.models import Report
from tests.support.desk import html, token
from tests.support.town import Town


@pytest.fixture
def letter(pothole: Report) -> Delivery:
    """Sent to the county's own system, without an answer, and nobody can look for it."""
    delivery = session.scalars(sa.select(Delivery).filter_by(report_id=pothole.id)).one()
    delivery.state, delivery.may_have_arrived = State.DEAD, True
    delivery.method = Method.OPEN311
    delivery.last_error = "no answer. It may have arrived."
    session.flush()
    return delivery


def post(client: FlaskClient, letter: Delivery, what: str, **values: str) -> int:
    """Press one of the two buttons of the page."""
    page = html(client.get(f"/officers/deliveries/{letter.id}/arrival"))
    address = f"/officers/deliveries/{letter.id}/{what}"
    assert page.find("form", action=address) is not None
    return client.post(address, data={"csrf_token": token(page), **values}).status_code


def test_the_list_leads_to_the_question_instead_of_sending_again(
    dov: FlaskClient, letter: Delivery
) -> None:
    page = html(dov.get("/officers/deliveries"))
    assert page.find("a", href=f"/officers/deliveries/{letter.id}/arrival") is not None
    assert page.select(f"form[action^='/officers/deliveries/{letter.id}/attempts']") == []


def test_it_is_there(dov: FlaskClient, letter: Delivery) -> None:
    assert post(dov, letter, "arrival", external_id=" 4711 ") == 303
    assert (letter.state, letter.external_id) == (State.SENT, "4711")
    assert not letter.may_have_arrived
    last = queries.attempts_of(letter.id)[-1]
    assert (last.succeeded, "Dov" in last.outcome, "4711" in last.outcome) == (True, True, True)


def test_its_number_is_needed(dov: FlaskClient, letter: Delivery) -> None:
    assert post(dov, letter, "arrival", external_id=" ") == 422
    assert letter.state is State.DEAD


def test_it_is_not_there(dov: FlaskClient, letter: Delivery) -> None:
    assert post(dov, letter, "non-arrival") == 303
    assert (letter.state, letter.may_have_arrived) == (State.WAITING, False)
    assert "Dov has looked" in queries.attempts_of(letter.id)[-1].outcome


def test_it_is_said_once(dov: FlaskClient, letter: Delivery) -> None:
    page = html(dov.get(f"/officers/deliveries/{letter.id}/arrival"))
    letter.state = State.SENT
    session.flush()
    address = f"/officers/deliveries/{letter.id}/non-arrival"
    assert dov.post(address, data={"csrf_token": token(page)}).status_code == 404
    assert letter.state is State.SENT


def test_it_is_for_administrators_of_that_body(
    cleo: FlaskClient, wanda: FlaskClient, town: Town, letter: Delivery
) -> None:
    for client in (cleo, wanda):
        address = f"/officers/deliveries/{letter.id}/arrival"
        assert client.get(address).status_code in {403, 404}
