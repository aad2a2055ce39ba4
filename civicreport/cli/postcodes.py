"""`civicreport postcodes`: what the search box knows of the United Kingdom."""

from __future__ import annotations

import click

from civicreport.areas import postcodes
from civicreport.cli.progress import bar
from civicreport.db import transaction
from civicreport.domain import clock


@click.group("postcodes")
def group() -> None:
    """UK postcodes, from the installed package."""


@group.command()
@click.argument("letters", nargs=-1)
def load(letters: tuple[str, ...]) -> None:
    """Load the postcodes that begin with these LETTERS; without any, all 2.7 million.

    Letters that are loaded already, from the same version of the package, are left as they are.
    """
    known = postcodes.letters()
    wanted = [letter.upper() for letter in "".join(letters)] or known
    unknown = sorted(set(wanted) - set(known))
    if unknown:
        raise click.ClickException(f"No postcode begins with {unknown[0]}.")
    missing = [letter for letter in known if letter in wanted and not postcodes.is_loaded(letter)]
    loaded = load_letters(missing)
    click.echo(f"{loaded:,} postcodes were loaded ({', '.join(missing) or 'all were here'}).")


def load_letters(letters: list[str]) -> int:
    """Letter by letter, each in a transaction of its own; says how many postcodes."""
    loaded = 0
    with bar() as progress:
        task = progress.add_task("Postcodes", total=len(letters))
        for letter in letters:
            progress.update(task, description=f"Postcodes {letter}…")
            with transaction():
                loaded += postcodes.load(letter, at=clock.now())
            progress.advance(task)
    return loaded
