"""Builders: each makes one plausible thing, of which a test names only what it is about."""

from tests.factories.accounts import a_device
from tests.factories.reports import a_report, a_submission

__all__ = ["a_device", "a_report", "a_submission"]
