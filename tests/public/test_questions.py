"""What a category asks besides: in its place in the one form, and never in the way."""

from __future__ import annotations

import io
from functools import partial
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from civicreport.bodies.models import Contact, Method
from civicreport.db import session
from civicreport.domain import clock
from civicreport.domain.answers import Advice, Datatype, Question, as_json
from civicreport.domain.status import Actor
from civicreport.reports import casework
from tests.support.pages import page, words
from tests.support.photos import a_photo
from tests.support.report_form import filled, one, parsed, post, reports, the_report
from tests.support.town import Town

SIZES = (("s", "Smaller than a hand"), ("l", "Larger"))
MANY = tuple((f"m{number}", f"Make {number}") for number in range(12))
NOTICE = Question("wire", "A live wire? Call 105 now.", variable=False)
SIZE = Question("SIZE", "How large is it?", Datatype.ONE_OF, required=True, values=SIZES)
EACH_KIND = (
    Question("lamp", "Number on the lamp", hint="On a plate."),
    Question("story", "What else?", Datatype.TEXT),
    Question("deep", "How deep is it?", Datatype.NUMBER),
    Question("since", "Since when?", Datatype.DATETIME),
    Question("where", "Where in the road?", Datatype.ONE_OF, values=SIZES),
    Question("make", "Which make?", Datatype.ONE_OF, values=MANY),
    Question("what", "What is broken?", Datatype.SOME_OF, values=SIZES),
    NOTICE,
)


def ask(town: Town, *questions: Question, category: str = "pothole") -> None:
    town.categories[category].questions = [as_json(one) for one in questions]


def answered(town: Town, **answers: Any) -> dict[str, Any]:
    """As from a page that has shown the questions; `where="s"` answers `where`."""
    given = {f"answer-pothole-{code}": answer for code, answer in answers.items()}
    return filled(town, asked="pothole", **given)


def parsed_part(client: FlaskClient, category: str) -> BeautifulSoup:
    answer: Any = client.get("/report/new/questions", query_string={"category": category}).json
    return BeautifulSoup(answer["part"], "html.parser")


def the_field(soup: BeautifulSoup, number: int = 1) -> str:
    return words(one(soup, f".field:has(#answer-pothole-{number}), .field#answer-pothole-{number}"))


# Where they stand -------------------------------------------------------------------------


def test_nothing_is_asked_of_a_category_without_questions(client: FlaskClient, town: Town) -> None:
    ask(town, SIZE)
    shown = page(client, "/report/new?latitude=51.05&longitude=-0.95&category=graffiti")
    assert shown.select("[name^=answer-]") == []
    assert one(shown, "#category-pothole").has_attr("data-asks")
    assert not one(shown, "#category-graffiti").has_attr("data-asks")


def test_an_address_that_names_a_category_has_its_questions(
    client: FlaskClient, town: Town
) -> None:
    ask(town, *EACH_KIND)
    for address in ("/report/new?category=pothole", "/report/new?category=pothole&latitude=51.05"):
        shown = page(client, address)
        kinds = [(each.name, each.get("type")) for each in shown.select("[name^=answer-]")]
        assert kinds == [
            ("input", None),
            ("textarea", None),
            ("input", None),
            ("input", "date"),
            ("input", "time"),
            *[("input", "radio")] * 3,  # two sizes, and "I can't say"
            ("select", None),
            *[("input", "checkbox")] * 2,
        ]
        assert "Call 105 now" in words(shown)


def test_what_may_change_what_one_does_comes_before_the_details_and_the_rest_behind(
    client: FlaskClient, town: Town
) -> None:
    ask(town, EACH_KIND[0], WIRE, NOTICE, SIZE)
    shown = page(client, "/report/new?category=pothole")
    found = [each["name"] for each in shown.select("[name^=answer-], [name=details]")]
    codes = ("wire", "SIZE", "lamp")
    first, second, last = (f"answer-pothole-{code}" for code in codes)
    assert list(dict.fromkeys(found)) == [first, second, "details", last]
    assert NOTICE.prompt in words(one(shown, "[data-sheets=first]"))
    places = [
        each["data-place"] for each in parsed_part(client, "pothole").select("fieldset.questions")
    ]
    assert places == ["first", "rest"]
    refused = parsed(post(client, filled(town, details="")))
    wrong = [each["href"] for each in refused.select(".error_summary a")]
    assert wrong == ["#answer-pothole-3", "#answer-pothole-4", "#details"]


def test_scripts_ask_for_the_questions_of_one_category(client: FlaskClient, town: Town) -> None:
    ask(town, SIZE)
    part = parsed_part(client, "pothole")
    assert len(part.select("[name=answer-pothole-SIZE]")) == 2
    assert parsed_part(client, "graffiti").select("fieldset") == []
    assert client.get("/report/new/questions?category=dragons").status_code == 404


def test_questions_are_told_as_words_never_as_html(client: FlaskClient, town: Town) -> None:
    ask(town, Question("<b>", "<script>x</script>", Datatype.ONE_OF, values=(("<i>", "<u>"),)))
    shown = page(client, "/report/new?category=pothole")
    assert "<script>x</script>" in words(shown)
    assert [each["value"] for each in shown.select("[name='answer-pothole-<b>']")] == ["<i>", ""]


# Asked before anything is sent, where it has to be answered ---------------------------------------


def test_without_scripts_the_form_comes_back_with_its_questions_in_place(
    client: FlaskClient, town: Town
) -> None:
    ask(town, SIZE)
    typed = filled(town, photos=(io.BytesIO(a_photo()), "hole.jpg"))
    back = post(client, typed)
    shown = parsed(back)
    assert (back.status_code, reports()) == (422, [])
    assert "One more thing about this: How large is it?" in the_field(shown)
    link = one(shown, ".error_summary a")
    assert (link["href"], words(link)) == (
        "#answer-pothole-1",
        "One more thing about this: How large is it?",
    )
    assert one(shown, "#category-pothole").has_attr("checked")
    assert "deep hole beside the kerb" in one(shown, "#details").get_text()
    kept = one(shown, "[name=kept_photos]")["value"]
    again = answered(town, SIZE="l") | {"kept_photos": kept}
    assert post(client, again).status_code == 303
    assert the_report().answers == {"SIZE": "l"}


def test_what_need_not_be_answered_is_seen_once_and_holds_no_report_up_again(
    client: FlaskClient, town: Town
) -> None:
    ask(town, *EACH_KIND[:-1])
    shown = parsed(post(client, filled(town)))
    assert "A few more questions about this: answer what you can" in the_field(shown)
    assert len(shown.select(".error_summary li")) == 1
    assert post(client, answered(town)).status_code == 303
    assert the_report().answers == {}


def test_what_waited_on_a_device_is_asked_nothing_more(client: FlaskClient, town: Town) -> None:
    ask(town, *EACH_KIND)
    headers = {"Accept": "application/json"}
    assert client.post("/report/new", data=filled(town), headers=headers).status_code == 201


# Advice on an answer ----------------------------------------------------------------------

CALL = Advice("Keep away, and call 105 now.", phone="105", url="https://105.example", stop=True)
LIGHT = Advice("That is a street light.", category="street_light")
THEIRS = Advice("That is for Westham.", body="west")
WIRE = Question(
    "wire",
    "What do you see?",
    Datatype.ONE_OF,
    values=(
        ("bare", "A bare wire"),
        ("lamp", "A lamp"),
        ("private", "A private road"),
        ("no", "No"),
    ),
    advice=(("bare", CALL), ("lamp", LIGHT), ("private", THEIRS)),
)


def test_an_answer_that_stops_says_so_and_loses_nothing(client: FlaskClient, town: Town) -> None:
    ask(town, WIRE)
    back = post(client, answered(town, wire="bare"))
    shown = parsed(back)
    assert (back.status_code, reports()) == (422, [])
    assert "Keep away, and call 105 now." in words(one(shown, ".error_summary"))
    advice = one(shown, ":has(> :checked) + .advice[data-holds]")
    assert one(advice, "a[href='tel:105']")
    assert one(advice, "a[href='https://105.example']")
    assert "deep hole beside the kerb" in one(shown, "#details").get_text()
    assert post(client, answered(town, wire="no")).status_code == 303


def test_an_answer_that_is_another_category_takes_one_tap(client: FlaskClient, town: Town) -> None:
    ask(town, WIRE)
    shown = parsed(post(client, answered(town, wire="lamp")))
    button = one(shown, ":has(> :checked) + .advice button[name=instead]")
    again = answered(town, wire="lamp", instead=None) | {"instead": button["value"]}
    instead = parsed(post(client, again, str(button["formaction"])))
    assert one(instead, "#category-street_light").has_attr("checked")
    assert "deep hole beside the kerb" in one(instead, "#details").get_text()
    assert reports() == []


def test_an_answer_may_say_whose_it_is(client: FlaskClient, town: Town) -> None:
    ask(town, WIRE)
    takes_potholes(town, "west")
    query = {"latitude": 51.05, "longitude": -0.85, "category": "pothole"}  # Eastham's ground
    routed: Any = client.get(
        "/report/new/options", query_string={**query, "answer-pothole-wire": "private"}
    ).json
    part = BeautifulSoup(routed["parts"]["recipients"], "html.parser")
    chosen = one(part, ".recipient:not([hidden])")
    assert "Westham District Council" in words(chosen)
    why = page(client, str(one(chosen, "a")["href"]))
    assert "To “What do you see?” the answer was “A private road”" in words(why)
    sent = answered(town, wire="private") | {"longitude": "-0.85"}
    assert post(client, sent).status_code == 303
    report = the_report()
    assert report.body is not None
    assert report.body.code == "west"
    assert report.routing_reasons[-1]["reason"] == "answered"
    anew = page(client, f"/reports/{report.id}").find("a", string="Look it up anew")
    assert anew is not None
    assert "the answer was “A private road”" in words(page(client, str(anew["href"])))
    theirs = page(client.application.test_client(), f"/reports/{report.id}")  # a stranger's
    assert "An answer of whoever reported it says that it is for Westham" in words(theirs)
    assert "private" not in str(theirs)
    reroute = partial(casework.reroute, report, by=town.dov, actor=Actor.OFFICER, at=clock.now())
    assert reroute(point=town.west) is None  # it stays theirs
    assert reroute(category_code="street_light") is not None


def test_a_body_that_does_not_take_it_is_passed_over(client: FlaskClient, town: Town) -> None:
    ask(town, WIRE)
    assert post(client, answered(town, wire="private")).status_code == 303
    report = the_report()
    assert report.body is not None
    assert report.body.code == "county"


def takes_potholes(town: Town, body: str) -> None:
    contact = Contact(body=town.bodies[body], category=town.categories["pothole"])
    contact.method, contact.address = Method.EMAIL, f"pothole@{body}.example"
    session.add(contact)
    session.flush()


def test_an_answer_keeps_its_question_in_another_category(client: FlaskClient, town: Town) -> None:
    ask(town, SIZE)
    own_page = str(post(client, answered(town, SIZE="l")).location)
    casework.reroute(
        the_report(), category_code="graffiti", by=town.dov, actor=Actor.OFFICER, at=clock.now()
    )
    assert "How large is it? Larger" in words(page(client, own_page))


def test_a_notice_is_read_before_anything_is_sent(client: FlaskClient, town: Town) -> None:
    ask(town, NOTICE)
    shown = parsed(post(client, filled(town)))
    assert "please read it, then send again" in the_field(shown)
    assert "Call 105 now" in the_field(shown)
    assert post(client, answered(town)).status_code == 303
    assert the_report().answers == {}


def test_searching_a_place_keeps_the_answers(client: FlaskClient, town: Town) -> None:
    ask(town, EACH_KIND[0])
    searched = answered(town, lamp="14 B") | {"q": "51.05, -0.95"}
    shown = parsed(post(client, searched, "/report/new/place"))
    assert one(shown, "#answer-pothole-1")["value"] == "14 B"


# What is wrong stands at its field, with what was typed -------------------------------------------

# fmt: off
MISTAKES = [
    # question               answers                      what it says there
    (SIZE,                   [],                          "Please answer: How large is it?"),
    (SIZE,                   [" \u200b "],                "Please answer: How large is it?"),
    (SIZE,                   ["XXL"],                     "Choose from the answers"),
    (SIZE,                   ["Larger"],                  "Choose from the answers"),
    (SIZE,                   ["s", "l"],                  "Only one answer"),
    (EACH_KIND[0],           ["14", "15"],                "Only one answer"),
    (EACH_KIND[0],           ["x" * 501],                 "At most 500 characters"),
    (EACH_KIND[1],           ["x" * 4001],                "At most 4,000 characters"),
    (EACH_KIND[2],           ["deep"],                    "has to be a number"),
    (EACH_KIND[2],           ["nan"],                     "has to be a number"),
    (EACH_KIND[2],           ["9" * 101],                 "At most 100 characters"),
    (EACH_KIND[3],           ["yesterday"],               "This is no date"),
    (EACH_KIND[3],           ["", "10:30"],               "This is no date"),
    (EACH_KIND[3],           ["2026-11-31", ""],          "This is no date"),
    (EACH_KIND[3],           ["2026-11-01", "1", "2"],    "This is no date"),
    (EACH_KIND[5],           ["m99"],                     "Choose from the answers"),
    (EACH_KIND[6],           ["s", "' or 1=1"],           "Choose from the answers"),
    (EACH_KIND[6],           ["s"] * 5 + ["x"] * 300,     "Choose from the answers"),
]
# fmt: on


@pytest.mark.parametrize(("question", "given", "said"), MISTAKES)
def test_each_mistake_stands_at_its_question(
    client: FlaskClient, town: Town, question: Question, given: list[str], said: str
) -> None:
    ask(town, question)
    back = post(client, answered(town, **{question.code: given}))
    assert (back.status_code, reports()) == (422, [])
    assert said in the_field(parsed(back))
    assert "kept" in words(one(parsed(back), ".error_summary"))


def test_what_was_answered_stands_again_beside_a_mistake(client: FlaskClient, town: Town) -> None:
    ask(town, *EACH_KIND)
    given = {"lamp": '14 "B" <b>', "story": "Long\nstory", "deep": "very", "where": "s"}
    lists = {"since": ["2026-11-02", "10:30"], "make": "m3", "what": ["l", "s"]}
    shown = parsed(post(client, answered(town, **given, **lists)))
    assert [one(shown, f"#answer-pothole-{n}")["value"] for n in (1, 3)] == ['14 "B" <b>', "very"]
    assert one(shown, "#answer-pothole-2").get_text() == "\nLong\nstory"
    assert [each["value"] for each in shown.select("[type=date], [type=time]")] == lists["since"]
    ticked = shown.select("[name^=answer-]:checked, [name^=answer-] :checked")
    assert [each["value"] for each in ticked] == ["s", "m3", "s", "l"]


def test_mistakes_are_summed_up_in_the_order_of_the_page(client: FlaskClient, town: Town) -> None:
    ask(town, SIZE)
    shown = parsed(post(client, filled(town, latitude="", details="", email="nobody")))
    leads = [link["href"] for link in shown.select(".error_summary a")]
    assert leads == ["#place", "#answer-pothole-1", "#details", "#email"]


# What is kept ------------------------------------------------------------------------------


def test_each_kind_of_answer_is_kept_as_councils_take_it(client: FlaskClient, town: Town) -> None:
    ask(town, *EACH_KIND)
    given = {"lamp": "  14\0 B ", "story": "One\r\ntwo", "deep": "12.5", "where": "s"}
    lists = {"since": ["2026-07-02", "10:30"], "make": "m3", "what": ["l", "s"]}
    assert post(client, answered(town, **given, **lists)).status_code == 303
    assert the_report().answers == {
        "lamp": "14 B",
        "story": "One\ntwo",
        "deep": "12.5",
        "since": "2026-07-02T10:30:00+01:00",  # British Summer Time
        "where": "s",
        "make": "m3",
        "what": ["l", "s"],
    }


def test_a_day_without_a_time_stays_a_day(client: FlaskClient, town: Town) -> None:
    ask(town, EACH_KIND[3])
    post(client, answered(town, since=["2026-07-02", ""]))
    assert the_report().answers == {"since": "2026-07-02"}


def test_i_cant_say_is_no_answer(client: FlaskClient, town: Town) -> None:
    ask(town, EACH_KIND[4])
    assert post(client, answered(town, where="")).status_code == 303
    assert the_report().answers == {}


def test_answers_to_another_category_are_dropped(client: FlaskClient, town: Town) -> None:
    ask(town, SIZE)
    ask(town, EACH_KIND[0], category="graffiti")
    sent = answered(town, SIZE="l", lamp="14") | {"category": "graffiti", "asked": "graffiti"}
    assert post(client, sent).status_code == 303
    assert the_report().answers == {}


def test_other_answers_make_no_second_report(client: FlaskClient, town: Town) -> None:
    ask(town, SIZE)
    first, second = answered(town, SIZE="l"), answered(town, SIZE="s")
    assert post(client, first).location == post(client, second).location
    assert the_report().answers == {"SIZE": "l"}


# Who sees them -----------------------------------------------------------------------------


def test_whoever_sent_it_sees_the_answers_and_strangers_do_not(
    client: FlaskClient, town: Town
) -> None:
    ask(town, SIZE)
    own_page = post(client, answered(town, SIZE="l")).location
    assert own_page
    assert "How large is it? Larger Only you and the council" in words(page(client, own_page))
    stranger = client.application.test_client()
    assert "Larger" not in words(page(stranger, own_page))
