"""A parcel of which nothing leaves; its outcome says why, and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from civicreport.delivery.models import Delivery
from civicreport.domain.sending import Outcome, Result


@dataclass(frozen=True, slots=True)
class Unsent:
    outcome: Outcome

    def post(self) -> Outcome:
        return self.outcome

    def keep(self, delivery: Delivery, outcome: Outcome, at: datetime) -> None:
        """Whatever is known of earlier attempts stays as it was."""


def never(words: str) -> Unsent:
    return Unsent(Outcome(Result.NEVER, words))


def later(words: str) -> Unsent:
    return Unsent(Outcome(Result.LATER, words))
