"""What a peer gets from us: the standard, and what each quirk makes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from civicreport.adapters.georeport import (
    Accepted,
    Gibberish,
    OwnUpdate,
    Peer,
    PhotoFile,
    Quirks,
    Refused,
    Submission,
    meaning_of,
    moves_nothing,
    word_for,
)
from civicreport.adapters.outside import MemoryWorld, Pairs, Request, replaced_by
from civicreport.domain.location import Point
from civicreport.domain.status import Status
from tests.adapters.georeport.answers import answer

TAKEN = "<requests><request><service_request_id>7</service_request_id></request></requests>"
POTHOLE = Submission(
    service_code="POT",
    reference="CR-12",
    title="A deep hole",
    details="A deep hole.\nIn front of the school.",
    url="https://site.example/reports/12",
    point=Point(51.1234567, -1.1),
    name="Ada Mary Lovelace",
    email="ada@example.org",
    media_urls=("https://site.example/1.jpg", "https://site.example/2.jpg"),
    answers={"SIZE": "large", "KINDS": ("wet", "dark")},
)
FIXED = OwnUpdate(
    update_id="99",
    service_request_id="7",
    status=Status.FIXED,
    at=datetime(2026, 11, 22, 12, 0, 0, 123, tzinfo=UTC),
    description="Filled in",
    name="Cleo",
)


def asked(call: Any, said: str = TAKEN, **peer: Any) -> tuple[Any, Request]:
    world = MemoryWorld(answer(said))
    with replaced_by(world):
        result = call(Peer("https://peer.example/v2/", **peer))
    return result, world.asked[0]


def names(pairs: Pairs) -> list[str]:
    return [name for name, _ in list(pairs)]


def submitted(submission: Submission = POTHOLE, **quirks: Any) -> dict[str, list[str]]:
    _, request = asked(
        lambda peer: peer.submit(submission),
        jurisdiction_id="city",
        key="k",
        quirks=Quirks(**quirks),
    )
    form: dict[str, list[str]] = {}
    for name, value in list(request.form):
        form.setdefault(name, []).append(value)
    return form


def test_a_report_goes_as_the_standard_has_it() -> None:
    taken, request = asked(lambda peer: peer.submit(POTHOLE), key="k", jurisdiction_id="city")

    assert taken == Accepted("7")
    assert (request.method, request.url) == ("POST", "https://peer.example/v2/requests.xml")
    assert list(request.params) == []
    assert list(request.form) == [
        ("api_key", "k"),
        ("jurisdiction_id", "city"),
        ("service_code", "POT"),
        (
            "description",
            "A deep hole.\nIn front of the school.\n\nhttps://site.example/reports/12\nCR-12",
        ),
        ("lat", "51.123457"),
        ("long", "-1.100000"),
        ("first_name", "Ada"),
        ("last_name", "Mary Lovelace"),
        ("email", "ada@example.org"),
        ("media_url", "https://site.example/1.jpg"),
        ("attribute[SIZE]", "large"),
        ("attribute[KINDS][]", "wet"),
        ("attribute[KINDS][]", "dark"),
    ]


def test_the_json_of_a_peer_is_asked_for_by_its_ending() -> None:
    _, request = asked(lambda peer: peer.submit(POTHOLE), TAKEN, format="json")

    assert request.url.endswith("/requests.json")


def test_key_and_jurisdiction_stand_in_the_query_too_where_the_peer_looks_there() -> None:
    _, request = asked(
        lambda peer: peer.submit(POTHOLE), key="k", quirks=Quirks(keys_also_in_query=True)
    )

    assert list(request.params) == [("api_key", "k")]
    assert ("api_key", "k") in list(request.form)


def test_a_long_text_is_cut_and_still_says_where_it_stands() -> None:
    (text,) = submitted(replace(POTHOLE, details="x" * 5000))["description"]

    assert len(text) == 4000
    assert text.endswith("…\n\nhttps://site.example/reports/12\nCR-12")


def test_a_peer_may_want_the_words_alone() -> None:
    (text,) = submitted(extended_description=False)["description"]

    assert text == POTHOLE.details


def test_templates_fill_attributes_from_facts_but_answers_go_first() -> None:
    form = submitted(
        attributes={"fixmystreet_id": "{reference}", "SIZE": "x", "t": "{title} ({latitude})"}
    )

    assert form["attribute[fixmystreet_id]"] == ["CR-12"]
    assert form["attribute[t]"] == ["A deep hole (51.123457)"]
    assert form["attribute[SIZE]"] == ["large"]


def test_braces_in_what_somebody_wrote_stay_what_they_are() -> None:
    form = submitted(replace(POTHOLE, title="{url}"), attributes={"t": "{title}"})

    assert form["attribute[t]"] == ["{url}"]


@pytest.mark.parametrize(
    "template", ["{password}", "{title.__class__}", "{title!r}", "{title:>9}", "{", "{}"]
)
def test_a_template_names_facts_and_nothing_else(template: str) -> None:
    with pytest.raises(ValidationError):
        Quirks(attributes={"t": template})


def test_lists_may_go_without_brackets() -> None:
    assert submitted(brackets_for_lists=False)["attribute[KINDS]"] == ["wet", "dark"]


def test_several_photos_go_where_the_peer_takes_several() -> None:
    assert submitted(several_media_urls=True)["media_url"] == list(POTHOLE.media_urls)


def test_a_name_of_one_word_has_a_last_name_all_the_same() -> None:
    form = submitted(replace(POTHOLE, name="Ada"))

    assert (form["first_name"], form["last_name"]) == (["Ada"], ["-"])


def test_nobody_is_named_where_the_peer_is_to_know_nobody() -> None:
    assert {"first_name", "email"}.isdisjoint(submitted(sends_contact_details=False))


def test_photos_are_sent_themselves_where_the_peer_wants_files() -> None:
    photo = PhotoFile("12.1.jpeg", "image/jpeg", b"jpeg")
    one = replace(POTHOLE, uploads=(photo,))

    _, request = asked(lambda peer: peer.submit(one), quirks=Quirks(upload_photos=True))
    _, without = asked(lambda peer: peer.submit(one))

    assert [(part.field, part.data) for part in request.files] == [("photo1", b"jpeg")]
    assert "media_url" not in names(request.form)
    assert list(without.files) == []


def test_a_token_is_an_answer_and_leads_to_the_number() -> None:
    token = "<service_requests><request><token>t/1</token></request></service_requests>"

    taken, _ = asked(lambda peer: peer.submit(POTHOLE), token)
    later, request = asked(lambda peer: peer.token("t/1"))

    assert taken == Accepted(token="t/1")
    assert request.url == "https://peer.example/v2/tokens/t%2F1.xml"
    assert later == Accepted("7")


def test_a_token_without_a_number_yet_stays_a_token() -> None:
    waiting, _ = asked(lambda peer: peer.token("t"), "<service_requests/>")

    assert waiting == Accepted(token="t")


def test_an_answer_without_number_or_token_is_none() -> None:
    with pytest.raises(Gibberish, match="neither"):
        asked(lambda peer: peer.submit(POTHOLE), "[{}]")


def test_a_post_that_is_sent_elsewhere_has_not_been_taken() -> None:
    world = MemoryWorld(answer("<html>Moved</html>", 302))
    with replaced_by(world), pytest.raises(Gibberish, match="302"):
        Peer("https://peer.example/v2").submit(POTHOLE)


@pytest.mark.parametrize("status", [301, 307, 308])
def test_a_peer_that_has_moved_says_a_clear_no(status: int) -> None:
    """As where somebody entered http:// and the city has https:// by now."""
    there = {"location": "https://city.example/v2/requests.xml?api_key=secret"}
    moved = replace(answer("<html><body>Moved</body></html>", status), headers=there)
    peer = Peer("http://city.example/v2", key="secret")
    with replaced_by(MemoryWorld(moved)), pytest.raises(Refused) as no:
        peer.submit(POTHOLE)
    assert not no.value.may_pass
    assert "https://city.example/v2/requests.xml" in str(no.value)
    assert "secret" not in str(no.value)


@pytest.mark.parametrize("location", ["", "/v3", "http://[", "//"])
def test_wherever_it_says_that_it_has_moved(location: str) -> None:
    moved = replace(answer("", 301), headers={"location": location})
    with replaced_by(MemoryWorld(moved)), pytest.raises(Refused):
        Peer("http://city.example/v2").submit(POTHOLE)


def test_an_update_goes_with_its_number_and_time() -> None:
    number, request = asked(
        lambda peer: peer.post_update(FIXED),
        "<service_request_updates><request_update><update_id>77</update_id></request_update>"
        "</service_request_updates>",
        key="k",
    )

    assert number == "77"
    assert request.url == "https://peer.example/v2/servicerequestupdates.xml"
    assert list(request.form) == [
        ("api_key", "k"),
        ("update_id", "99"),
        ("service_request_id", "7"),
        ("status", "CLOSED"),
        ("updated_datetime", "2026-11-22T12:00:00Z"),
        ("description", "Filled in"),
        ("first_name", "Cleo"),
        ("last_name", "-"),
    ]


@pytest.mark.parametrize(
    "said", ['{"service_request_updates": {"update_id": 77}}', '[{"update_id": 77}]']
)
def test_the_number_of_an_update_is_read_in_every_shape(said: str) -> None:
    assert asked(lambda peer: peer.post_update(FIXED), said)[0] == "77"


@pytest.mark.parametrize("status", Status)
def test_extended_words_are_read_back_as_what_they_were(status: Status) -> None:
    quirks = Quirks(extended_statuses=True)
    same = {Status.ACKNOWLEDGED: Status.REPORTED, Status.WITHDRAWN: Status.NO_ACTION}

    assert meaning_of(word_for(status, quirks), quirks) is same.get(status, status)
    assert word_for(status, Quirks()) in {"OPEN", "CLOSED"}


@pytest.mark.parametrize(
    ("word", "quirks", "status"),
    [
        ("Open", {}, Status.REPORTED),
        ("closed", {}, Status.FIXED),
        ("closed", {"extended_statuses": True}, Status.NO_ACTION),
        ("closed", {"closed_means": "no_action"}, Status.NO_ACTION),
        ("closed", {"extended_statuses": True, "closed_means": "fixed"}, Status.FIXED),
        ("With Contractor", {"status_words": {"with contractor": "scheduled"}}, Status.SCHEDULED),
        ("open", {"status_words": {"Open": "acknowledged"}}, Status.ACKNOWLEDGED),
        ("Action Scheduled", {}, Status.SCHEDULED),
        ("REOPEN", {}, Status.INVESTIGATING),
        ("mystery", {}, None),
        ("unchanged", {}, None),
    ],
)
def test_their_words_are_understood_or_not(
    word: str, quirks: dict[str, Any], status: Status | None
) -> None:
    assert meaning_of(word, Quirks(**quirks)) is status
    assert moves_nothing(word) is (word == "unchanged")


@pytest.mark.parametrize(
    ("quirks", "written"),
    [
        ({}, "2026-07-01T11:00:00Z"),
        ({"requests_omit_timezone": True}, "2026-07-01T12:00:00"),
        (
            {"requests_omit_timezone": True, "timezone": "America/Chicago"},
            "2026-07-01T06:00:00",
        ),
    ],
)
def test_windows_are_asked_for_in_dates_that_the_peer_can_bear(
    quirks: dict[str, Any], written: str
) -> None:
    start = datetime(2026, 7, 1, 11, tzinfo=UTC)

    _, request = asked(
        lambda peer: peer.updates(start, start + timedelta(hours=2)),
        "<service_request_updates/>",
        key="k",
        jurisdiction_id="city",
        quirks=Quirks(**quirks),
    )

    assert ("start_date", written) in list(request.params)
    assert names(request.params) == ["api_key", "jurisdiction_id", "start_date", "end_date"]


def test_only_what_is_asked_stands_in_the_question() -> None:
    _, request = asked(
        lambda peer: peer.requests(ids=["1", "2"], status="open", page=2, page_size=50), key="k"
    )

    assert list(request.params) == [
        ("service_request_id", "1,2"),
        ("status", "open"),
        ("page", "2"),
        ("page_size", "50"),
    ]


def test_a_peer_may_want_its_key_for_reading() -> None:
    _, request = asked(
        lambda peer: peer.services(), "[]", key="k", quirks=Quirks(key_for_reading=True)
    )

    assert list(request.params) == [("api_key", "k")]


def test_codes_are_quoted_in_addresses() -> None:
    _, request = asked(lambda peer: peer.definition("a b/c"), "<service_definition/>")

    assert request.url == "https://peer.example/v2/services/a%20b%2Fc.xml"


def test_one_request_is_found_or_not() -> None:
    found, request = asked(lambda peer: peer.request("7"))
    nothing, _ = asked(lambda peer: peer.request("7"), "[]")

    assert request.url == "https://peer.example/v2/requests/7.xml"
    assert found.service_request_id == "7"
    assert nothing is None


def test_a_zone_has_to_exist() -> None:
    with pytest.raises(ValidationError, match="no time zone"):
        Quirks(timezone="Mars/Olympus")
