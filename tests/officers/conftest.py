import pytest
from flask import Flask
from flask.testing import FlaskClient

from civicreport.accounts.operations import create_person
from civicreport.bodies.models import Role
from civicreport.bodies.operations import appoint
from civicreport.domain import clock
from civicreport.reports.models import Report
from tests.factories import a_report
from tests.support.desk import sign_in
from tests.support.town import Town


@pytest.fixture
def pothole(town: Town) -> Report:
    """The county's, from Ada, and from before this minute."""
    return a_report(town, name="Ada Byron", email="ada@example.org")


@pytest.fixture
def graffiti(town: Town) -> Report:
    """The western district's, at the same spot."""
    return a_report(town, category_code="graffiti")


@pytest.fixture
def cleo(app: Flask, town: Town) -> FlaskClient:
    """Officer of the county."""
    return sign_in(app.test_client(), town.cleo)


@pytest.fixture
def dov(app: Flask, town: Town) -> FlaskClient:
    """Operator of the site."""
    return sign_in(app.test_client(), town.dov)


@pytest.fixture
def wanda(app: Flask, town: Town) -> FlaskClient:
    """Administrator of the western district."""
    account = create_person(email="wanda@west.example", name="Wanda", at=clock.now())
    appoint(account, body=town.bodies["west"], role=Role.ADMINISTRATOR)
    return sign_in(app.test_client(), account)
