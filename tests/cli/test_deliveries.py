from __future__ import annotations

import pytest
from click.testing import CliRunner, Result

from civicreport import jobs
from civicreport.adapters.mail import MemoryMail
from civicreport.cli import deliveries
from civicreport.delivery import queries
from civicreport.delivery.models import Delivery, State
from civicreport.domain import sending
from tests.factories.reports import a_report
from tests.support.town import Town


def run(*words: str) -> Result:
    return CliRunner(env={"COLUMNS": "160"}).invoke(deliveries.group, words)


@pytest.fixture
def dead(town: Town, letters: MemoryMail) -> Delivery:
    letters.outcomes = [sending.Outcome(sending.Result.NEVER, "550 no such mailbox")]
    (delivery,) = queries.of_report(a_report(town).id)
    jobs.drain()
    return delivery


def test_the_list_shows_where_each_delivery_stands(dead: Delivery) -> None:
    for words in (("list",), ("list", "--dead")):
        shown = run(*words)
        assert shown.exit_code == 0
        for expected in (f"CR-{dead.report_id}", "Countyshire Council", "dead", "550"):
            assert expected in shown.output


def test_an_empty_list_says_so(town: Town) -> None:
    assert "No deliveries yet" in run("list").output
    assert "No dead letters" in run("list", "--dead").output


@pytest.mark.parametrize("all_dead", [True, False])
def test_a_dead_letter_is_sent_after_all(
    dead: Delivery, letters: MemoryMail, *, all_dead: bool
) -> None:
    shown = run("retry", "--all-dead") if all_dead else run("retry", str(dead.id))
    assert "1 on their way again" in shown.output
    jobs.drain()
    assert dead.state is State.SENT
    assert len(letters.messages) == 1


def test_what_cannot_be_retried_is_said(dead: Delivery) -> None:
    assert run("retry").exit_code == 2
    assert "no delivery 999999" in run("retry", "999999").output
    run("retry", str(dead.id))
    again = run("retry", str(dead.id))
    assert again.exit_code == 1
    assert "no dead letter: waiting" in again.output


def test_a_dead_letter_goes_to_another_address(dead: Delivery, letters: MemoryMail) -> None:
    assert run("retry", str(dead.id), "--to", "nobody").exit_code == 1
    assert run("retry", str(dead.id), "--to", "other@county.example").exit_code == 0
    jobs.drain()
    assert letters.recipients == [("other@county.example",)]


def test_the_dead_letters_of_a_contact_go_to_its_second_address(
    dead: Delivery, letters: MemoryMail
) -> None:
    assert "no second address" in run("retry", "--contact", str(dead.contact_id), "--second").output
    assert dead.contact is not None
    dead.contact.second_address = "second@county.example"
    assert "1 on their way" in run("retry", "--contact", str(dead.contact_id), "--second").output
    jobs.drain()
    assert letters.recipients == [("second@county.example",)]


def test_a_dead_letter_is_settled_with_a_reason(dead: Delivery) -> None:
    assert run("settle", str(dead.id), "--reason", " ").exit_code == 2
    assert "Settled" in run("settle", str(dead.id), "--reason", "By phone.").output
    assert dead.state is State.SENT
    assert (
        queries.attempts_of(dead.id)[-1].outcome == "told them otherwise (an operator): By phone."
    )
