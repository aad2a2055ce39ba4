"""A web process that outlived a killed parent would hold the port, and answer for nobody."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import time
from multiprocessing.process import BaseProcess

LAST_WORDS = 10.0  # seconds for the requests under way


def end_with_parent() -> None:
    """For a WSGI server's worker; whoever was started by hand has no such parent."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_outlive, args=(parent,), daemon=True).start()


def _outlive(parent: BaseProcess) -> None:
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(LAST_WORDS)
    os.kill(os.getpid(), signal.SIGKILL)
