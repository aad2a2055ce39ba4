"""Keep a few programs running until told to stop, then stop them in order."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

import click

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds; doubled at each death in a row
TICK = 1.0  # seconds between two looks
STEADY = 60.0  # seconds alive after which a death counts as the first again


@dataclass
class Child:
    """One program. It dies with us: nothing is left behind that would hold a port."""

    name: str
    command: Sequence[str]
    patience: float  # seconds to stop by itself
    running: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    due_at: float = 0.0
    pause: float = field(default=FIRST_PAUSE)

    def start(self) -> None:
        # A session of its own: Ctrl-C at the terminal reaches us, and we stop things in order.
        self.running = subprocess.Popen([*_mortal(), *self.command], start_new_session=True)
        self.started_at = time.monotonic()

    def check(self) -> None:
        """Start what has not run yet; after a death, again, with growing pauses between."""
        now = time.monotonic()
        if self.running is not None and self.running.poll() is not None:
            self.pause = FIRST_PAUSE if now - self.started_at > STEADY else self.pause
            click.echo(
                f"{self.name} ended ({self.running.returncode}); again in {self.pause:.0f} s",
                err=True,
            )
            _end_what_it_left(self.running)
            self.running, self.due_at = None, now + self.pause
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
        if self.running is None and now >= self.due_at:
            self.start()

    def stop(self) -> None:
        if self.running is None:
            return
        self.running.terminate()
        try:
            self.running.wait(self.patience)
        except subprocess.TimeoutExpired:
            click.echo(f"{self.name} did not stop within {self.patience:.0f} s: killed", err=True)
            self.running.kill()
            self.running.wait()
        _end_what_it_left(self.running)


def supervise(children: Sequence[Child], at_each_look: Callable[[], None]) -> None:
    """Until something raises (a signal's SystemExit): then stop all, in the order given."""
    try:
        while True:
            for child in children:
                child.check()
            at_each_look()
            time.sleep(TICK)
    finally:
        for child in children:
            child.stop()


def _end_what_it_left(program: subprocess.Popen[bytes]) -> None:
    """Processes of its own that outlived it, and would hold its port or its jobs."""
    with suppress(ProcessLookupError):
        os.killpg(program.pid, signal.SIGKILL)


def _mortal() -> list[str]:
    """Linux can end a program when its parent has died, however the parent died."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM", "--"] if setpriv else []
