"""The door of the command line: a database for each command, and exit codes for what is refused."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result

from civicreport import cli
from civicreport.db import migrations
from civicreport.db.cluster import Cluster
from civicreport.domain.errors import NotFound
from civicreport.door import door
from tests.conftest import TEMPLATE
from tests.house.source import ROOT


@pytest.fixture
def site(cluster: Cluster, reachable: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[sa.Engine]:
    """A live site on a database of its own, named by the environment."""
    name = f"door_{uuid.uuid4().hex[:8]}"
    cluster.create_database(name, template=TEMPLATE)
    monkeypatch.chdir(reachable)
    monkeypatch.setenv("CIVICREPORT_DATABASE_URL", cluster.url(name))
    monkeypatch.setenv("CIVICREPORT_SECRET_KEY", "a secret for the door's tests")
    monkeypatch.setenv("CIVICREPORT_VAR", str(reachable / "var"))
    engine = sa.create_engine(cluster.url(name), poolclass=sa.NullPool)
    yield engine
    cluster.drop_database(name)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(door(), arguments)


def test_the_schema_comes_up_from_nothing(site: sa.Engine) -> None:
    migrations.downgrade(site, "base")
    for command in ("current", "check"):
        behind = run("db", command)
        assert behind.exit_code == 1
        assert "civicreport db upgrade" in behind.output, "the remedy is named"
    assert run("db", "upgrade").exit_code == 0
    assert run("db", "current").exit_code == 0
    assert run("db", "check").exit_code == 0


def test_a_command_on_an_older_schema_names_the_remedy(site: sa.Engine) -> None:
    migrations.downgrade(site, "base")
    result = run("accounts", "list")
    assert result.exit_code == 1
    assert "civicreport db upgrade" in result.output
    assert isinstance(result.exception, SystemExit), "words, not a traceback"


def test_a_model_without_a_migration_fails_the_check(site: sa.Engine) -> None:
    with site.begin() as connection:
        connection.exec_driver_sql("alter table loaded_set drop column facts")
    result = run("db", "check")
    assert result.exit_code == 1
    assert "differ" in result.output


def test_preparing_a_live_site_loads_no_demo(site: sa.Engine) -> None:
    assert run("prepare").exit_code == 0
    with site.connect() as connection:
        assert connection.execute(sa.text("select count(*) from body")).scalar() == 0


def test_what_the_domain_refuses_becomes_an_exit_code(
    site: sa.Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    @click.command("refuse")
    def refuse() -> None:
        raise NotFound(body="atlantis")

    monkeypatch.setitem(cli.ROOMS, "refuse", "refuse:command")
    monkeypatch.setattr(cli, "room", lambda _: refuse)
    result = run("refuse")
    assert result.exit_code == 1
    assert "NotFound: body=atlantis" in result.output
    assert "Traceback" not in result.output


def test_every_room_is_there() -> None:
    for name in cli.ROOMS:
        assert cli.room(name).name == name
    assert run("no-such-room").exit_code == 2


def test_help_starts_no_database(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("CIVICREPORT_VAR", str(tmp_path / "var"))
    assert run("--help").exit_code == 0
    assert run("db", "upgrade", "--help").exit_code == 0
    assert not (tmp_path / "var").exists()


def test_our_own_cluster_is_started_for_a_command_and_stopped(
    monkeypatch: pytest.MonkeyPatch, reachable: Path
) -> None:
    monkeypatch.setenv("CIVICREPORT_VAR", str(reachable / "var"))
    assert run("db", "upgrade").exit_code == 0
    own = Cluster(reachable / "var" / "postgres")
    assert (own.data / "PG_VERSION").exists()
    assert not own.is_answering()
    assert run("demo", "sign-ins").exit_code == 0  # reads, and ends no transaction
    assert not own.is_answering()


def test_a_command_that_is_told_to_end_stops_the_cluster_first(reachable: Path) -> None:
    own = Cluster(reachable / "var" / "postgres")
    command = subprocess.Popen(
        [sys.executable, "-m", "civicreport", "db", "upgrade"],
        cwd=ROOT,
        env={**os.environ, "CIVICREPORT_VAR": str(reachable / "var")},
    )
    while command.poll() is None and not own.is_answering():
        time.sleep(0.01)
    command.terminate()
    command.wait(60)
    is_left_running = own.is_answering()
    own.destroy()
    assert not is_left_running
