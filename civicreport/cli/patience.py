"""How a command ends that a mail server runs: what is our own trouble is no reason to bounce."""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import click


@contextmanager
def nothing_bounces() -> Iterator[None]:
    """Whatever goes wrong unforeseen passes, and the mail server shall try again."""
    try:
        yield
    except SystemExit as ending:
        if isinstance(ending.code, int):  # said on purpose
            raise
        click.echo(ending.code, err=True)
        raise SystemExit(os.EX_TEMPFAIL) from ending
    except click.ClickException as error:
        error.show()
        raise SystemExit(os.EX_TEMPFAIL) from error
    except Exception as error:
        traceback.print_exc()
        raise SystemExit(os.EX_TEMPFAIL) from error
