"""Jobs live and die with the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from civicreport import jobs
from civicreport.db import session, transaction
from civicreport.domain import clock
from civicreport.jobs import registry

ran: list[int] = []


@pytest.fixture(autouse=True)
def note() -> Iterator[None]:
    """A task that notes what it was given."""

    @jobs.task("tests.note")
    def note(number: int) -> None:
        if number < 0:
            raise RuntimeError("a poisoned job")
        ran.append(number)

    ran.clear()
    yield
    del registry.TASKS["tests.note"]


def waiting() -> int:
    count = "select count(*) from procrastinate_jobs where status = 'todo'"
    return session.scalar(sa.text(count)) or 0


def test_a_job_runs_once_its_transaction_has_committed(db: None) -> None:
    with transaction():
        jobs.enqueue("tests.note", number=7)
    assert jobs.drain() == ["tests.note"]
    assert ran == [7]
    assert jobs.drain() == []


def test_a_rollback_takes_the_job_away(cloned: Flask) -> None:
    def enqueue_and_fail() -> None:
        with transaction():
            jobs.enqueue("tests.note", number=7)
            assert waiting() == 1
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        enqueue_and_fail()
    assert waiting() == 0


def test_a_job_is_not_seen_before_its_commit(cloned: Flask) -> None:
    from civicreport.db import engine

    with transaction():
        jobs.enqueue("tests.note", number=7)
        with engine().connect() as another:
            assert another.scalar(sa.text("select count(*) from procrastinate_jobs")) == 0


def test_an_unknown_name_is_refused_at_once(db: None) -> None:
    with pytest.raises(jobs.UnknownTask):
        jobs.enqueue("tests.nobody_knows_me")


def test_a_second_unique_job_is_dropped_and_the_transaction_goes_on(cloned: Flask) -> None:
    with transaction():
        jobs.enqueue("tests.note", unique="one", number=1)
        jobs.enqueue("tests.note", unique="one", number=2)
        jobs.enqueue("tests.note", unique="two", number=3)
    jobs.drain()
    assert ran == [1, 3]


def test_of_two_wishes_for_one_unique_job_the_earlier_hour_wins(db: None) -> None:
    now = clock.now()
    jobs.enqueue("tests.note", unique="one", run_at=now + timedelta(days=1), number=1)
    assert jobs.drain() == []
    jobs.enqueue("tests.note", unique="one", run_at=now, number=1)
    assert jobs.drain() == ["tests.note"]


def test_a_job_waits_for_its_hour(db: None) -> None:
    later = clock.now() + timedelta(hours=2)
    jobs.enqueue("tests.note", run_at=later, number=1)
    assert jobs.drain() == []
    assert jobs.drain(until=later) == ["tests.note"]


def test_the_oldest_waiting_job_tells_its_age(db: None) -> None:
    assert jobs.oldest_waiting_seconds() == 0
    jobs.enqueue("tests.note", run_at=clock.now() + timedelta(hours=1), number=1)
    assert jobs.oldest_waiting_seconds() == 0
    jobs.enqueue("tests.note", number=2)
    session.execute(sa.text("update procrastinate_events set at = at - interval '5 minutes'"))
    assert 299 < jobs.oldest_waiting_seconds() < 330


def test_jobs_of_a_killed_worker_are_done_again(db: None) -> None:
    jobs.enqueue("tests.note", number=1)
    worker = "insert into procrastinate_workers (last_heartbeat) values (now() - :ago) returning id"
    dead = session.scalar(sa.text(worker), {"ago": timedelta(minutes=1)})
    taken = "update procrastinate_jobs set status = 'doing', worker_id = :id"
    session.execute(sa.text(taken), {"id": dead})
    assert jobs.drain() == []
    assert jobs.rescue() == 1
    assert jobs.drain(until=clock.now() + timedelta(seconds=5)) == ["tests.note"]


def test_jobs_of_a_living_worker_are_left_alone(db: None) -> None:
    jobs.enqueue("tests.note", number=1)
    worker = "insert into procrastinate_workers default values returning id"
    alive = session.scalar(sa.text(worker))
    taken = "update procrastinate_jobs set status = 'doing', worker_id = :id"
    session.execute(sa.text(taken), {"id": alive})
    assert jobs.rescue() == 0


def test_a_stalled_job_gives_way_to_one_that_already_waits(db: None) -> None:
    jobs.enqueue("tests.note", unique="one", number=1)
    session.execute(sa.text("update procrastinate_jobs set status = 'doing'"))
    jobs.enqueue("tests.note", unique="one", number=1)
    assert jobs.rescue() == 1
    assert waiting() == 1
    assert jobs.drain() == ["tests.note"]
    assert ran == [1]


def test_ended_jobs_are_forgotten_and_failed_ones_kept_for_a_month(db: None) -> None:
    for number in range(3):
        jobs.enqueue("tests.note", number=number)
    change = "update procrastinate_jobs set status = cast(:s as procrastinate_job_status)"
    first = session.scalar(sa.text("select min(id) from procrastinate_jobs"))
    for offset, status in enumerate(("succeeded", "failed", "todo")):
        session.execute(sa.text(f"{change} where id = :id"), {"s": status, "id": first + offset})
    jobs.prune()
    left = "select status::text from procrastinate_jobs order by id"
    assert session.scalars(sa.text(left)).all() == ["failed", "todo"]
    session.execute(sa.text("update procrastinate_events set at = at - interval '31 days'"))
    jobs.prune()
    assert session.scalars(sa.text(left)).all() == ["todo"]
