"""A report as a GeoReport request to a body's own system: once, as far as that can be known.

Before anything is sent the row says that it may have arrived, and that is committed: whatever
kills the sender, the next attempt looks first (see `look_up`). A clear no, or a peer that was not
reached, takes that back. What cannot be known waits for a person.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta

from civicreport.adapters.georeport import (
    Gibberish,
    NoAnswer,
    NotAllowed,
    NotReached,
    Peer,
    Refused,
    Submission,
)
from civicreport.bodies import endpoints
from civicreport.delivery.methods import email, open311_news, open311_words
from civicreport.delivery.methods.email import MailParcel
from civicreport.delivery.methods.look_up import Finding, LookUp, Verdict
from civicreport.delivery.methods.open311_news import NewsParcel
from civicreport.delivery.methods.unsent import Unsent, never
from civicreport.delivery.models import Delivery, Purpose
from civicreport.delivery.news import News
from civicreport.domain import clock
from civicreport.domain.sending import Outcome, Result
from civicreport.domain.status import Status

logger = logging.getLogger(__name__)

# Whoever looks for it waits longer than this: what lay so long is not sent after all.
FRESH = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class ReportParcel:
    peer: Peer
    submission: Submission
    was_offered: bool  # before, and nobody knows what became of it
    look_up: LookUp | None  # where it has to be looked for first
    is_wanted: bool  # else it is looked for, so that it can be called back, and not sent
    attempt: int
    made_at: datetime

    def post(self) -> Outcome:
        try:
            return self._post()
        except Exception as error:  # whatever it was: it may have happened after sending
            logger.exception("%s could not be handed over", self.submission.reference)
            return _lost(f"{type(error).__name__}: {error}")

    def keep(self, delivery: Delivery, outcome: Outcome, at: datetime) -> None:  # noqa: ARG002
        """A no to this attempt says nothing of an earlier one, nor of one that is under way."""
        if outcome.result is Result.SENT:
            delivery.may_have_arrived = False
            delivery.external_id = outcome.external_id[:200] or delivery.external_id
            delivery.token = outcome.token[:200]
        elif not self.was_offered and delivery.attempts == self.attempt:
            delivery.may_have_arrived = outcome.may_have_arrived

    def _post(self) -> Outcome:
        if self.look_up is not None:
            finding = self.look_up(self.peer, now=clock.now())
            if finding.verdict is not Verdict.ABSENT:
                return _found(finding, self.submission.reference)
            if not self.is_wanted:
                return Outcome(Result.UNWANTED)
        elif clock.now() - self.made_at > FRESH:
            return Outcome(Result.LATER, "it had waited for too long to be sent safely")
        return self._submit()

    def _submit(self) -> Outcome:
        try:
            accepted = self.peer.submit(self.submission)
        except NotAllowed as error:
            return Outcome(Result.NEVER, str(error))
        except NotReached as error:
            return Outcome(Result.LATER, str(error))
        except Refused as error:
            return Outcome(Result.LATER if error.may_pass else Result.NEVER, f"refused: {error}")
        except (NoAnswer, Gibberish) as error:
            return _lost(str(error))
        return _taken(accepted.service_request_id, accepted.token)


def compose(
    delivery: Delivery, news: News
) -> MailParcel | ReportParcel | NewsParcel | Unsent | None:
    if "@" in delivery.address:  # somebody wants this one to go by mail
        return email.compose(delivery, news)
    try:
        endpoint = endpoints.endpoint_of(delivery.body_id)
        peer = endpoints.peer_of(endpoint)
    except endpoints.NoPeer as error:
        return never(str(error))
    if delivery.purpose is not Purpose.REPORT:
        return open311_news.compose(delivery, news, endpoint, peer)
    if delivery.external_id:
        return Unsent(_taken(delivery.external_id, ""))
    return _report(delivery, news, peer)


def _report(delivery: Delivery, news: News, peer: Peer) -> ReportParcel | None:
    has_to_look = delivery.may_have_arrived and not peer.quirks.is_idempotent
    is_wanted = _is_wanted(delivery)
    if not (is_wanted or has_to_look):
        return None
    was_offered, delivery.may_have_arrived = delivery.may_have_arrived, True
    return ReportParcel(
        peer=peer,
        submission=open311_words.submission(delivery, news, peer.quirks),
        was_offered=was_offered,
        look_up=open311_words.look_up(delivery, peer.quirks) if has_to_look else None,
        is_wanted=is_wanted,
        attempt=delivery.attempts,
        made_at=clock.now(),
    )


def _is_wanted(delivery: Delivery) -> bool:
    """Neither taken back nor passed on since it was offered."""
    report = delivery.report
    is_theirs = report.contact_id == delivery.contact_id
    return is_theirs and report.status is not Status.WITHDRAWN


def _taken(external_id: str, token: str) -> Outcome:
    words = f"taken, with the number {external_id}" if external_id else f"taken, token {token}"
    return Outcome(Result.SENT, words, external_id=external_id, token=token)


def _lost(words: str) -> Outcome:
    return Outcome(Result.LATER, f"{words}. It may have arrived.", may_have_arrived=True)


def _found(finding: Finding, reference: str) -> Outcome:
    match finding.verdict:
        case Verdict.FOUND:
            taken = _taken(finding.external_id, finding.token)
            words = f"had arrived before: {taken.words}"
            return Outcome(Result.SENT, words, external_id=taken.external_id, token=taken.token)
        case Verdict.UNKNOWABLE:
            words = (
                "It may have arrived, and cannot be looked for from here"
                f"{f' ({finding.words})' if finding.words else ''}: look there for {reference},"
                " and say whether it is there."
            )
            return Outcome(Result.NEVER, words, may_have_arrived=True)
    why = finding.words or "not listed there yet"
    return Outcome(
        Result.LATER, f"It may have arrived; looked for it: {why}", may_have_arrived=True
    )
