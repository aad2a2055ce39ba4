"""The door of the worker: it runs jobs until it is told to stop, and outlives its database."""

from civicreport.worker.loop import AT_ONCE, run

__all__ = ["AT_ONCE", "run"]
