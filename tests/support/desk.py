"""Staff at the desk: sign in without paying for argon2 each time, and read pages as HTML."""

from __future__ import annotations

from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from civicreport.accounts.models import Account


def sign_in(client: FlaskClient, account: Account) -> FlaskClient:
    """A session as `web.sign_in` begins it; tests of signing in use the form."""
    account.email = account.email or "staff@example.org"
    account.password = account.password or "$argon2id$"
    with client.session_transaction() as session:
        session["_user_id"] = account.fs_uniquifier
        session["_fresh"] = True
    return client


def html(response: TestResponse) -> BeautifulSoup:
    return BeautifulSoup(response.text, "html.parser")


def token(page: BeautifulSoup) -> str:
    """The form token of a page."""
    field = page.find("input", {"name": "csrf_token"})
    assert field is not None
    return str(field["value"])
