"""`civicreport worker`: deliver, notify and tidy, until told to stop."""

from __future__ import annotations

import click
from flask import Flask, current_app

from civicreport import worker


@click.command("worker")
@click.option("--at-once", default=worker.AT_ONCE, show_default=True, help="Jobs at a time.")
@click.option("--until-idle", is_flag=True, help="Stop when nothing is due any more.")
def command(at_once: int, until_idle: bool) -> None:  # noqa: FBT001 - click passes flags so
    """Run jobs: mail to councils and residents, and the site's upkeep."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined] # noqa: SLF001
    worker.run(app, at_once=at_once, is_patient=not until_idle)
