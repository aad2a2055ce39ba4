"""`civicreport open311 import`: the reports that a city has already, so that no site is empty."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

import click

from civicreport.adapters.georeport import ServiceRequest
from civicreport.adapters.georeport.windows import requests_between
from civicreport.bodies import endpoints, queries
from civicreport.cli.progress import bar
from civicreport.cli.refusals import peers_in_words, refusals_in_words
from civicreport.db import session, transaction
from civicreport.delivery import queries as deliveries
from civicreport.domain import clock
from civicreport.reports import imports
from civicreport.reports.imports import Taken

_WORDS = {
    Taken.NEW: "imported",
    Taken.CHANGED: "brought up to date",
    Taken.SAME: "as they were",
    Taken.OURS: "left out: sent there from here",
    Taken.OUTSIDE: "left out: outside the area of this site",
    Taken.NO_CATEGORY: "left out: no category or contact for their service",
    Taken.NO_PLACE: "left out: without a place",
    Taken.NO_DATE: "left out: without a date",
    Taken.NO_NUMBER: "left out: without a number",
}


@click.command("import")
@click.argument("body")
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The first day.  [default: 90 days ago]",
)
@click.option("--limit", type=click.IntRange(1), help="Import at most so many new ones.")
@click.option("--dry-run", is_flag=True, help="Only say what would be imported.")
def import_(*, body: str, since: datetime | None, limit: int | None, dry_run: bool) -> None:
    """Show BODY's existing reports here, to be read. Run it again to bring them up to date."""
    at = clock.now()
    start = since.replace(tzinfo=UTC) if since else at - timedelta(days=90)
    with refusals_in_words(), peers_in_words():
        with transaction():
            endpoint = endpoints.endpoint_of(queries.by_code(body).id)
            endpoint_id, peer = endpoint.id, endpoints.peer_of(endpoint)
        counted, services = Counter[Taken](), Counter[str]()
        try:
            for some in _watched(requests_between(peer, start, at)):
                left = limit - counted[Taken.NEW] if limit else None
                if left == 0:
                    break
                _take(some, endpoint_id, left, (counted, services), at=at, dry_run=dry_run)
        finally:
            _say(counted, services, dry_run=dry_run)


def _watched(batches: Iterator[list[ServiceRequest]]) -> Iterator[list[ServiceRequest]]:
    with bar() as progress:
        task = progress.add_task("Reports", total=None)
        for some in batches:
            yield some
            progress.advance(task, len(some))


def _take(
    some: Sequence[ServiceRequest],
    endpoint_id: int,
    left: int | None,
    counts: tuple[Counter[Taken], Counter[str]],
    *,
    at: datetime,
    dry_run: bool,
) -> None:
    """A batch in a transaction of its own: whatever comes after it, this much is here."""
    counted, services = counts
    with transaction():
        endpoint = endpoints.by_id(endpoint_id)
        sent = deliveries.sent_to(endpoint.body_id, [one.service_request_id for one in some])
        for one in some:
            is_ours = one.service_request_id in sent
            taken = Taken.OURS if is_ours else imports.take(one, endpoint, at=at)
            counted[taken] += 1
            services[one.service_name or one.service_code] += taken is Taken.NO_CATEGORY
            left = left - 1 if left is not None and taken is Taken.NEW else left
            if left == 0:
                break
        if dry_run:
            session.rollback()


def _say(counted: Counter[Taken], services: Counter[str], *, dry_run: bool) -> None:
    for taken, words in _WORDS.items():
        if counted[taken]:
            click.echo(f"{counted[taken]:6} {words}")
    for name, count in services.most_common(20):
        if count:
            click.echo(f"{count:13} {name}")
    if not counted:
        click.echo("There are none.")
    if dry_run:
        click.echo("Nothing was imported: this was a dry run.")
