"""`script/storm`: for a while, kill workers and the database in turn, and count what came of it."""

from __future__ import annotations

import random
import sys
import tempfile
import threading
import time
from pathlib import Path

import click
import sqlalchemy as sa

from civicreport.db import migrations
from civicreport.db.cluster import Cluster
from tests.storm.site import Storm, kill_database, storm


@click.command()
@click.option("--seconds", default=120.0, show_default=True, help="How long it blows.")
@click.option("--seed", default=None, type=int, help="The same seed kills at the same moments.")
def main(seconds: float, seed: int | None) -> None:
    """Submit reports while workers and database are killed; fail where one is lost or doubled."""
    seed = random.randrange(10**6) if seed is None else seed
    click.echo(f"seed {seed}, {seconds:.0f} seconds")
    with tempfile.TemporaryDirectory(prefix="civicreport-storm-") as name:
        Path(name).chmod(0o755)
        cluster = Cluster(Path(name) / "postgres")
        cluster.ensure()
        try:
            engine = sa.create_engine(cluster.url())
            migrations.upgrade(engine)
            engine.dispose()
            with storm(cluster.url(), Path(name), seed=seed) as site:
                is_clear = _blow(site, cluster, seconds)
        finally:
            cluster.destroy()
    sys.exit(0 if is_clear else 1)


def _blow(site: Storm, cluster: Cluster, seconds: float) -> bool:
    site.worker.start()
    until = time.monotonic() + seconds
    weather = threading.Thread(target=_thunder, args=(site, cluster, until))
    weather.start()
    refused = 0
    while weather.is_alive():
        if site.submit():
            time.sleep(site.chance.uniform(0, 0.1))
        else:
            refused += 1
            time.sleep(0.2)
    weather.join()
    is_clear = site.clear_up(seconds=60)
    site.check()
    click.echo(
        f"{len(site.answered)} answered and delivered, {refused} told to try again,"
        f" {len(site.taken_back)} rolled back, {site.copies()} came twice,"
        f" {site.unsent()} never left"
    )
    return is_clear


def _thunder(site: Storm, cluster: Cluster, until: float) -> None:
    """Dice of its own: how many forms come between two kills depends on the machine."""
    dice = random.Random(site.chance.random())
    while time.monotonic() < until:
        time.sleep(dice.uniform(1, 6))
        if dice.random() < 0.5:
            click.echo("  the worker is killed")
            site.kill_worker_while_it_sends()
        else:
            click.echo("  the database is killed")
            kill_database(cluster)


if __name__ == "__main__":
    main()
