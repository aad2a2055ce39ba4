"""What the rules refuse, said at a terminal and ended with a non-zero exit code."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

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
