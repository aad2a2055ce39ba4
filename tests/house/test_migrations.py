"""The migrations make what the models say, and can be taken back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask

from civicreport.db import engine, migrations
from civicreport.db.cluster import Cluster


@pytest.fixture
def empty(cluster: Cluster) -> Iterator[sa.Engine]:
    cluster.create_database("empty")
    bare = sa.create_engine(cluster.url("empty"), poolclass=sa.NullPool)
    yield bare
    cluster.drop_database("empty")


def test_models_and_migrations_agree(app: Flask) -> None:
    with app.app_context():
        migrations.check(engine())


def test_up_down_and_up_again(app: Flask, empty: sa.Engine) -> None:
    migrations.upgrade(empty)
    full = set(sa.inspect(empty).get_table_names())
    migrations.downgrade(empty, "base")
    bare = set(sa.inspect(empty).get_table_names())
    assert bare == {"alembic_version", "spatial_ref_sys"}, (
        "Remedy: downgrade() in the newest migration must undo all that upgrade() makes."
    )
    migrations.upgrade(empty)
    assert set(sa.inspect(empty).get_table_names()) == full


def test_upgrading_twice_changes_nothing(app: Flask) -> None:
    with app.app_context():
        migrations.upgrade(engine())
        with engine().connect() as connection:
            assert migrations.current(connection) == migrations.head()
