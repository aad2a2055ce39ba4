"""Staff at the desk: sign in without paying for argon2 each time, and read pages as HTML."""

from __future__ import annotations

from bs4 import BeautifulSoup, Tag
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


def fill(page: BeautifulSoup, form_id: str, **typed: str) -> dict[str, str]:
    """The fields of a form as the page holds them, changed by what is typed."""
    form = page.find(id=form_id)
    assert form is not None, f"no form {form_id!r}"
    fields: dict[str, str] = {}
    for field in form.select("input[name], textarea[name], select[name]"):
        fields[str(field["name"])] = _value(field)
    unknown = typed.keys() - fields.keys() - {"move"}
    assert not unknown, f"no such field: {unknown}"
    return {**fields, **typed}


def _value(field: Tag) -> str:
    if field.name == "textarea":
        return field.get_text().removeprefix("\n")
    if field.name == "select":
        chosen = field.find("option", selected=True) or field.find("option")
        return str(chosen["value"]) if isinstance(chosen, Tag) else ""
    return str(field.get("value", ""))


def act(client: FlaskClient, report_id: int, form_id: str, **typed: str) -> TestResponse:
    """Open a report, fill one of its forms, send it."""
    page = html(client.get(f"/officers/reports/{report_id}"))
    return send(client, page, form_id, **typed)


def send(client: FlaskClient, page: BeautifulSoup, form_id: str, **typed: str) -> TestResponse:
    form = page.find(id=form_id)
    assert isinstance(form, Tag)
    return client.post(str(form["action"]), data=fill(page, form_id, **typed))
