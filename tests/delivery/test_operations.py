"""A report reaches whoever has to know of it, once each, and nobody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from civicreport import jobs
from civicreport.adapters.mail import MemoryMail
from civicreport.bodies.models import ContactCopy
from civicreport.db import session
from civicreport.delivery import dead_letters, queries, sending
from civicreport.delivery.methods import email
from civicreport.delivery.models import Delivery, KeptMail, Purpose, State
from civicreport.delivery.news import News
from civicreport.domain import clock
from civicreport.domain.deadline import BACKOFF
from civicreport.domain.events import ResponsibilityChanged, announce
from civicreport.domain.sending import Outcome, Result
from civicreport.domain.status import Actor, Status
from civicreport.domain.visibility import Visibility
from civicreport.jobs.outgoing import rescue_rows
from civicreport.reports import casework, history, moderation
from civicreport.reports.models import Kind, Report
from tests.factories.reports import a_report
from tests.support.town import Town

LATER = Outcome(Result.LATER, "no network")
NEVER = Outcome(Result.NEVER, "550 no such mailbox")


def kept_mails(delivery_id: int) -> list[KeptMail]:
    of_delivery = sa.select(KeptMail).where(KeptMail.delivery_id == delivery_id)
    return list(session.scalars(of_delivery.order_by(KeptMail.id)))


@pytest.fixture
def hour(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Moves the clock: `hour(minutes=5)`."""
    began = clock.now()
    passed = timedelta()

    def move(**by: float) -> None:
        nonlocal passed
        passed += timedelta(**by)
        monkeypatch.setattr(clock, "now", lambda: began + passed)

    move()
    return move


def states(report: Report) -> list[tuple[str, str, str]]:
    rows = queries.of_report(report.id)
    return [(row.body.code, str(row.purpose), str(row.state)) for row in rows]


def pass_on(town: Town, report: Report, to: tuple[str, str] | None) -> None:
    """As a rerouting does: another contact, a history row, an event."""
    former, new = report.contact_id, town.contacts[to] if to else None
    report.contact, report.body = new, new.body if new else None
    row = history.record(
        report, Kind.RESPONSIBILITY, by=town.cleo, actor=Actor.OFFICER, at=clock.now()
    )
    announce(ResponsibilityChanged(report.id, row.id, former, new.id if new else None))


def test_a_submitted_report_is_delivered_to_its_body(town: Town, letters: MemoryMail) -> None:
    report = a_report(town)
    assert states(report) == [("county", "report", "waiting")]
    jobs.drain()
    assert states(report) == [("county", "report", "sent")]
    assert [message["To"] for message in letters.messages] == ["pothole@county.example"]


def test_draining_again_sends_nothing_twice(town: Town, letters: MemoryMail) -> None:
    a_report(town)
    jobs.drain()
    jobs.drain(until=clock.now() + timedelta(days=2))
    assert len(letters.messages) == 1


def test_nobody_responsible_means_nobody_is_written_to(town: Town, letters: MemoryMail) -> None:
    report = a_report(town, category_code="flooding")
    jobs.drain()
    assert (states(report), letters.messages) == ([], [])


def test_other_bodies_get_their_copy(town: Town, letters: MemoryMail) -> None:
    contact = town.contacts["county", "pothole"]
    session.add(ContactCopy(contact_id=contact.id, body_id=town.bodies["west"].id))
    report = a_report(town)
    jobs.drain()
    assert states(report) == [("county", "report", "sent"), ("west", "copy", "sent")]
    assert letters.messages[1]["To"] == "office@west.example"


def test_a_pending_report_waits_for_its_release(town: Town, letters: MemoryMail) -> None:
    report = a_report(town, details="See http://a.example http://b.example http://c.example")
    assert report.visibility is Visibility.PENDING
    jobs.drain()
    assert letters.messages == []
    moderation.release(
        report, by=town.cleo, actor=Actor.OFFICER, reason="They are photos.", at=clock.now()
    )
    jobs.drain()
    assert len(letters.messages) == 1


@pytest.mark.parametrize("is_urgent", [False, True])
def test_the_undo_window_is_waited_for_unless_it_is_urgent(
    town: Town, letters: MemoryMail, monkeypatch: pytest.MonkeyPatch, *, is_urgent: bool
) -> None:
    from civicreport import config

    settings = config.current()
    held = settings.delivery.model_copy(update={"hold_seconds": 120})
    monkeypatch.setattr(config, "current", lambda: settings.model_copy(update={"delivery": held}))
    town.categories["pothole"].is_urgent = is_urgent
    now = clock.now()
    report = a_report(town, at=now)
    (delivery,) = queries.of_report(report.id)
    assert delivery.due_at - now == timedelta(seconds=0 if is_urgent else 120)


def test_a_report_hidden_before_it_left_does_not_leave(town: Town, letters: MemoryMail) -> None:
    report = a_report(town)
    moderation.hide(report, by=town.cleo, actor=Actor.OFFICER, reason="Insults.", at=clock.now())
    jobs.drain()
    assert states(report) == [("county", "report", "cancelled")]
    moderation.restore(report, by=town.cleo, actor=Actor.OFFICER, reason="None.", at=clock.now())
    jobs.drain()
    assert states(report)[-1] == ("county", "report", "sent")
    assert len(letters.messages) == 1


def withdraw(town: Town, report: Report) -> None:
    casework.change_status(
        report, Status.WITHDRAWN, by=town.ada, actor=Actor.REPORTER, text="", at=clock.now()
    )


def test_a_report_withdrawn_before_it_left_does_not_leave(town: Town, letters: MemoryMail) -> None:
    report = a_report(town)
    withdraw(town, report)
    jobs.drain()
    assert states(report) == [("county", "report", "cancelled")]
    assert letters.messages == []


def test_a_withdrawal_after_it_left_follows_it(town: Town, letters: MemoryMail) -> None:
    report = a_report(town)
    jobs.drain()
    withdraw(town, report)
    jobs.drain()
    assert states(report)[-1] == ("county", "withdrawn", "sent")
    (kept,) = kept_mails(queries.of_report(report.id)[-1].id)
    assert "has taken the report back" in kept.text


def test_passing_on_tells_the_old_body_and_the_new_one_once_each(
    town: Town, letters: MemoryMail
) -> None:
    report = a_report(town)
    jobs.drain()
    pass_on(town, report, ("west", "graffiti"))
    jobs.drain()
    pass_on(town, report, ("west", "graffiti"))
    jobs.drain()
    assert states(report) == [
        ("county", "report", "sent"),
        ("county", "moved", "sent"),
        ("west", "report", "sent"),
    ]


def test_who_never_heard_of_it_is_not_told_that_it_moved(town: Town, letters: MemoryMail) -> None:
    report = a_report(town)
    pass_on(town, report, ("west", "graffiti"))
    jobs.drain()
    assert states(report) == [("county", "report", "cancelled"), ("west", "report", "sent")]


def test_who_gets_it_back_gets_it_again(town: Town, letters: MemoryMail) -> None:
    report = a_report(town)
    jobs.drain()
    pass_on(town, report, ("west", "graffiti"))
    jobs.drain()
    pass_on(town, report, ("county", "pothole"))
    jobs.drain()
    assert [state[:2] for state in states(report)[-2:]] == [("west", "moved"), ("county", "report")]


def test_failures_back_off_and_end_as_a_dead_letter_that_can_be_sent_after_all(
    town: Town, letters: MemoryMail, hour: Any
) -> None:
    letters.outcomes = [LATER] * 7
    report = a_report(town)
    jobs.drain()
    (delivery,) = queries.of_report(report.id)
    for wait in BACKOFF:
        assert delivery.state is State.WAITING
        assert delivery.due_at == clock.now() + wait
        hour(seconds=wait.total_seconds() - 1)
        assert jobs.drain() == []
        hour(seconds=1)
        jobs.drain()
    assert delivery.state is State.DEAD
    assert delivery.last_error == "no network"
    assert len(queries.attempts_of(delivery.id)) == 7

    dead_letters.retry(delivery, at=clock.now())
    jobs.drain()
    assert (delivery.state, delivery.last_error) == (State.SENT, "")


def test_a_refusal_for_good_is_not_tried_again(town: Town, letters: MemoryMail) -> None:
    letters.outcomes = [NEVER]
    report = a_report(town)
    jobs.drain()
    assert states(report) == [("county", "report", "dead")]


def test_an_address_that_is_none_is_a_dead_letter_with_the_reason(
    town: Town, letters: MemoryMail
) -> None:
    town.contacts["county", "pothole"].address = "roads at county"
    (delivery,) = queries.of_report(a_report(town).id)
    jobs.drain()
    assert delivery.state is State.DEAD
    assert "roads at county" in delivery.last_error


def test_a_poisoned_delivery_blocks_no_other(
    town: Town, letters: MemoryMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    poisoned, healthy = a_report(town), a_report(town)
    before = email.letter

    def letter(delivery: Delivery, news: News) -> Any:
        if delivery.report_id == poisoned.id:
            raise RuntimeError("a template that chokes on this one")
        return before(delivery, news)

    monkeypatch.setattr(email, "letter", letter)
    jobs.drain()
    assert states(poisoned) == [("county", "report", "waiting")]
    assert states(healthy) == [("county", "report", "sent")]
    (attempt,) = queries.attempts_of(queries.of_report(poisoned.id)[0].id)
    assert "chokes" in attempt.outcome


def test_a_letter_asks_the_database_little(town: Town, letters: MemoryMail) -> None:
    """Every report leaves this way: a relation that is read row by row would be felt."""
    a_report(town)
    session.expunge_all()
    asked: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("SELECT ") and "procrastinate" not in statement:
            asked.append(statement)

    sa.event.listen(sa.Engine, "before_cursor_execute", hear)
    try:
        jobs.drain()
    finally:
        sa.event.remove(sa.Engine, "before_cursor_execute", hear)
    assert len(letters.messages) == 1
    assert len(asked) <= 4, asked  # the row with its relations, its thread, its photos; the row


def test_all_attempts_carry_one_message_id(town: Town, letters: MemoryMail, hour: Any) -> None:
    letters.outcomes = [LATER]
    (delivery,) = queries.of_report(a_report(town).id)
    jobs.drain()
    hour(minutes=1)
    jobs.drain()
    assert letters.messages[0]["Message-ID"] == delivery.message_id


def test_a_delivery_whose_sender_was_killed_is_sent_again(town: Town, letters: MemoryMail) -> None:
    (delivery,) = queries.of_report(a_report(town).id)
    session.execute(sa.text("delete from procrastinate_jobs"))
    delivery.state, delivery.attempts, delivery.started_at = State.SENDING, 1, clock.now()
    session.flush()
    rescue_rows(sending.CHANNEL, at=clock.now())
    jobs.drain()
    assert delivery.state is State.SENT
    outcomes = [attempt.outcome for attempt in queries.attempts_of(delivery.id)]
    assert outcomes[0].startswith("interrupted")


def test_a_delivery_under_way_is_left_alone(town: Town, letters: MemoryMail) -> None:
    (delivery,) = queries.of_report(a_report(town).id)
    session.execute(sa.text("update procrastinate_jobs set status = 'doing'"))
    delivery.state, delivery.started_at = State.SENDING, clock.now()
    session.flush()
    rescue_rows(sending.CHANNEL, at=clock.now())
    assert delivery.state is State.SENDING


def test_a_due_delivery_without_a_job_is_woken(town: Town, letters: MemoryMail) -> None:
    report = a_report(town)
    session.execute(sa.text("delete from procrastinate_jobs"))
    assert jobs.drain() == []
    rescue_rows(sending.CHANNEL, at=clock.now())
    jobs.drain()
    assert states(report) == [("county", "report", "sent")]


def test_a_letter_that_kills_its_sender_ends_as_a_dead_letter(
    town: Town, letters: MemoryMail, hour: Any
) -> None:
    (delivery,) = queries.of_report(a_report(town).id)
    for attempt in range(1, 20):
        session.execute(sa.text("delete from procrastinate_jobs"))
        delivery.state, delivery.attempts = State.SENDING, attempt
        session.flush()
        rescue_rows(sending.CHANNEL, at=clock.now())
        if delivery.state is State.DEAD:
            break
    assert attempt == len(BACKOFF) + 1


def test_a_database_that_is_away_while_the_letter_is_written_costs_no_backoff(
    town: Town, letters: MemoryMail, monkeypatch: pytest.MonkeyPatch
) -> None:
    a_report(town)
    before = email.letter
    times: list[int] = []

    def letter(delivery: Delivery, news: News) -> Any:
        times.append(delivery.id)
        if len(times) == 1:
            raise sa.exc.OperationalError("select", None, Exception("the server went away"))
        return before(delivery, news)

    monkeypatch.setattr(email, "letter", letter)
    jobs.drain()
    assert len(times) == 2
    assert len(letters.messages) == 1


def test_only_those_refused_for_now_are_tried_again(
    town: Town, letters: MemoryMail, hour: Any
) -> None:
    town.contacts["county", "pothole"].address = "one@county.example, two@county.example"
    letters.outcomes = [Outcome(Result.LATER, "greylisted", remaining=("two@county.example",))]
    (delivery,) = queries.of_report(a_report(town).id)
    jobs.drain()
    hour(minutes=1)
    jobs.drain()
    assert letters.recipients == [("two@county.example",)]
    assert delivery.state is State.SENT
    assert len(kept_mails(delivery.id)) == 2


def test_what_was_mailed_is_kept_word_for_word(town: Town, letters: MemoryMail) -> None:
    (delivery,) = queries.of_report(a_report(town).id)
    jobs.drain()
    (kept,) = kept_mails(delivery.id)
    body = letters.messages[0].get_body(("plain",))
    assert body is not None
    assert body.get_content() == kept.text
    assert kept.recipient == "pothole@county.example"


def test_dead_letters_are_shown_to_those_who_administer_the_body(
    town: Town, letters: MemoryMail
) -> None:
    from civicreport.domain.permissions import Viewer

    letters.outcomes = [NEVER]
    a_report(town)
    jobs.drain()
    county, west = town.bodies["county"].id, town.bodies["west"].id
    assert len(queries.dead(Viewer(is_operator=True))) == 1
    assert len(queries.dead(Viewer(administrator_of=frozenset({county})))) == 1
    assert queries.dead(Viewer(administrator_of=frozenset({west}))) == []


@pytest.mark.parametrize("purpose", [one for one in Purpose if one is not Purpose.UNDERSTOOD])
def test_every_purpose_has_its_letter(town: Town, purpose: Purpose) -> None:
    (delivery,) = queries.of_report(a_report(town).id)
    delivery.purpose = purpose
    letter = email.letter(delivery)
    assert letter.subject.startswith(f"[CR-{delivery.report_id}]")
    assert f"http://localhost/reports/{delivery.report_id}" in letter.text
    assert f"http://localhost/reports/{delivery.report_id}" in letter.html or purpose == "report"
