"""How many letters a second one worker hands over to a mail server that takes them at once."""

from __future__ import annotations

import smtplib
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from email import policy
from pathlib import Path

import sqlalchemy as sa

from civicreport.db import migrations
from tests.bench.clients import Measured
from tests.storm.site import Storm, storm
from tests.support.mail_servers import waiting_for

LETTERS_A_SECOND = 20  # waiting for each second that a question is asked; a guess, not a goal
AT_LEAST = 20
PATIENCE = 120.0
TAKEN = 250


def handed_over(database_url: str, folder: Path, seconds: float) -> tuple[Measured, Measured]:
    """The same letters twice: by one worker, from its first to its last, and by bare smtplib."""
    count = max(AT_LEAST, round(LETTERS_A_SECOND * seconds))
    with _database_beside(database_url) as url, storm(url, folder, seed=1) as site:
        site.postbox.pause = 0.0
        while len(site.answered) < count:
            site.submit()
        by_worker = _by_worker(site, count)
        return by_worker, _bare(site, count)


def _by_worker(site: Storm, count: int) -> Measured:
    measured = Measured(TAKEN)
    site.worker.start()
    waiting_for(lambda: bool(site.postbox.letters), seconds=PATIENCE)
    began, first = time.monotonic(), len(site.postbox.letters)
    while len(site.postbox.letters) < count and time.monotonic() < began + PATIENCE:
        time.sleep(0.002)
    measured.took = time.monotonic() - began
    arrived = len(site.postbox.letters) - first
    measured.seconds = [measured.took / max(arrived, 1)] * arrived
    if missing := count - len(site.postbox.letters):
        measured.failures = {0: missing}
    return measured


def _bare(site: Storm, count: int) -> Measured:
    """What SMTP costs by itself: a connection for each letter, one after the other."""
    measured = Measured(TAKEN)
    letters = [letter.as_bytes(policy=policy.SMTP) for letter in site.postbox.letters[:count]]
    began = time.monotonic()
    for letter in letters:
        sent = time.monotonic()
        with smtplib.SMTP("127.0.0.1", site.port, timeout=30) as server:
            server.sendmail("a@example.org", ["b@example.org"], letter)
        measured.seconds.append(time.monotonic() - sent)
    measured.took = time.monotonic() - began
    return measured


@contextmanager
def _database_beside(database_url: str) -> Iterator[str]:
    """A new database on the same server, with our schema."""
    url, name = sa.make_url(database_url), f"bench_{uuid.uuid4().hex[:8]}"
    server = sa.create_engine(url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with server.connect() as connection:
        connection.execute(sa.text(f"create database {name}"))
    new = url.set(database=name)
    try:
        engine = sa.create_engine(new, poolclass=sa.NullPool)
        with engine.begin() as connection:
            connection.execute(sa.text("create extension if not exists postgis"))
        migrations.upgrade(engine)
        yield new.render_as_string(hide_password=False)
    finally:
        with server.connect() as connection:
            connection.execute(sa.text(f"drop database {name} with (force)"))
