"""`civicreport serve`: database, schema and all programs under one roof, until Ctrl-C."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from civicreport.cli.lodging import become_ordinary
from civicreport.cli.supervision import Child, supervise
from civicreport.config import Settings, load_settings
from civicreport.db.home import at_home, database, own_cluster


@click.command("serve")
def command() -> None:
    """Serve the site and run its jobs until Ctrl-C or SIGTERM."""
    settings = at_home(load_settings())
    become_ordinary(settings)
    with _told_to_stop(), database(settings):
        _refuse_taken_port(settings)
        _prepare()
        supervise(_programs(settings), _watch(settings))


def _prepare() -> None:
    done = subprocess.run([*_civicreport(), "prepare"], check=False, start_new_session=True)
    if done.returncode:
        raise click.ClickException("The database could not be prepared: see the message above.")


def _programs(settings: Settings) -> list[Child]:
    """In the order in which they are stopped."""
    programs = [_web(settings), _worker()]
    if settings.inbound.port:
        programs.insert(1, _listener())
    return programs


def _web(settings: Settings) -> Child:
    server = settings.server
    return Child(
        "web",
        [
            *(sys.executable, "-m", "granian", "civicreport.wsgi:app", "--interface", "wsgi"),
            *("--host", server.host, "--port", str(server.port), "--no-ws", "--http", "1"),
            *("--workers", str(server.workers), "--blocking-threads", str(server.threads)),
            *("--respawn-failed-workers", "--workers-kill-timeout", "10"),
            *("--log-level", "error"),
        ],
        patience=15,
    )


def _worker() -> Child:
    return Child("worker", [*_civicreport(), "worker"], patience=30)


def _listener() -> Child:
    return Child("mail listener", [*_civicreport(), "mail", "listen"], patience=30)


def _civicreport() -> tuple[str, ...]:
    return (sys.executable, "-m", "civicreport")


@contextmanager
def _told_to_stop() -> Iterator[None]:
    """Turn the first signal into SystemExit wherever we are, and let the clean-up be."""

    def stop(*_: object) -> None:
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        click.echo("Stopping.")
        raise SystemExit(0)

    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as under nohup
            signal.signal(number, stop)
    yield


def _refuse_taken_port(settings: Settings) -> None:
    host, port = settings.server.host, settings.server.port
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.ClickException(
                f"{host}:{port} cannot be used ({error.strerror}). Choose another: PORT=8001"
            ) from error


def _watch(settings: Settings) -> Callable[[], None]:
    """Say where we are once it answers, and start our own database again should it die."""
    cluster = None if settings.database_url else own_cluster(settings)
    said: list[str] = []

    def look() -> None:
        if cluster and not cluster.is_answering():
            click.echo("The database is down: starting it again", err=True)
            cluster.ensure()
        if not said and _answers(settings):
            said.append(_address(settings))
            click.echo("\n".join(said))

    return look


def _answers(settings: Settings) -> bool:
    host = "127.0.0.1" if settings.server.host == "0.0.0.0" else settings.server.host  # noqa: S104
    try:
        socket.create_connection((host, settings.server.port), timeout=1).close()
    except OSError:
        return False
    return True


def _address(settings: Settings) -> str:
    lines = [f"\n{settings.site.name} is at {settings.site.url}"]
    if settings.site.mode == "demo":
        lines.append(f"Its mail, which reaches nobody: {settings.site.url}/demo/mailbox")
        lines.append("How its officers sign in: .venv/bin/civicreport demo sign-ins")
    lines.append("Ctrl-C stops it.")
    return "\n".join(lines)
