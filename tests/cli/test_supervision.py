"""Programs kept running: what dies is started again, and all end with us, in order."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from civicreport.cli import serve, supervision
from civicreport.cli.supervision import Child, supervise
from civicreport.config import Settings


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervision, "TICK", 0.02)
    monkeypatch.setattr(supervision, "FIRST_PAUSE", 0.01)


def until(met: Callable[[], bool], seconds: float = 20) -> Callable[[], None]:
    """What `supervise` calls at each tick: stop it once this is so, or give up."""
    deadline = time.monotonic() + seconds

    def look() -> None:
        assert time.monotonic() < deadline, "it never came to that"
        if met():
            raise SystemExit(0)

    return look


def child(name: str, code: str, patience: float = 5) -> Child:
    return Child(name, [sys.executable, "-c", code], patience, pause=0.01)


def is_alive(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except OSError:
        return False


def test_what_dies_is_started_again(tmp_path: Path) -> None:
    log = tmp_path / "started"
    fragile = child("fragile", f"open({str(log)!r}, 'a').write('x')")
    with pytest.raises(SystemExit):
        supervise([fragile], until(lambda: log.exists() and len(log.read_text()) >= 3))


def test_pauses_grow_and_end_somewhere() -> None:
    hopeless = child("hopeless", "raise SystemExit(1)")
    hopeless.pause = 20.0
    hopeless.start()
    assert hopeless.running
    hopeless.running.wait()
    hopeless.check()
    assert hopeless.running is None
    assert hopeless.pause == supervision.LONGEST_PAUSE
    hopeless.check()
    assert hopeless.running is None, "not before its pause is over"


def test_all_are_stopped_in_order(tmp_path: Path) -> None:
    log = tmp_path / "log"
    code = (
        "import signal, sys, time\n"
        f"def say(word): open({str(log)!r}, 'a').write(word + ' ')\n"
        "def stop(*_): say('-NAME'); sys.exit()\n"
        "signal.signal(signal.SIGTERM, stop); say('+NAME'); time.sleep(60)"
    )
    both = [child(name, code.replace("NAME", name)) for name in ("web", "worker")]
    with pytest.raises(SystemExit):
        supervise(both, until(lambda: log.exists() and log.read_text().count("+") == 2))
    assert log.read_text().split()[2:] == ["-web", "-worker"]


def test_whoever_does_not_listen_is_killed(tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    code = (
        "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        f"open({str(ready)!r}, 'w'); time.sleep(60)"
    )
    deaf = child("deaf", code, patience=0.2)
    with pytest.raises(SystemExit):
        supervise([deaf], until(ready.exists))
    assert deaf.running
    assert deaf.running.returncode == -9


def test_what_a_dead_program_left_is_ended(tmp_path: Path) -> None:
    left = tmp_path / "left"
    code = (
        "import subprocess, sys; p = subprocess.Popen(['sleep', '60']);"
        f"open({str(left)!r}, 'w').write(str(p.pid))"
    )
    parent = child("parent", code)
    parent.start()
    assert parent.running
    parent.running.wait()
    orphan = int(left.read_text())
    assert is_alive(orphan)
    parent.check()
    deadline = time.monotonic() + 10
    while is_alive(orphan) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_alive(orphan)


@pytest.mark.skipif(not supervision._mortal(), reason="only Linux ends children with parents")
def test_a_killed_supervisor_takes_its_programs_along(tmp_path: Path) -> None:
    pid_file = tmp_path / "pid"
    code = (
        "import os, signal\n"
        "from civicreport.cli.supervision import Child\n"
        "child = Child('sleeper', ['sleep', '60'], 1); child.start()\n"
        f"open({str(pid_file)!r}, 'w').write(str(child.running.pid))\n"
        "import time; time.sleep(0.5); os.kill(os.getpid(), signal.SIGKILL)"
    )
    supervisor = child("supervisor", code)
    supervisor.start()
    assert supervisor.running
    assert supervisor.running.wait(30) == -9
    orphan = int(pid_file.read_text())
    deadline = time.monotonic() + 10
    while is_alive(orphan) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_alive(orphan)


@pytest.mark.parametrize(
    ("port", "names"), [(0, ["web", "worker"]), (24, ["web", "mail listener", "worker"])]
)
def test_the_listener_runs_where_it_has_a_port(port: int, names: list[str]) -> None:
    settings = Settings.model_validate({"inbound": {"port": port}})
    assert [child.name for child in serve._programs(settings)] == names
