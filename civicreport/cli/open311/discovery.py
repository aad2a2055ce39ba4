"""`civicreport open311 discover`: what lies at an address."""

from __future__ import annotations

import click

from civicreport.adapters import georeport
from civicreport.cli.refusals import peers_in_words


@click.command()
@click.argument("url")
def discover(url: str) -> None:
    """Say which endpoints URL offers: its discovery document, or the place where one lies."""
    with peers_in_words():
        found = georeport.discover(url)
    for endpoint in found.endpoints:
        formats = ", ".join(endpoint.formats) or "unknown formats"
        click.echo(f"{endpoint.url}  {endpoint.type or 'unknown type'}  {formats}")
    if not found.endpoints:
        click.echo("It names no endpoint.")
    if found.key_service:
        click.echo(f"Keys: {found.key_service}")
    if found.contact:
        click.echo(f"Contact: {found.contact}")
