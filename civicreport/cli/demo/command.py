"""`civicreport demo`: a site to try, on real ground, that mails nobody."""

from __future__ import annotations

import click

from civicreport import config
from civicreport.areas.models import LoadedSet
from civicreport.cli.demo import councils, ground, people
from civicreport.cli.demo.councils import Council
from civicreport.cli.demo.reports import Teller
from civicreport.cli.progress import bar
from civicreport.db import session, transaction
from civicreport.domain import clock
from civicreport.open311.guide import DEMO_KEY

_NAME = "demo"


@click.group("demo")
def group() -> None:
    """A site to try: real councils, approximate boundaries, invented reports."""


@group.command()
@click.option("--council", "codes", multiple=True, help="A council's official code; repeatable.")
@click.option("--all-uk", is_flag=True, help="Every council of the United Kingdom.")
def load(*, codes: tuple[str, ...], all_uk: bool) -> None:
    """Load Oxfordshire, these councils (each with its whole county), or all."""
    if config.current().site.mode != "demo":
        raise click.ClickException("Only a site whose site.mode is 'demo' may show a demo.")
    load_councils(_wanted(codes, all_uk=all_uk))


def _wanted(codes: tuple[str, ...], *, all_uk: bool) -> list[Council]:
    if all_uk:
        return list(councils.councils().values())
    try:
        return councils.chosen(codes or (councils.OXFORDSHIRE,))
    except KeyError as error:
        raise click.ClickException(f"No council has the code {error}.") from error


def load_once() -> None:
    """For the server: the default demo, unless one was loaded before. That one may be older than
    the key that its pages promise.
    """
    if session.get(LoadedSet, _NAME) is None:
        load_councils(councils.chosen((councils.OXFORDSHIRE,)))
    else:
        with transaction():
            people.program(at=clock.now())


@group.command("sign-ins")
def sign_ins() -> None:
    """Say how the demo's officers and administrator sign in."""
    if config.current().site.mode != "demo":
        raise click.ClickException("Only a demo has sign-ins that anybody may know.")
    for who, email, password in people.sign_ins():
        click.echo(f"{who}: {email}  {password}")


def load_councils(some: list[Council]) -> None:
    """All of it or nothing. Stories are told once, however often the ground is laid anew."""
    at = clock.now()
    with bar() as progress, transaction():
        ground.lay(some, progress, at=at)
        people.program(at=at)
        if session.get(LoadedSet, _NAME) is None:
            people.administrator(at=at)
            told = Teller(some, at=at).tell(progress)
            facts = {"reports": len(told)}
            session.add(LoadedSet(name=_NAME, rows=len(some), loaded_at=at, facts=facts))
    bodies = len(councils.register_of(some).bodies)
    click.echo(f"The demo shows {bodies} bodies. Their boundaries are approximate.")
    click.echo("Sign in at /officers/ as:")
    for who, email, password in people.sign_ins():
        click.echo(f"  {who}: {email}  {password}")
    click.echo(f"Programs write with the key {DEMO_KEY}: see /open311.")
