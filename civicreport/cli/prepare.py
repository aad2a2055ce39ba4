"""`civicreport prepare`: what must be there before anybody is served."""

from __future__ import annotations

import click

from civicreport import config
from civicreport.cli.demo.command import load_once
from civicreport.db import engine, migrations


@click.command("prepare", hidden=True)
def command() -> None:
    """Bring the schema up and load what the demo shows; `serve` runs this first."""
    migrations.upgrade(engine())
    if config.current().site.mode == "demo":
        load_once()
