from flask import Flask

from civicreport.db import engine, migrations
from tests.support.town import Town


def test_models_and_migrations_agree(app: Flask) -> None:
    with app.app_context():
        migrations.check(engine())


def test_the_town_stands(town: Town) -> None:
    assert set(town.bodies) == {"county", "west", "east"}
