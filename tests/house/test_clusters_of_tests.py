"""A test session that was killed leaves a running database in memory; the next one ends it."""

from __future__ import annotations

import fcntl
from pathlib import Path

from civicreport.db.cluster import Cluster
from tests.support.clusters import destroy_abandoned


def test_only_the_clusters_of_killed_sessions_are_destroyed(reachable: Path) -> None:
    left, used = (Cluster(reachable / f"civicreport-session-{n}", fast=True) for n in (1, 2))
    for cluster in (left, used):
        cluster.ensure()
        (cluster.folder / "in-use").touch()
    with (used.folder / "in-use").open() as users:
        fcntl.flock(users, fcntl.LOCK_SH)
        destroy_abandoned(reachable, older_than=60)
        assert left.is_answering(), "it may be just beginning"
        destroy_abandoned(reachable, older_than=0)
        assert not left.is_answering()
        assert not left.folder.exists()
        assert used.is_answering()
    used.destroy()
