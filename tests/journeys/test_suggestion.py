"""The words say which category is meant: one tap takes it, none of it by itself."""

from __future__ import annotations

import json

from playwright.sync_api import expect

from tests.domain.test_suggestions import MEANINGS, TEXTS
from tests.journeys.accessibility import findings
from tests.journeys.acts import choose, write
from tests.journeys.conftest import Open

HERE = "/report/new?latitude=51.05&longitude=-0.95"
MANY = """(filter) => {
    filter.dataset.many = 1;
    filter.parentElement.append(filter); // as it wakes
}"""
ASK = "([all, texts]) => import('lib/meant').then(({ meant }) => texts.map((t) => meant(t, all)))"


def test_the_words_propose_and_the_thumb_decides(phone: Open) -> None:
    ada = phone(HERE)
    write(ada, "Graffiti on the bus shelter")
    told = ada.get_by_text("Is it “Graffiti”? You wrote “Graffiti”.")
    expect(told).to_be_visible()
    expect(ada.get_by_label("What is wrong?")).to_be_focused()
    assert findings(ada) == []
    ada.get_by_text("What is it?", exact=True).tap()
    ada.get_by_role("button", name="Yes, choose it").click()
    expect(ada.get_by_role("radio", name="Graffiti")).to_be_checked()
    ada.get_by_role("button", name="Take it back").click()
    expect(ada.get_by_role("radio", name="Graffiti")).not_to_be_checked()
    expect(ada.get_by_role("radio", name="Pothole")).to_be_visible()
    expect(told).to_be_visible()
    ada.get_by_role("button", name="No", exact=True).click()
    choose(ada, "Pothole")
    expect(ada.locator("category-suggestion")).to_be_hidden()


def test_where_there_are_many_a_word_finds_one_and_the_rest_of_the_form_stays_in_reach(
    phone: Open,
) -> None:
    ada = phone(HERE)
    ada.locator("category-filter").evaluate(MANY)
    ada.get_by_label("Find it by a word").click()
    ada.keyboard.type("graf")
    expect(ada.get_by_role("radio", name="Pothole")).to_be_hidden()
    ada.get_by_label("Find it by a word").fill("")
    choose(ada, "Pothole")
    ada.get_by_text("What is wrong?", exact=True).click()
    expect(ada.get_by_label("What is wrong?")).to_be_focused()


def test_the_browser_understands_as_the_server_does(phone: Open) -> None:
    all_ = [{"code": each.code, "words": each.words} for each in MEANINGS]
    found = phone(HERE).evaluate(ASK, [all_, [text for text, _ in TEXTS]])
    said = [(one["code"], one["because"]) if one else None for one in found]
    assert json.dumps(said) == json.dumps([said for _, said in TEXTS])
