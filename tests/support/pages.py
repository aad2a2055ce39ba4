"""Pages as their readers get them."""

from __future__ import annotations

from bs4 import BeautifulSoup
from flask.testing import FlaskClient


def page(client: FlaskClient, address: str, status: int = 200) -> BeautifulSoup:
    """The parsed page at an address; the test fails where it does not come."""
    response = client.get(address)
    assert response.status_code == status, response.get_data(as_text=True)[:2000]
    return BeautifulSoup(response.get_data(as_text=True), "html.parser")


def words(element: object) -> str:
    """What stands in an element, in one line."""
    text: str = element.get_text(" ", strip=True)  # type: ignore[attr-defined]
    return " ".join(text.split())
