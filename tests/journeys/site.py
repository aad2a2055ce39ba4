"""The running site as its journeys see it, with its worker at hand."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.message import EmailMessage
from typing import TypeVar

from flask import Flask

from civicreport import jobs
from civicreport.adapters.mailbox import MailboxMail
from civicreport.config import Settings
from civicreport.db import session
from tests.journeys.town_hall import TownHall
from tests.support.town import Town

T = TypeVar("T")


@dataclass(frozen=True)
class LiveSite:
    app: Flask
    settings: Settings
    hall: TownHall

    @property
    def url(self) -> str:
        return self.settings.site.url

    @property
    def town(self) -> Town:
        return self.hall.town

    def work(self) -> list[str]:
        """Run the jobs that are due, as the worker would; the names of what ran."""
        return self.inside(jobs.drain)

    def inside(self, act: Callable[[], T]) -> T:
        """Do something in the house, not through its pages; it commits its own transactions.

        In a thread of its own: Playwright keeps an event loop running in this one.
        """

        def in_context() -> T:
            with self.app.app_context():
                try:
                    return act()
                finally:
                    session.remove()

        with ThreadPoolExecutor(1) as thread:
            return thread.submit(in_context).result()

    def letters(self, to: str) -> list[EmailMessage]:
        """What the demo's mailbox holds for one address, the newest first."""
        mailbox = MailboxMail(self.settings.var_folder / "mailbox")
        received = [letter.message for letter in mailbox.newest()]
        return [message for message in received if to in str(message["To"])]
