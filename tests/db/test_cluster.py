"""The private cluster: made on first use, safe after a crash, and gone when nobody needs it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from civicreport.db import identity
from civicreport.db.cluster import Cluster
from civicreport.db.identity import can_reach, hand_over, place_for, unprivileged_account
from civicreport.db.programs import ClusterError, find_server
from tests.house.source import ROOT


@pytest.fixture
def own(cluster: Cluster) -> Iterator[Cluster]:
    """One that may be killed; beside the session's, so that it lies where that one does."""
    folder = cluster.folder.parent / f"civicreport-test-{uuid.uuid4().hex[:8]}"
    own = Cluster(folder)
    yield own
    own.destroy()


def answer(cluster: Cluster, question: str) -> object:
    with psycopg.connect(cluster._dsn("civicreport")) as connection:
        row = connection.execute(question.encode()).fetchone()
        assert row
        return row[0]


def kill_postmaster(cluster: Cluster) -> None:
    pid = int((cluster.data / "postmaster.pid").read_text().split()[0])
    os.kill(pid, signal.SIGKILL)
    deadline = time.monotonic() + 5
    while cluster.is_answering() and time.monotonic() < deadline:
        time.sleep(0.05)


def test_it_makes_starts_and_stops_itself(own: Cluster) -> None:
    assert own.ensure(), "it was not running before"
    assert str(answer(own, "select postgis_lib_version()")) >= "3.3"
    assert not own.ensure(), "it was running already"
    own.stop()
    assert not own.is_answering()
    own.stop()  # stopping what is stopped is no error


def test_one_that_was_killed_while_it_was_made_is_made_afresh(
    own: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as interrupted:
        interrupted.setattr(own, "_configuration", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            own.ensure()
    assert own.ensure()
    assert answer(own, "show listen_addresses") == ""


def test_what_was_committed_survives_a_killed_postmaster(own: Cluster) -> None:
    own.ensure()
    with psycopg.connect(own._dsn("civicreport")) as connection:
        connection.execute("create table kept (word text)")
        connection.execute("insert into kept values ('still here')")
    kill_postmaster(own)
    assert own.ensure()
    assert answer(own, "select word from kept") == "still here"


def test_it_answers_on_its_socket_only(own: Cluster) -> None:
    own.ensure()
    assert answer(own, "show listen_addresses") == ""
    assert own.sockets.stat().st_mode & 0o777 == 0o700


def test_the_last_one_inside_stops_it(own: Cluster) -> None:
    with own.running():
        with own.running():
            assert own.is_answering()
        assert own.is_answering(), "somebody is still inside"
    assert not own.is_answering()


def test_it_goes_on_for_guests_from_outside(own: Cluster) -> None:
    with own.running():
        guest = psycopg.connect(own._dsn("civicreport"))
    assert own.is_answering()
    guest.close()
    with own.running():
        pass
    assert not own.is_answering()


def test_several_that_come_first_at_once_make_one(own: Cluster) -> None:
    code = (
        "import sys; from pathlib import Path; from civicreport.db.cluster import Cluster;"
        "print(Cluster(Path(sys.argv[1]), fast=True).ensure())"
    )
    comers = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(own.folder)], cwd=ROOT, stdout=subprocess.PIPE
        )
        for _ in range(3)
    ]
    said = sorted(comer.communicate(timeout=60)[0].decode().strip() for comer in comers)
    assert said == ["False", "False", "True"]


def test_a_deep_folder_still_gets_a_socket(own: Cluster) -> None:
    deep = Cluster(own.folder / ("long" * 30), fast=True)
    assert len(str(deep.sockets / ".s.PGSQL.5432")) <= 107
    assert own.folder not in deep.sockets.parents


def test_a_server_without_postgis_is_named_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("CIVICREPORT_PG_BINDIR", raising=False)
    monkeypatch.setattr("civicreport.db.programs._SERVERS", ())
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    with pytest.raises(ClusterError, match="apt-get install"):
        find_server()


as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes somebody else")


@as_root
class TestAsRoot:
    @pytest.fixture
    def closed(self) -> Iterator[Path]:
        """A private home: root's alone."""
        folder = Path(tempfile.mkdtemp(prefix="civicreport-closed-"))
        yield folder
        shutil.rmtree(folder)

    def test_the_server_is_not_run_by_root(self, own: Cluster) -> None:
        own.ensure()
        pid = int((own.data / "postmaster.pid").read_text().split()[0])
        assert Path(f"/proc/{pid}").stat().st_uid != 0

    def test_a_private_folder_is_replaced_by_one_of_the_system(
        self, closed: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(identity, "SYSTEM_FOLDER", Path("/srv/elsewhere"))
        moved = place_for(closed / "clone" / "var")
        assert moved.is_relative_to("/srv/elsewhere")
        assert moved.name == "var"
        assert moved.parent.name.startswith("clone-")
        assert moved == place_for(closed / "clone" / "var"), "and always by the same"

    def test_what_root_wrote_is_handed_over(self, closed: Path) -> None:
        account = unprivileged_account()
        assert account
        closed.chmod(0o755)
        (closed / "photos").mkdir()
        (closed / "photos" / "one.webp").write_bytes(b"")
        assert can_reach(closed / "photos" / "one.webp", account)
        hand_over(closed)
        assert (closed / "photos" / "one.webp").stat().st_uid == account.pw_uid
