"""A site in bad weather: submissions, while its worker and its database are killed.

What is promised: whatever was answered as done is there and reaches its body; what was rolled back
reaches nobody; a letter that arrives twice carries the same message id, and a council's own system
gets every report once.
"""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import sqlalchemy as sa
from flask import Flask

from civicreport import config
from civicreport.accounts.models import Account
from civicreport.app import create_app
from civicreport.db import engine, is_away, session, transaction
from civicreport.db.cluster import Cluster
from civicreport.delivery.models import Attempt, Delivery, State
from civicreport.domain import clock
from civicreport.domain.location import Point
from civicreport.jobs.outgoing import rescue_and_wake
from civicreport.reports.submission import Submission, submit
from tests.conftest import settings_for
from tests.storm.councils import MoodyPostbox, administer, moody_city, takes_street_lights
from tests.support.georeport_peer import GeoReportPeer
from tests.support.mail_servers import Postbox, serving, waiting_for
from tests.support.processes import WorkerProcess
from tests.support.town import build_town

SECRET = "storm-storm-storm-storm-storm-storm-storm"


class MindChanged(Exception):
    """Raised after everything was written, so that all of it is rolled back."""


@dataclass
class Storm:
    chance: random.Random
    postbox: Postbox
    port: int  # where the postbox answers
    worker: WorkerProcess
    city: GeoReportPeer
    categories: tuple[str, ...] = ("pothole",)
    kills: int = 0
    looked: int = 0  # how often a person had to look whether a report has arrived
    answered: list[int] = field(default_factory=list)  # what a person was told is done
    taken_back: list[str] = field(default_factory=list)  # the words of what was rolled back

    def submit(self) -> bool:
        """One person's form; False where they were told to try again."""
        number = f"{self.chance.getrandbits(64):x}"
        try:
            with transaction():
                report = submit(self._submission(number), account=_ada(), at=clock.now())
                report_id = report.id
                if self.chance.random() < 0.1:
                    self.taken_back.append(number)
                    raise MindChanged
        except MindChanged:
            return True
        except Exception as error:
            if not is_away(error):
                raise
            return False
        self.answered.append(report_id)
        return True

    def kill_worker_while_it_sends(self) -> None:
        waiting_for(lambda: self.postbox.under_way + self.city.under_way > 0, seconds=5)
        self.worker.kill()
        self.kills += 1
        self.worker.start()

    def pass_a_minute(self) -> None:
        """For the dead: their heartbeats grow old, what waits for a second attempt becomes due (the
        row and its job), and the job of each minute comes."""
        with transaction():
            session.execute(
                sa.text(
                    "update procrastinate_workers set last_heartbeat = now() - interval '1 minute'"
                    " where id < (select max(id) from procrastinate_workers)"
                )
            )
            session.execute(sa.text("update delivery set due_at = now() where state = 'waiting'"))
            session.execute(
                sa.text(
                    "update procrastinate_jobs set scheduled_at = now()"
                    " where status = 'todo' and scheduled_at > now()"
                )
            )
        rescue_and_wake()

    def clear_up(self, *, seconds: float) -> bool:
        """Let minutes pass until everything has left, or the patience is over."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            with suppress(sa.exc.OperationalError):
                self.pass_a_minute()
                self.looked += administer(self.city)
                if waiting_for(lambda: not self.unsent(), seconds=2):
                    return True
        return False

    def unsent(self) -> int:
        with transaction():
            left = sa.select(sa.func.count()).where(Delivery.state != State.SENT)
            return session.scalar(left.select_from(Delivery)) or 0

    def untried(self) -> int:
        with transaction():
            fresh = sa.select(sa.func.count()).where(Delivery.attempts == 0)
            return session.scalar(fresh.select_from(Delivery)) or 0

    def copies(self) -> int:
        """Letters that came again; raises where one has another message id than its first."""
        arrived = Counter(letter["Message-ID"] for letter in self.postbox.letters)
        reports = {letter["X-CivicReport-Reference"] for letter in self.postbox.letters}
        assert len(reports) == len(arrived), "a report went out under two message ids"
        return sum(arrived.values()) - len(arrived)

    def check(self) -> None:
        with transaction():
            known = set(session.scalars(sa.text("select id from report")))
        lost = set(self.answered) - known
        assert not lost, f"answered as done, and not there: {sorted(lost)}"
        stored = self.city.times_stored()
        twice = [reference for reference, times in stored.items() if times > 1]
        assert not twice, "stored more than once:\n" + "\n".join(map(self._story, twice[:5]))
        arrived = {letter["X-CivicReport-Reference"] for letter in self.postbox.letters}
        assert not arrived & set(stored), "something went both ways"
        arrived |= set(stored)
        missing = {f"CR-{number}" for number in known} - arrived
        assert not missing, f"never arrived: {sorted(missing)}"
        assert len(arrived) == len(known), "something arrived that was never answered"
        sent = "\n".join(str(letter.get_body(("plain",))) for letter in self.postbox.letters)
        sent += "\n".join(one.value("description") for one in self.city.filed)
        for words in self.taken_back:
            assert words not in sent, "a submission that was rolled back has reached somebody"

    def _story(self, reference: str) -> str:
        """When the city stored it, and what the site knows of each attempt."""
        stored = [f"{r.filed_at:%H:%M:%S.%f} stored" for r in self.city.of_all(reference)]
        with transaction():
            of_report = sa.select(Attempt).join(Delivery, Delivery.id == Attempt.delivery_id)
            number = int(reference.removeprefix("CR-"))
            tried = session.scalars(of_report.where(Delivery.report_id == number)).all()
            stories = [f"{one.at:%H:%M:%S.%f} {one.outcome}" for one in tried]
        return "\n  ".join([reference, *sorted(stored + stories)])

    def _submission(self, number: str) -> Submission:
        return Submission(
            point=Point(51.05, -0.95),
            category_code=self.chance.choice(self.categories),
            details=f"A deep hole, number {number}, in the bicycle lane.",
            idempotency_key=number,
        )


@contextmanager
def storm(url: str, folder: Path, *, seed: int, is_moody: bool = False) -> Iterator[Storm]:
    """A live site with councils of its own; the worker is not started yet.

    `is_moody`: half of the reports go to a system over Open311, and both councils misbehave.
    """
    dice = random.Random(seed)
    postbox = MoodyPostbox(pause=0.05, dice=dice) if is_moody else Postbox(pause=0.1)
    city = moody_city(dice) if is_moody else GeoReportPeer()
    before = list(config._current)
    with serving(postbox) as port, city.serving(), _site(url, folder, port):
        with transaction():
            build_town()
            takes_street_lights(city)
        worker = WorkerProcess(_environment(url, folder, port), folder / "worker.log")
        categories = ("pothole", "street_light") if is_moody else ("pothole",)
        try:
            yield Storm(random.Random(seed), postbox, port, worker, city, categories)
        finally:
            worker.kill()
            config._current[:] = before


def kill_database(cluster: Cluster) -> None:
    """The postmaster as the kernel kills it, and a new start."""
    os.kill(int((cluster.data / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    waiting_for(lambda: not _answers(cluster), seconds=10)
    cluster.ensure()


def _answers(cluster: Cluster) -> bool:
    try:
        psycopg.connect(f"host={cluster.sockets} user=civicreport dbname=postgres").close()
    except psycopg.OperationalError:
        return False
    return True


@contextmanager
def _site(url: str, folder: Path, port: int) -> Iterator[Flask]:
    mail = {"transport": "smtp", "host": "127.0.0.1", "port": port}
    app = create_app(settings_for(url, folder, site={"mode": "live"}, mail=mail))
    with app.app_context():
        yield app
        session.remove()
        engine().dispose()


def _environment(url: str, folder: Path, port: int) -> dict[str, str]:
    settings = {
        "DATABASE_URL": url,
        "SECRET_KEY": SECRET,
        "VAR": str(folder),
        "SITE__MODE": "live",
        "MAIL__TRANSPORT": "smtp",
        "MAIL__HOST": "127.0.0.1",
        "MAIL__PORT": str(port),
        "MAIL__TIMEOUT_SECONDS": "2",
        "OUTSIDE__ALLOW": "127.0.0.1",
        "OUTSIDE__TIMEOUT_SECONDS": "2",
        "DELIVERY__HOLD_SECONDS": "0",
    }
    return {f"CIVICREPORT_{name}": value for name, value in settings.items()}


def _ada() -> Account:
    return session.scalars(sa.select(Account).where(Account.email == "ada@example.org")).one()
