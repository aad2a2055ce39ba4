"""The worker as its own process: it works, stops when told to, and outlives its database."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from civicreport import config, jobs
from civicreport.adapters.mailbox import MailboxMail
from civicreport.db import session, transaction
from civicreport.delivery.models import Delivery
from civicreport.domain import clock
from civicreport.domain.sending import State
from civicreport.jobs import engine
from tests.factories.reports import a_report
from tests.support.mail_servers import waiting_for
from tests.support.processes import ROOT, WorkerProcess
from tests.support.town import build_town


@pytest.fixture
def environment(cloned: Flask, home: Path) -> dict[str, str]:
    return {
        "CIVICREPORT_DATABASE_URL": config.current().database_url,
        "CIVICREPORT_SECRET_KEY": config.current().secret_key,
        "CIVICREPORT_VAR": str(home),
        "CIVICREPORT_SITE__MODE": "demo",
        "CIVICREPORT_MAIL__TRANSPORT": "mailbox",
        "CIVICREPORT_DELIVERY__HOLD_SECONDS": "0",
    }


def submit_one() -> None:
    with transaction():
        a_report(build_town(), at=clock.now())


def states() -> list[State]:
    with transaction():
        return list(session.scalars(sa.select(Delivery.state)))


def test_it_delivers_what_is_submitted_and_stops_when_told(
    environment: dict[str, str], home: Path
) -> None:
    worker = WorkerProcess(environment, home / "worker.log")
    worker.start()
    try:
        submit_one()
        assert waiting_for(lambda: states() == [State.SENT], seconds=30)
        assert waiting_for(lambda: jobs.oldest_waiting_seconds() == 0, seconds=5)
        assert worker.stop() == 0
    finally:
        worker.kill()
    assert len(MailboxMail(home / "mailbox").newest()) == 1


def test_until_idle_it_stops_by_itself(environment: dict[str, str]) -> None:
    submit_one()
    ended = subprocess.run(
        [sys.executable, "-m", "civicreport", "worker", "--until-idle"],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin", **environment},
        check=False,
        timeout=60,
    )
    assert ended.returncode == 0
    assert states() == [State.SENT]


def test_every_registered_task_is_known_to_the_worker(app: Flask) -> None:
    known = engine.worker_app()
    ours = {name for name in known.tasks if "builtin" not in name}
    assert ours == set(jobs.TASKS)
    clockwork = {task.name for task in jobs.TASKS.values() if task.cron}
    assert {name for name, _ in known.periodic_registry.periodic_tasks} == clockwork
    assert "jobs.outgoing.rescue_and_wake" in clockwork


def test_a_rescue_whose_worker_was_killed_keeps_no_other_rescue_from_running(
    environment: dict[str, str], home: Path
) -> None:
    submit_one()
    rescue = engine.worker_app().tasks["jobs.outgoing.rescue_and_wake"]
    doing = (
        "insert into procrastinate_jobs (queue_name, task_name, queueing_lock, lock, status)"
        " values (:queue, cast(:name as text), cast(:name as text), :lock, 'doing')"
    )
    with transaction():
        session.execute(sa.text("update procrastinate_jobs set status = 'doing'"))
        session.execute(sa.text("update delivery set state = 'sending', attempts = 1"))
        values = {"queue": rescue.queue, "name": rescue.name, "lock": rescue.lock}
        session.execute(sa.text(doing), values)
    worker = WorkerProcess(environment, home / "worker.log")
    worker.start()
    try:  # a starting worker catches up with the minute's rescue at once
        assert waiting_for(lambda: states() == [State.SENT], seconds=30)
    finally:
        worker.kill()
