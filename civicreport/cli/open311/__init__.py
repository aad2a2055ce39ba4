"""`civicreport open311`: GeoReport v2, spoken with other programs."""

from __future__ import annotations

import click

from civicreport.cli.open311 import imports, keys, services
from civicreport.cli.open311.discovery import discover


@click.group("open311")
def group() -> None:
    """GeoReport v2, as a server and as a client."""


group.add_command(discover)
group.add_command(keys.group)
group.add_command(services.group)
group.add_command(imports.import_)
