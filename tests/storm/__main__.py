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
from tests.support.mail_servers import waiting_for


@click.command()
@click.option("--seconds", default=120.0, show_default=True, help="How long it blows.")
@click.option("--reports", default=0, help="Instead: so many, to councils that misbehave.")
@click.option("--seed", default=None, type=int, help="The same seed kills at the same moments.")
def main(seconds: float, reports: int, seed: int | None) -> None:
    """Submit reports while workers and database are killed; fail where one is lost or doubled."""
    seed = random.randrange(10**6) if seed is None else seed
    click.echo(f"seed {seed}, {reports} reports" if reports else f"seed {seed}, {seconds:.0f} s")
    with tempfile.TemporaryDirectory(prefix="civicreport-storm-") as name:
        Path(name).chmod(0o755)
        cluster = Cluster(Path(name) / "postgres")
        cluster.ensure()
        try:
            engine = sa.create_engine(cluster.url())
            migrations.upgrade(engine)
            engine.dispose()
            with storm(cluster.url(), Path(name), seed=seed, is_moody=bool(reports)) as site:
                is_clear = _rain(site, reports) if reports else _blow(site, cluster, seconds)
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


def _rain(site: Storm, reports: int) -> bool:
    """So many reports, and the worker killed every few seconds until all of them were tried."""
    began = time.monotonic()
    site.worker.start()
    dice = random.Random(site.chance.random())
    is_over = threading.Event()
    weather = threading.Thread(target=_lightning, args=(site, dice, is_over))
    weather.start()
    while len(site.answered) < reports:
        site.submit()
        time.sleep(site.chance.uniform(0, 0.1))
    waiting_for(lambda: site.untried() == 0, seconds=reports)
    is_over.set()
    weather.join()
    is_clear = site.clear_up(seconds=300)
    site.check()
    click.echo(
        f"{len(site.answered)} answered and delivered in {time.monotonic() - began:.0f} s, worker"
        f" killed {site.kills} times\n"
        f"  Open311: {len(site.city.filed)} stored, none twice; looked for"
        f" {site.city.looked_for()} times, by a person {site.looked} times\n"
        f"  SMTP: {len(site.postbox.letters)} letters taken, {site.copies()} of them copies with"
        f" the same Message-ID; moods: {dict(site.postbox.moods)}\n"
        f"  {site.unsent()} never left"
    )
    return is_clear


def _lightning(site: Storm, dice: random.Random, is_over: threading.Event) -> None:
    while not is_over.wait(dice.uniform(2, 6)):
        site.kill_worker_while_it_sends()


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
