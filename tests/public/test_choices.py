"""Categories as they are offered: in groups, what is reported here first, proposed by words."""

from __future__ import annotations

from flask.testing import FlaskClient

from civicreport.categories.models import Category
from civicreport.db import session
from civicreport.domain import clock
from tests.factories.reports import a_report
from tests.support.pages import page, words
from tests.support.report_form import filled, one, parsed, post
from tests.support.town import Town

HERE = "/report/new?latitude=51.05&longitude=-0.95"


def test_what_is_reported_here_comes_first_and_nothing_is_hidden(
    client: FlaskClient, town: Town
) -> None:
    session.add_all(Category(code=f"kind{n}", name=f"Kind {n}", position=9) for n in range(4))
    for _ in range(2):
        a_report(town, category_code="graffiti", at=clock.now())
    shown = page(client, HERE)
    assert "Most reported here Graffiti" in words(one(shown, "[data-group]"))
    assert len(shown.select("input[name=category]")) == 9


def test_without_scripts_the_words_propose_a_category(client: FlaskClient, town: Town) -> None:
    shown = parsed(post(client, filled(town, category=None, details="A pothole.")))
    button = one(shown, ".category_picker button[name=instead]")
    assert (button["value"], words(button)) == ("pothole", "Pothole, because you wrote “pothole”")
