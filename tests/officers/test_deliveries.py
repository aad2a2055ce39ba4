import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from civicreport.db import session
from civicreport.delivery.models import Delivery, State
from civicreport.reports.models import Report
from tests.support.desk import html, token
from tests.support.town import Town


@pytest.fixture
def letter(pothole: Report) -> Delivery:
    """To the county, given up."""
    delivery = session.scalars(sa.select(Delivery).filter_by(report_id=pothole.id)).one()
    delivery.state = State.DEAD
    delivery.attempts = 7
    delivery.last_error = "550 no such mailbox"
    session.flush()
    return delivery


def test_a_dead_letter_says_what_failed(dov: FlaskClient, letter: Delivery) -> None:
    text = html(dov.get("/officers/deliveries")).get_text(" ", strip=True)
    assert "Countyshire Council" in text
    assert "550 no such mailbox" in text


def test_another_try(dov: FlaskClient, letter: Delivery) -> None:
    page = html(dov.get("/officers/deliveries"))
    form = page.select_one(f"form[action^='/officers/deliveries/{letter.id}/attempts']")
    assert form is not None
    response = dov.post(
        f"/officers/deliveries/{letter.id}/attempts", data={"csrf_token": token(page)}
    )
    assert response.status_code == 303
    assert letter.state is State.WAITING
    assert "on its way" in dov.get("/officers/deliveries").text


def test_officers_have_no_say_in_it(cleo: FlaskClient, letter: Delivery) -> None:
    assert cleo.get("/officers/deliveries").status_code == 403
    assert "/officers/deliveries" not in cleo.get("/officers/").text


def test_administrators_see_their_own_bodies(
    wanda: FlaskClient, town: Town, letter: Delivery
) -> None:
    page = html(wanda.get("/officers/deliveries"))
    assert "550" not in page.get_text()
    response = wanda.post(
        f"/officers/deliveries/{letter.id}/attempts", data={"csrf_token": token(page)}
    )
    assert response.status_code == 404
    assert letter.state is State.DEAD


def test_another_try_at_another_address(dov: FlaskClient, letter: Delivery) -> None:
    form = {"csrf_token": token(html(dov.get("/officers/deliveries"))), "to": "a@county.example"}
    assert dov.post(f"/officers/deliveries/{letter.id}/attempts", data=form).status_code == 303
    assert (letter.state, letter.address) == (State.WAITING, "a@county.example")


def test_what_is_no_address_stands_at_its_field(dov: FlaskClient, letter: Delivery) -> None:
    form = {"csrf_token": token(html(dov.get("/officers/deliveries"))), "to": "the town hall"}
    response = dov.post(f"/officers/deliveries/{letter.id}/attempts", data=form)
    assert response.status_code == 422
    field = html(response).find(id=f"to-{letter.id}")
    assert field is not None
    assert field["value"] == "the town hall"
    assert field["aria-describedby"] == f"to-{letter.id}-error"
    assert letter.state is State.DEAD


def test_the_second_address_is_offered(dov: FlaskClient, letter: Delivery) -> None:
    assert letter.contact is not None
    letter.contact.second_address = "second@county.example"
    page = html(dov.get("/officers/deliveries"))
    button = page.find("button", string="Send it to second@county.example")
    assert button is not None
    form = button.find_parent("form")
    assert form is not None
    fields = {str(field["name"]): str(field["value"]) for field in form.select("input")}
    dov.post(str(form["action"]), data=fields)
    assert letter.address == "second@county.example"


def test_telling_them_otherwise_needs_its_reason(dov: FlaskClient, letter: Delivery) -> None:
    address = f"/officers/deliveries/{letter.id}/settlement"
    form = {"csrf_token": token(html(dov.get("/officers/deliveries"))), "reason": " "}
    refused = dov.post(address, data=form)
    assert refused.status_code == 422
    assert "how they know of it" in refused.text
    assert dov.post(address, data={**form, "reason": "By phone."}).status_code == 303
    assert letter.state is State.SENT
    again = dov.post(address, data={**form, "reason": "By phone."}, follow_redirects=True)
    assert "Somebody else was faster" in again.text


def test_nobody_settles_what_is_of_another_body(wanda: FlaskClient, letter: Delivery) -> None:
    form = {"csrf_token": token(html(wanda.get("/officers/deliveries"))), "reason": "By phone."}
    response = wanda.post(f"/officers/deliveries/{letter.id}/settlement", data=form)
    assert response.status_code == 404
    assert letter.state is State.DEAD
