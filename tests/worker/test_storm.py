"""Killed workers and databases lose nothing; `script/storm` shows the same for longer."""

from __future__ import annotations

import gc
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from civicreport.db import migrations
from civicreport.db.cluster import Cluster
from civicreport.worker import AT_ONCE
from tests.conftest import TEMPLATE
from tests.storm.site import kill_database, storm
from tests.support.clusters import place_for_cluster

# A connection that breaks while it is being made is closed by nobody but the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
SUBMISSIONS = 50
KILLS = 3
PATIENCE = 60  # seconds


@pytest.fixture(autouse=True)
def _broken_connections_go() -> Iterator[None]:
    """Here, where that is expected, and not at the end of all tests."""
    yield
    gc.collect()


@pytest.fixture
def own_cluster() -> Iterator[Cluster]:
    """One that is as durable as a real one, and may be killed."""
    cluster = Cluster(place_for_cluster() / f"civicreport-storm-{uuid.uuid4().hex[:8]}")
    cluster.ensure()
    engine = sa.create_engine(cluster.url())
    migrations.upgrade(engine)
    engine.dispose()
    yield cluster
    cluster.destroy()


def test_a_worker_killed_again_and_again_loses_nothing(cluster: Cluster, home: Path) -> None:
    name = f"storm_{uuid.uuid4().hex[:8]}"
    cluster.create_database(name, template=TEMPLATE)
    with storm(cluster.url(name), home, seed=1) as site:
        site.worker.start()
        kills = set(site.chance.sample(range(5, SUBMISSIONS), KILLS))
        for number in range(SUBMISSIONS):
            site.submit()
            time.sleep(site.chance.uniform(0, 0.03))
            if number in kills:
                site.kill_worker_while_it_sends()
        assert site.clear_up(seconds=PATIENCE), f"{site.unsent()} never left"
        site.check()
        # Each kill hit a letter that the server had taken: it came again, known by its message id.
        assert 1 <= site.copies() <= KILLS * AT_ONCE
    cluster.drop_database(name)


def test_councils_that_misbehave_get_every_report_all_the_same_and_none_twice_over_open311(
    cluster: Cluster, home: Path
) -> None:
    name = f"storm_{uuid.uuid4().hex[:8]}"
    cluster.create_database(name, template=TEMPLATE)
    with storm(cluster.url(name), home, seed=5, is_moody=True) as site:
        site.worker.start()
        for number in range(20):
            site.submit()
            time.sleep(site.chance.uniform(0, 0.03))
            if number in {6, 14}:
                site.kill_worker_while_it_sends()
        assert site.clear_up(seconds=PATIENCE), f"{site.unsent()} never left"
        site.check()
        assert site.city.filed
    cluster.drop_database(name)


def test_a_database_killed_under_way_loses_nothing_that_was_answered(
    own_cluster: Cluster, home: Path
) -> None:
    with storm(own_cluster.url(), home, seed=2) as site:
        site.worker.start()
        weather = threading.Thread(target=_thunder, args=(own_cluster, site.chance.uniform(1, 2)))
        weather.start()
        while len(site.answered) < SUBMISSIONS or weather.is_alive():
            time.sleep(0.02 if site.submit() else 0.2)
        weather.join()
        assert site.clear_up(seconds=PATIENCE), f"{site.unsent()} never left"
        site.check()
        assert site.copies() <= KILLS * AT_ONCE


def _thunder(cluster: Cluster, pause: float) -> None:
    for _ in range(KILLS):
        time.sleep(pause)
        kill_database(cluster)
