"""Another site on the same database: the same house with other settings."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask

from civicreport import config
from civicreport.app import create_app
from civicreport.db import session
from civicreport.db.engine import database
from tests.conftest import settings_for


@contextmanager
def a_site(like: Flask, folder: Path, **sections: dict[str, Any]) -> Iterator[Flask]:
    """With other settings in these sections; its connections are given back at the end."""
    before = config.current()
    site = create_app(settings_for(like.config["SQLALCHEMY_DATABASE_URI"], folder, **sections))
    yield site
    with site.app_context():
        session.remove()
        database.engine.dispose()
    config.use(before)
