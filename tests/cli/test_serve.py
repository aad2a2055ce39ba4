"""`civicreport serve` as an operator meets it: it answers, survives deaths, and leaves nothing."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from civicreport.db.cluster import Cluster
from tests.house.source import ROOT

PATIENCE = 60.0


@dataclass
class Served:
    port: int
    var: Path
    process: subprocess.Popen[bytes]
    log: Path

    def get(self, path: str) -> int | None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except OSError:
            return None
        finally:
            connection.close()

    def wait_for(self, path: str, status: int = 200) -> None:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            assert self.process.poll() is None, self.log.read_text()
            if self.get(path) == status:
                return
            time.sleep(0.2)
        raise AssertionError(f"{path} never answered {status}:\n{self.log.read_text()}")

    def wait_until_it_says(self, words: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while words not in self.log.read_text():
            assert time.monotonic() < deadline, f"{words} was never said:\n{self.log.read_text()}"
            time.sleep(0.1)

    def programs(self) -> list[int]:
        """All that serve this var folder, however they were started."""
        mark = f"CIVICREPORT_VAR={self.var}".encode()
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                if mark in (folder / "environ").read_bytes().split(b"\0"):
                    found.append(int(folder.name))
            except OSError:
                continue  # gone, or not ours to see
        return found

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start(var: Path, port: int, **environment: str) -> Served:
    log = var.parent / "serve.log"
    settings = {
        "CIVICREPORT_VAR": str(var),
        "CIVICREPORT_SITE__MODE": "staging",
        "CIVICREPORT_MAIL__REDIRECT_TO": "nobody@localhost",
        "CIVICREPORT_SERVER__PORT": str(port),
        "CIVICREPORT_SERVER__WORKERS": "1",
        **environment,
    }
    with log.open("ab") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "civicreport", "serve"],
            cwd=ROOT,
            env={**os.environ, **settings},
            stdout=out,
            stderr=out,
        )
    return Served(port, var, process, log)


@pytest.fixture
def var(reachable: Path) -> Iterator[Path]:
    var = reachable / "var"
    yield var
    Cluster(var / "postgres").destroy()


def test_it_serves_and_leaves_nothing_behind(var: Path) -> None:
    served = start(var, free_port())
    served.wait_for("/healthz")
    served.wait_for("/readyz")
    served.wait_until_it_says(f"is at http://127.0.0.1:{served.port}")
    if os.geteuid() == 0:
        assert all(Path(f"/proc/{pid}").stat().st_uid for pid in served.programs()), "no root"
    assert served.stop() == 0
    assert served.programs() == []
    assert not Cluster(var / "postgres").is_answering()


def test_after_a_crash_of_everything_it_just_starts(var: Path) -> None:
    served = start(var, free_port())
    served.wait_for("/healthz")
    postmaster = int((var / "postgres/pgdata/postmaster.pid").read_text().split()[0])
    for pid in (*served.programs(), postmaster):
        with suppress(ProcessLookupError):  # it ended by itself, with its parent
            os.kill(pid, signal.SIGKILL)
    served.process.wait(PATIENCE)
    again = start(var, served.port)
    again.wait_for("/readyz")
    assert again.stop() == 0


def test_web_processes_end_with_their_parents_however_those_died(var: Path) -> None:
    served = start(var, free_port(), CIVICREPORT_SERVER__WORKERS="2")
    served.wait_for("/healthz")
    web = _web(served)
    assert len(web) == 3, "one that watches, two that answer"
    os.kill(served.process.pid, signal.SIGKILL)
    os.kill(min(web), signal.SIGKILL)
    served.process.wait(PATIENCE)
    for pid in web:
        _until_gone(pid)
    assert _web(served) == [], "they would hold the port of whoever comes next"


def test_a_dead_child_is_started_again_and_so_is_the_database(var: Path) -> None:
    served = start(var, free_port())
    served.wait_for("/readyz")
    web = min(_web(served))
    os.kill(web, signal.SIGKILL)
    postmaster = int((var / "postgres/pgdata/postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGKILL)
    _until_gone(web)
    served.wait_for("/readyz")
    assert served.stop() == 0
    assert served.programs() == []


def test_a_taken_port_is_named_with_its_remedy(var: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        served = start(var, other.getsockname()[1])
        assert served.process.wait(PATIENCE) == 1
    assert "PORT=" in served.log.read_text()
    assert served.programs() == []


def _web(served: Served) -> list[int]:
    return [pid for pid in served.programs() if b"granian" in _command_of(pid)]


def _command_of(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _until_gone(pid: int) -> None:
    deadline = time.monotonic() + PATIENCE
    while _command_of(pid) and time.monotonic() < deadline:
        time.sleep(0.1)
