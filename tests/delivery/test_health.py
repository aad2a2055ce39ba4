"""How a contact fares is told from its own last deliveries, and wakes those who can mend it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from civicreport import jobs
from civicreport.accounts.operations import create_person
from civicreport.adapters.mail import MemoryMail
from civicreport.bodies.models import Contact, Method, Role
from civicreport.bodies.operations import appoint
from civicreport.db import session
from civicreport.delivery import alarms, dead_letters, health, queries
from civicreport.delivery.health import ContactHealth
from civicreport.delivery.inbound.bounces import CAME_BACK
from civicreport.delivery.models import Attempt, Delivery, State
from civicreport.domain import clock
from civicreport.domain.errors import NotFound
from civicreport.domain.health import Alarm
from civicreport.domain.permissions import Viewer
from civicreport.domain.sending import Outcome, Result
from civicreport.domain.status import Actor, Status
from civicreport.jobs.outgoing import INTERRUPTED
from civicreport.reports import casework
from tests.factories.reports import a_report
from tests.support.town import Town

LATER = Outcome(Result.LATER, "connection refused")
NEVER = Outcome(Result.NEVER, "550 no such mailbox")
OPERATOR = Viewer(is_operator=True)


def potholes(town: Town) -> Contact:
    return town.contacts["county", "pothole"]


def seen(town: Town, *, now: datetime | None = None) -> ContactHealth:
    return health.of_contact(potholes(town).id, OPERATOR, now=now or clock.now())


def delivered(town: Town) -> Delivery:
    (delivery,) = queries.of_report(a_report(town).id)
    jobs.drain()
    return delivery


def answer(town: Town, delivery: Delivery, *, after: timedelta) -> None:
    assert delivery.sent_at is not None
    casework.change_status(
        delivery.report,
        Status.INVESTIGATING,
        by=town.cleo,
        actor=Actor.OFFICER,
        text="",
        at=delivery.sent_at + after,
    )


def test_a_contact_that_nobody_has_written_to_is_well(town: Town) -> None:
    contact = seen(town)
    assert contact.is_well
    assert (contact.waiting, contact.median_answer, contact.signs.last_sent_at) == (0, None, None)


def test_what_waits_and_what_has_left(town: Town, letters: MemoryMail) -> None:
    delivery = delivered(town)
    letters.outcomes = [LATER]
    waiting = delivered(town)
    contact = seen(town)
    assert contact.signs.last_sent_at == delivery.sent_at
    assert (contact.waiting, contact.waiting_since) == (1, waiting.created_at)
    assert (contact.signs.failures, contact.last_error) == (1, "connection refused")
    assert contact.is_well


def test_the_median_of_the_first_answers(town: Town, letters: MemoryMail) -> None:
    for days in (1, 2, 9):
        answer(town, delivered(town), after=timedelta(days=days))
    delivered(town)
    assert seen(town).median_answer == timedelta(days=2)
    assert seen(town).unanswered == 1


def test_it_is_silent_when_nothing_at_all_comes_back(town: Town, letters: MemoryMail) -> None:
    delivery = delivered(town)
    assert delivery.sent_at is not None
    later = delivery.sent_at + timedelta(days=14)
    assert Alarm.SILENT not in seen(town, now=later - timedelta(seconds=1)).alarms
    assert Alarm.SILENT in seen(town, now=later).alarms
    answer(town, delivered(town), after=timedelta(days=1))
    assert Alarm.SILENT not in seen(town, now=later).alarms


def test_what_its_reporter_took_back_asks_for_no_answer(town: Town, letters: MemoryMail) -> None:
    report = delivered(town).report
    casework.change_status(
        report, Status.WITHDRAWN, by=town.ada, actor=Actor.REPORTER, text="", at=clock.now()
    )
    assert seen(town).unanswered == 0


def test_failures_are_counted_since_the_last_success(town: Town, letters: MemoryMail) -> None:
    letters.outcomes = [LATER, LATER]
    delivered(town)
    delivered(town)
    assert seen(town).signs.failures == 2
    delivered(town)
    assert seen(town).signs.failures == 0


def test_a_killed_sender_is_no_failure_of_the_contact(town: Town, letters: MemoryMail) -> None:
    delivery = delivered(town)
    for _ in range(5):
        session.add(
            Attempt(
                delivery_id=delivery.id, at=clock.now(), succeeded=False, outcome=INTERRUPTED.words
            )
        )
    session.flush()
    assert seen(town).signs.failures == 0


def test_a_refusal_for_good_is_a_failing_contact(town: Town, letters: MemoryMail) -> None:
    letters.outcomes = [NEVER]
    delivered(town)
    contact = seen(town)
    assert contact.alarms == {Alarm.FAILING}
    assert (contact.signs.dead, contact.last_error) == (1, "550 no such mailbox")


def test_what_came_back_is_a_bouncing_contact(town: Town, letters: MemoryMail) -> None:
    delivery = delivered(town)
    session.add(
        Attempt(
            delivery_id=delivery.id,
            at=clock.now(),
            succeeded=False,
            outcome=f"{CAME_BACK}5.1.1 unknown",
        )
    )
    delivery.state, delivery.sent_at = State.DEAD, None
    session.flush()
    contact = seen(town)
    assert contact.alarms == {Alarm.BOUNCING}
    assert contact.bounces == 1


def test_what_goes_elsewhere_says_nothing_about_the_contact(
    town: Town, letters: MemoryMail
) -> None:
    letters.outcomes = [NEVER]
    delivery = delivered(town)
    dead_letters.retry(delivery, at=clock.now(), to="second@county.example")
    jobs.drain()
    assert delivery.state is State.SENT
    contact = seen(town)
    assert (contact.signs.last_sent_at, contact.signs.dead) == (None, 0)
    assert contact.is_well


def test_each_administrator_sees_the_contacts_of_their_own_bodies(town: Town) -> None:
    west = town.bodies["west"].id
    mine = health.of_viewer(Viewer(administrator_of=frozenset({west})), now=clock.now())
    assert [contact.category_name for contact in mine] == ["Graffiti", "Litter"]
    assert len(health.of_viewer(OPERATOR, now=clock.now())) == 6
    assert health.of_viewer(Viewer(officer_of=frozenset({west})), now=clock.now()) == []
    with pytest.raises(NotFound):
        health.of_contact(
            potholes(town).id, Viewer(administrator_of=frozenset({west})), now=clock.now()
        )


@pytest.fixture
def edda(town: Town) -> None:
    """Administrator of the county."""
    account = create_person(email="edda@county.example", name="Edda", at=clock.now())
    appoint(account, body=town.bodies["county"], role=Role.ADMINISTRATOR)


@pytest.mark.usefixtures("edda")
def test_an_alarm_is_told_once_and_clears_by_itself(town: Town, letters: MemoryMail) -> None:
    potholes(town).second_address = "second@county.example"
    letters.outcomes = [NEVER]
    delivery = delivered(town)
    alarms.watch_contacts()
    alarms.watch_contacts()
    jobs.drain()
    (letter,) = letters.messages
    assert letter["To"] == "edda@county.example"
    assert letter["Subject"] == "Countyshire Council, Pothole: cannot be reached"
    text = letter.get_body(("plain",))
    assert text is not None
    for words in ("550 no such mailbox", "second@county.example", "/officers/contacts/"):
        assert words in text.get_content()

    dead_letters.retry(delivery, at=clock.now())
    jobs.drain()
    alarms.watch_contacts()
    assert alarms.open_alarms() == []
    (alarm,) = alarms.of_contact(potholes(town).id)
    assert (alarm.kind, alarm.cleared_at is not None) == ("failing", True)


def test_where_nobody_else_can_be_told_the_sites_administrators_are(
    town: Town, letters: MemoryMail
) -> None:
    letters.outcomes = [NEVER]
    delivered(town)
    alarms.watch_contacts()
    jobs.drain()
    (letter,) = letters.messages
    assert letter["To"] == town.dov.email


@pytest.mark.usefixtures("edda")
def test_what_comes_and_goes_is_written_of_once_a_day(
    town: Town, letters: MemoryMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = clock.now()
    for hours, written in ((0, 1), (1, 1), (30, 2)):
        moment = began + timedelta(hours=hours)
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        letters.outcomes = [NEVER]
        delivery = delivered(town)
        alarms.watch_contacts()
        jobs.drain()
        told = [letter for letter in letters.messages if letter["To"] == "edda@county.example"]
        assert len(told) == written
        dead_letters.retry(delivery, at=clock.now())
        jobs.drain()
        alarms.watch_contacts()


@pytest.mark.usefixtures("edda")
def test_an_alarm_that_has_passed_is_not_written_of(town: Town, letters: MemoryMail) -> None:
    letters.outcomes = [NEVER]
    delivery = delivered(town)
    alarms.watch_contacts()
    (alarm,) = alarms.open_alarms()
    dead_letters.settle(delivery, by=town.dov, reason="Told them by phone.", at=clock.now())
    alarms.watch_contacts()
    jobs.drain()
    assert alarm.state is State.CANCELLED
    assert letters.messages == []


def test_a_contact_that_is_retired_raises_nothing(town: Town, letters: MemoryMail) -> None:
    letters.outcomes = [NEVER]
    delivered(town)
    alarms.watch_contacts()
    potholes(town).is_active = False
    alarms.watch_contacts()
    assert alarms.open_alarms() == []


@pytest.mark.parametrize("kind", list(Alarm))
def test_every_alarm_has_its_letter(town: Town, letters: MemoryMail, kind: Alarm) -> None:
    contact = potholes(town)
    contact.method, contact.address = Method.WEBHOOK, "https://cases.example/in?key=k3y"
    letters.outcomes = [NEVER]
    delivered(town)
    alarms.watch_contacts()
    (row,) = alarms.open_alarms()
    row.kind = kind.value
    letter = alarms._letter(row, ("dov@example.org",))
    assert letter.subject.startswith("Countyshire Council, Pothole: ")
    for words in (letter.text, letter.html):
        assert f"http://localhost/officers/contacts/{contact.id}" in words
        assert "cases.example" in words
        assert "k3y" not in words
