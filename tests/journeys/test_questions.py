"""What a category asks besides, in the one form: at once, or after a first try without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from civicreport.categories import queries as categories
from civicreport.db import transaction
from civicreport.domain.answers import Advice, Datatype, Question, as_json
from tests.journeys.accessibility import findings
from tests.journeys.acts import (
    attach,
    choose,
    photo,
    report_id,
    send,
    sign_in,
    text_of,
    write,
)
from tests.journeys.conftest import Open
from tests.journeys.site import LiveSite
from tests.journeys.watch import Watch

HERE = "/report/new?latitude=51.05&longitude=-0.95"
WHERE = (("kerb", "By the kerb"), ("lane", "In the lane"))
ASKED = {
    "pothole": [
        Question("where", "Where in the road?", Datatype.ONE_OF, required=True, values=WHERE),
        Question("broken", "What is broken?", Datatype.SOME_OF, values=WHERE),
        Question("since", "Since when?", Datatype.DATETIME),
    ],
    "street_light": [
        Question("lamp", "Number on the lamp post"),
        Question(
            "wire",
            "Bare wires?",
            Datatype.ONE_OF,
            values=(("yes", "Yes"), ("no", "No"), ("hole", "It is a hole")),
            advice=(
                ("yes", Advice("Keep away, and call 105 now.", phone="105", stop=True)),
                ("hole", Advice("Then it is a pothole.", category="pothole")),
            ),
        ),
    ],
}


@pytest.fixture(autouse=True)
def _asked(site: LiveSite) -> Iterator[None]:
    """Only these journeys meet questions: the site is everybody's."""
    site.inside(lambda: _ask(ASKED))
    yield
    site.inside(lambda: _ask({code: [] for code in ASKED}))


def _ask(asked: dict[str, list[Question]]) -> None:
    with transaction():
        for code, questions in asked.items():
            categories.by_code(code).questions = [as_json(one) for one in questions]


def _pick(page: Page, answer: str, question: str = "Where in the road?") -> None:
    page.get_by_role("group", name=question).get_by_text(answer).click()


def test_questions_appear_with_the_choice_and_reach_the_council(
    phone: Open, desk: Open, site: LiveSite
) -> None:
    ada = phone(HERE)
    choose(ada, "Pothole")
    expect(ada.get_by_role("group", name="Where in the road?")).to_be_visible()
    assert findings(ada) == []
    _pick(ada, "In the lane")
    _pick(ada, "By the kerb", "What is broken?")
    ada.get_by_label("Day").fill("2026-07-02")
    write(ada, "A hole with three answers.")
    send(ada)
    number = report_id(ada)
    expect(ada.get_by_role("main")).to_contain_text("Only you and the council see these answers.")
    site.work()
    letter = text_of(site.letters("pothole@county.example")[0])
    assert "Where in the road? In the lane" in letter
    assert "Since when? 2026-07-02" in letter
    cleo = desk(f"/officers/reports/{number}")
    sign_in(cleo)
    expect(cleo.get_by_role("region", name="What was reported")).to_contain_text("In the lane")


def test_another_category_asks_its_own_and_coming_back_loses_nothing(phone: Open) -> None:
    ada = phone(HERE)
    choose(ada, "Pothole")
    _pick(ada, "In the lane")
    choose(ada, "Street light")
    expect(ada.get_by_label("Number on the lamp post")).to_be_visible()
    expect(ada.get_by_text("Where in the road?")).to_be_hidden()
    choose(ada, "Graffiti")
    expect(ada.get_by_text("Number on the lamp post")).to_be_hidden()
    choose(ada, "Pothole")
    expect(ada.get_by_label("In the lane").first).to_be_checked()
    choose(ada, "Street light")
    ada.get_by_label("Number on the lamp post").fill("14 B")
    write(ada, "A lamp with a number and no questions about potholes.")
    send(ada)
    report_id(ada)
    expect(ada.get_by_role("main")).to_contain_text("14 B")


def test_an_answer_that_is_missing_leads_to_its_question(phone: Open, watch: Watch) -> None:
    watch.expect(422)
    ada = phone(HERE)
    choose(ada, "Pothole")
    expect(ada.get_by_role("group", name="Where in the road?")).to_be_visible()
    write(ada, "A hole, and one answer too few.")
    send(ada)
    expect(ada.locator(".error_summary")).to_be_focused()
    assert findings(ada) == []
    ada.get_by_role("link", name="Please answer: Where in the road?").click()
    expect(ada.get_by_label("By the kerb").first).to_be_focused()
    ada.keyboard.press("Space")
    send(ada)
    report_id(ada)


def test_answers_survive_a_reload(phone: Open) -> None:
    ada = phone(HERE)
    choose(ada, "Pothole")
    _pick(ada, "In the lane")
    ada.get_by_label("Day").fill("2026-07-02")
    ada.reload()
    expect(ada.get_by_label("In the lane").first).to_be_checked()
    expect(ada.get_by_label("Day")).to_have_value("2026-07-02")


def test_a_line_that_fails_asks_when_it_is_sent(phone: Open, watch: Watch) -> None:
    watch.expect(422)
    ada = phone(HERE)
    ada.route("**/report/new/questions*", lambda route: route.fulfill(status=204))
    choose(ada, "Pothole")
    write(ada, "A hole at the end of the line.")
    send(ada)
    _pick(ada, "In the lane")
    expect(ada.locator(".error_summary")).to_contain_text("One more thing about this: Where")
    send(ada)
    report_id(ada)


def test_without_scripts_one_more_thing_and_nothing_is_lost(
    plain_phone: Open, watch: Watch
) -> None:
    watch.expect(422)
    ada = plain_phone(HERE)
    choose(ada, "Pothole")
    write(ada, "A hole, no scripts.", email="ada@example.org")
    attach(ada, photo())
    send(ada)
    expect(ada.get_by_role("alert")).to_contain_text("One more thing about this: Where in the")
    expect(ada.get_by_label("What is wrong?")).to_have_value("A hole, no scripts.")
    expect(ada.get_by_role("checkbox", name="Keep")).to_be_checked()
    _pick(ada, "By the kerb")
    send(ada)
    report_id(ada)
    expect(ada.get_by_role("main")).to_contain_text("By the kerb")
    expect(ada.get_by_role("main").locator("img[src*=photos]")).to_have_count(1)


@pytest.mark.parametrize("scripts", ["", "with scripts"])
def test_an_answer_that_stops_says_so_in_place(
    phone: Open, plain_phone: Open, watch: Watch, scripts: str
) -> None:
    if not scripts:
        watch.expect(422)
    ada = (phone if scripts else plain_phone)(f"{HERE}&category=street_light")
    write(ada, "The post has fallen over.")
    _pick(ada, "Yes", "Bare wires?")
    advice = ada.locator("[data-advice]:visible")
    expect(advice.get_by_role("link", name="Call 105")).to_have_attribute("href", "tel:105")
    send(ada)
    expect(ada).to_have_url(re.compile("/report/new"))
    expect(advice).to_contain_text("Keep away, and call 105 now.")
    expect(ada.get_by_label("What is wrong?")).to_have_value("The post has fallen over.")
    if scripts:
        expect(advice).to_be_focused()
        assert findings(ada) == []
        _pick(ada, "It is a hole", "Bare wires?")
        ada.get_by_role("button", name="Report it as that instead").click()
        expect(ada.get_by_role("radio", name="Pothole")).to_be_checked()
