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
    form = page.find("form", action=f"/officers/deliveries/{letter.id}/attempts")
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
