"""A site that takes mail: its settings, a listener of its own, and what it has kept."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import sqlalchemy as sa

from civicreport import config
from civicreport.adapters.reply_addresses import Kind, address_for
from civicreport.db import session, transaction
from civicreport.delivery.models import ReceivedMail
from tests.support.processes import ROOT

DOMAIN = "reports.example.org"


def take_mail(**inbound: object) -> None:
    """Let the site in use have a domain for answers."""
    settings = config.current()
    config.use(
        settings.model_copy(
            update={
                "mail": settings.mail.model_copy(update={"reply_domain": DOMAIN}),
                "inbound": settings.inbound.model_copy(update=inbound),
            }
        )
    )


def ours(number: int = 1, kind: Kind = Kind.DELIVERY) -> str:
    return address_for(kind, number)


def kept() -> list[ReceivedMail]:
    with transaction():
        session.expire_all()
        undeferred = sa.select(ReceivedMail).options(sa.orm.undefer(ReceivedMail.raw))
        return list(session.scalars(undeferred.order_by(ReceivedMail.id)))


def environment(folder: Path, **more: object) -> dict[str, str]:
    """The settings in use, for a program of its own."""
    settings = config.current()
    named = {
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": settings.secret_key,
        "VAR": str(folder),
        "SITE__MODE": "demo",
        "MAIL__TRANSPORT": "mailbox",
        "MAIL__REPLY_DOMAIN": DOMAIN,
        **more,
    }
    return os.environ | {f"CIVICREPORT_{name}": str(value) for name, value in named.items()}


def civicreport(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "civicreport", *arguments]


@contextmanager
def listening(folder: Path, **more: object) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """`civicreport mail listen` on a port of its own, answering."""
    port = _free_port()
    with (folder / "listener.log").open("ab") as log:
        program = subprocess.Popen(
            civicreport("mail", "listen"),
            cwd=ROOT,
            env=environment(folder, INBOUND__PORT=port, **more),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        _until_it_answers(port, program)
        yield port, program
    finally:
        program.kill()
        program.wait()


def _until_it_answers(port: int, program: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        assert program.poll() is None, "it has ended"
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError("it never listened")


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
