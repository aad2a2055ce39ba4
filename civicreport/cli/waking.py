"""What a program imports stays until it ends, so looking for garbage among it is lost time: it
makes a third of each start, and of each end.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def waking() -> Iterator[None]:
    """Import and compose inside; what is there at the end is never looked through again."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
