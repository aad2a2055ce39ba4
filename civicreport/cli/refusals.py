"""What the rules refuse, said at a terminal and ended with a non-zero exit code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from civicreport.adapters.georeport import PeerError, Refused
from civicreport.adapters.outside import OutsideFailure
from civicreport.bodies.endpoints import NoPeer
from civicreport.domain.errors import ImportRefused, NotFound


@contextmanager
def refusals_in_words() -> Iterator[None]:
    try:
        yield
    except ImportRefused as error:
        problems = "\n".join(f"  {problem}" for problem in error.problems)
        raise click.ClickException(f"Nothing was imported:\n{problems}") from error
    except NotFound as error:
        raise click.ClickException(f"There is no such thing: {error}") from error


@contextmanager
def peers_in_words() -> Iterator[None]:
    """What a machine of others does instead of answering."""
    try:
        yield
    except NoPeer as error:
        raise click.ClickException(str(error)) from error
    except OutsideFailure as error:
        raise click.ClickException(f"Nobody answers there: {error}") from error
    except Refused as error:
        raise click.ClickException(f"It says no: {error}") from error
    except PeerError as error:
        raise click.ClickException(f"It does not speak GeoReport as it should: {error}") from error
