"""The site under load: served as `script/server` does it, two web processes and a worker."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError

from civicreport.config import Settings, load_settings
from civicreport.db.home import at_home, database_url

START_WITHIN_SECONDS = 180
STOP_WITHIN_SECONDS = 30
# One network asks for thousands here; the limits themselves have their own tests.
WITHOUT_LIMITS = {
    "CIVICREPORT_LIMITS__REPORTS_PER_HOUR": "1000000000",
    "CIVICREPORT_LIMITS__ACTS_PER_HOUR": "1000000000",
    "CIVICREPORT_LIMITS__ANONYMOUS_REPORTS_PER_BODY_AND_HOUR": "1000000000",
}


class NotServed(SystemExit):
    """The site did not start; what it said stands in the text."""


@dataclass(frozen=True)
class BenchSite:
    settings: Settings
    process: int

    @property
    def port(self) -> int:
        return self.settings.server.port

    @property
    def database_url(self) -> str:
        return database_url(self.settings)


@contextmanager
def served(environment: dict[str, str], log: Path) -> Iterator[BenchSite]:
    """Serve with these settings on a free port, until the block is left."""
    chosen = {**os.environ, **WITHOUT_LIMITS, **environment}
    chosen["CIVICREPORT_SERVER__PORT"] = str(_free_port())
    settings = at_home(load_settings(environment=chosen))
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "civicreport", "serve"],
            env=chosen,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_until_ready(process, settings.server.port, log)
        yield BenchSite(settings, process.pid)
    finally:
        _stop(process)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def _wait_until_ready(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    ends = time.monotonic() + START_WITHIN_SECONDS
    while time.monotonic() < ends and process.poll() is None:
        with suppress(URLError, ConnectionError, TimeoutError):
            address = f"http://127.0.0.1:{port}/readyz"
            with urllib.request.urlopen(address, timeout=5) as answer:
                if json.load(answer)["status"] == "ok":
                    return
        time.sleep(0.1)
    raise NotServed(f"The site did not start:\n{log.read_text(errors='replace')[-3000:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOP_WITHIN_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
