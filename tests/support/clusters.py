"""Where test clusters live, and the end of those that a killed session left running."""

from __future__ import annotations

import fcntl
import shutil
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from civicreport.db.cluster import Cluster

_ROOM_IN_MEMORY = 512 * 1024 * 1024
_SESSION = "civicreport-session-"
_BEING_MADE = 60  # seconds within which a session that has begun holds its lock


def place_for_cluster() -> Path:
    memory = Path("/dev/shm")  # noqa: S108 - a cluster in memory is ten times faster
    if memory.is_dir() and shutil.disk_usage(memory).free > _ROOM_IN_MEMORY:
        return memory
    return Path(tempfile.gettempdir())


@contextmanager
def session_cluster() -> Iterator[Cluster]:
    destroy_abandoned(place_for_cluster(), older_than=_BEING_MADE)
    cluster = Cluster(place_for_cluster() / f"{_SESSION}{uuid.uuid4().hex[:8]}", fast=True)
    with cluster.running():
        yield cluster
    cluster.destroy()


def destroy_abandoned(place: Path, *, older_than: float) -> None:
    """Whoever lives holds the lock of their cluster; a killed session cannot."""
    for folder in place.glob(f"{_SESSION}*"):
        with suppress(OSError):  # held, somebody else's, or gone in this moment
            if time.time() - folder.stat().st_mtime < older_than:
                continue
            with (folder / "in-use").open("a") as users:
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                Cluster(folder, fast=True).destroy()
