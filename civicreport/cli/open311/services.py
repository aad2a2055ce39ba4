"""`civicreport open311 services`: what a body's endpoint takes, and what follows for us."""

from __future__ import annotations

from collections.abc import Sequence

import click
from rich.progress import track

from civicreport.adapters.georeport import Attribute, OfferedService, Peer, PeerError
from civicreport.bodies import endpoints, queries, services
from civicreport.cli.refusals import peers_in_words, refusals_in_words
from civicreport.db import session, transaction
from civicreport.domain import clock


@click.group("services")
def group() -> None:
    """What a body's endpoint takes."""


@group.command()
@click.argument("body")
@click.option("--apply", "is_applied", is_flag=True, help="Make these changes.")
def sync(*, body: str, is_applied: bool) -> None:
    """Ask BODY's endpoint what it offers, and say what would change here."""
    with refusals_in_words(), peers_in_words():
        with transaction():
            endpoint_id, peer = _endpoint_of(body)
        offered = peer.services()
        if not offered:
            raise click.ClickException("It offers nothing: that is more likely a fault of its own.")
        attributes = {one.code: _attributes(peer, one) for one in track(offered, "Definitions")}
        with transaction():
            endpoint = endpoints.by_id(endpoint_id)
            outcome = services.sync(endpoint, offered, attributes, at=clock.now())
            if not is_applied:
                session.rollback()
    _say(outcome, is_applied=is_applied)


def _endpoint_of(body: str) -> tuple[int, Peer]:
    endpoint = endpoints.endpoint_of(queries.by_code(body).id)
    return endpoint.id, endpoints.peer_of(endpoint)


def _attributes(peer: Peer, service: OfferedService) -> Sequence[Attribute] | None:
    """None where its definition cannot be read: what is known of it stays."""
    if not service.has_definition:
        return ()
    try:
        return peer.definition(service.code).attributes
    except PeerError as error:
        click.echo(f"service {service.code}: its definition cannot be read: {error}", err=True)
        return None


def _say(outcome: services.Outcome, *, is_applied: bool) -> None:
    for line in outcome.changes or ["Nothing differs."]:
        click.echo(line)
    for line in outcome.remarks:
        click.echo(f"Look at {line}")
    if outcome.changes and not is_applied:
        click.echo("Nothing was changed: say --apply to change it.")
