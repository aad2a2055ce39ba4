"""A letter that was given up is not lost: it goes again, elsewhere, or is settled by a person."""

from __future__ import annotations

import pytest

from civicreport import jobs
from civicreport.adapters.mail import BadAddress, MemoryMail
from civicreport.bodies.models import Method
from civicreport.delivery import dead_letters, queries
from civicreport.delivery.models import Delivery, State
from civicreport.domain import clock
from civicreport.domain.errors import ReasonMissing
from civicreport.domain.sending import Outcome, Result
from civicreport.domain.status import Actor, Status
from civicreport.reports import casework
from tests.factories.reports import a_report
from tests.support.town import Town


@pytest.fixture
def dead(town: Town, letters: MemoryMail) -> Delivery:
    letters.outcomes = [Outcome(Result.NEVER, "550 no such mailbox")]
    (delivery,) = queries.of_report(a_report(town).id)
    jobs.drain()
    assert delivery.state is State.DEAD
    return delivery


def test_it_can_go_to_another_address(dead: Delivery, letters: MemoryMail) -> None:
    assert dead_letters.retry(dead, at=clock.now(), to=" second@county.example, b@county.example ")
    jobs.drain()
    assert dead.state is State.SENT
    assert letters.recipients == [("second@county.example", "b@county.example")]


def test_what_follows_goes_where_the_report_went(
    town: Town, dead: Delivery, letters: MemoryMail
) -> None:
    dead_letters.retry(dead, at=clock.now(), to="second@county.example")
    jobs.drain()
    casework.change_status(
        dead.report, Status.WITHDRAWN, by=town.ada, actor=Actor.REPORTER, text="", at=clock.now()
    )
    jobs.drain()
    assert letters.recipients == [("second@county.example",)] * 2


def test_the_usual_address_is_no_other_address(dead: Delivery) -> None:
    dead_letters.retry(dead, at=clock.now(), to="pothole@county.example")
    assert dead.address == ""


def test_an_address_of_the_web_is_a_webhook(dead: Delivery) -> None:
    dead_letters.retry(dead, at=clock.now(), to="https://cases.example/in")
    assert (dead.method, dead.address) == (Method.WEBHOOK, "https://cases.example/in")


@pytest.mark.parametrize("typed", ["nobody", "a@b@c", "ftp://a.example/", ",", "a" * 600 + "@b.c"])
def test_what_is_no_address_changes_nothing(dead: Delivery, typed: str) -> None:
    with pytest.raises(BadAddress):
        dead_letters.retry(dead, at=clock.now(), to=typed)
    assert (dead.state, dead.address) == (State.DEAD, "")


def test_what_has_left_meanwhile_is_left_alone(dead: Delivery, letters: MemoryMail) -> None:
    dead_letters.retry(dead, at=clock.now())
    jobs.drain()
    assert not dead_letters.retry(dead, at=clock.now(), to="second@county.example")
    assert not dead_letters.settle(dead, by=None, reason="By phone.", at=clock.now())
    assert dead.settled_at is None


def test_telling_them_otherwise_settles_it(town: Town, dead: Delivery, letters: MemoryMail) -> None:
    with pytest.raises(ReasonMissing):
        dead_letters.settle(dead, by=town.dov, reason=" ", at=clock.now())
    assert dead_letters.settle(dead, by=town.dov, reason="By\nphone.", at=clock.now())
    assert dead.state is State.SENT
    last = queries.attempts_of(dead.id)[-1]
    assert (last.succeeded, last.outcome) == (True, "told them otherwise (Dov): By phone.")
    casework.change_status(
        dead.report, Status.WITHDRAWN, by=town.ada, actor=Actor.REPORTER, text="", at=clock.now()
    )
    jobs.drain()
    (letter,) = letters.messages  # who knows of it is told the rest
    text = letter.get_body(("plain",))
    assert text is not None
    assert "taken the report back" in text.get_content()


def test_all_of_a_contact_at_once(town: Town, dead: Delivery, letters: MemoryMail) -> None:
    letters.outcomes = [Outcome(Result.NEVER, "550 no such mailbox")] * 2
    (another,) = queries.of_report(a_report(town).id)
    (of_another,) = queries.of_report(a_report(town, category_code="graffiti").id)
    jobs.drain()
    assert dead.contact_id is not None
    assert list(dead_letters.of_contact(dead.contact_id)) == [dead, another]
    assert of_another.state is State.DEAD
