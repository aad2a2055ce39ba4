"""A body answers by mail: its words, its status, its note and its photos come to the report."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from civicreport import config
from civicreport.accounts.models import Account
from civicreport.bodies.queries import viewer
from civicreport.delivery.inbound import authentication, queries, receipts
from civicreport.delivery.inbound.enclosures import Enclosures
from civicreport.delivery.inbound.incoming import Incoming
from civicreport.delivery.inbound.subjects import Subject, queued
from civicreport.delivery.inbound.trust import Answerers, Why, domain_of, doubt_about, normal
from civicreport.delivery.models import Delivery, MailOutcome, ReceivedMail
from civicreport.domain.mail_words import Understood, understand
from civicreport.domain.status import Actor, changes_from
from civicreport.domain.visibility import Visibility
from civicreport.reports import casework, photos, updates
from civicreport.reports.models import HistoryRow, Report

MOST_AN_HOUR = 10  # of one sender about one report: two machines that answer each other end here


class Voice(NamedTuple):
    """Who speaks, and when; nobody by name where the body answers by one of its addresses."""

    by: Account | None
    actor: Actor
    at: datetime


def take(
    kept: ReceivedMail, read: Incoming, subject: Subject, enclosures: Enclosures, *, at: datetime
) -> None:
    """Do what the mail says, or let it wait in the queue of whoever has the report."""
    assert subject.delivery is not None  # noqa: S101 - sorted so
    why = _doubt(kept, read, subject)
    if why is not None:
        queued(kept, subject, why)
        return
    voice = _voice(read.sender, subject.delivery, at)
    speak(kept, subject.report, meant_by(read.written, at=at), enclosures, voice)
    kept.outcome, kept.reason = MailOutcome.UPDATE, ""
    kept.understood = {**kept.understood, "is_cut": _is_cut(read)}
    receipts.send(kept, subject.delivery, at=at)


def doubt_of(kept: ReceivedMail, read: Incoming, may_answer: Answerers) -> Why | None:
    """Whether sender and proof agree, for everybody who answers by mail.

    What a server has signed stays true wherever a copy is sent: it has to be written to us, too.
    """
    authserv_id = config.current().inbound.authserv_id
    verdict = authentication.verdict(
        read.authentication_results,
        authserv_id=authserv_id,
        sender_domain=domain_of(normal(read.sender)),
    )
    asks_for_proof = bool(authserv_id)
    why = doubt_about(read.sender, may_answer, verdict=verdict, asks_for_proof=asks_for_proof)
    if why is None and asks_for_proof and kept.recipient.lower() not in read.recipients:
        return Why.SENT_ON
    if why is None and queries.heard_since(kept, timedelta(hours=1)) >= MOST_AN_HOUR:
        return Why.TOO_MANY
    return why


def meant_by(written: str, *, at: datetime) -> Understood:
    site = config.current().site
    today = at.astimezone(ZoneInfo(site.timezone)).date()
    return understand(written, language=site.language, today=today)


def speak(
    kept: ReceivedMail, report: Report, meant: Understood, enclosures: Enclosures, voice: Voice
) -> None:
    """All that the mail says comes to the report; what that was is written down with the mail."""
    row, refused = _words(report, meant, voice)
    if enclosures.photos:
        row = row or updates.show(report, **voice._asdict())
        photos.add(row, enclosures.photos, visibility=Visibility.PUBLIC, at=voice.at)
    note = None
    if meant.note.strip():
        note = updates.note(report, text=meant.note, **voice._asdict())
    rows = [one for one in (row, note) if one is not None]
    kept.history_id = rows[0].id if rows else None
    kept.understood = {
        "rows": [one.id for one in rows],
        "status_refused": refused,
        "photos": len(enclosures.photos),
        "photos_refused": list(enclosures.refused),
    }


def _doubt(kept: ReceivedMail, read: Incoming, subject: Subject) -> Why | None:
    """Who has passed the report on, or only got a copy, does not answer for whoever has it."""
    assert subject.delivery is not None  # noqa: S101 - sorted so
    why = doubt_of(kept, read, queries.answerers(subject.delivery))
    if why is None and subject.report.body_id != subject.delivery.body_id:
        return Why.NOT_RESPONSIBLE
    return why


def _voice(sender: str, delivery: Delivery, at: datetime) -> Voice:
    officer = queries.officer(delivery.body_id, sender)
    if officer is None:
        return Voice(None, Actor.OFFICER, at)
    actor = viewer(officer.id).acts_as(delivery.body_id, reporter_id=None)
    return Voice(officer, actor or Actor.OFFICER, at)


def _words(report: Report, meant: Understood, voice: Voice) -> tuple[HistoryRow | None, str]:
    """The row of status or text, and why a status that was asked for was not set."""
    if meant.status is not None and meant.status in changes_from(report.status, voice.actor):
        changed = casework.change_status(report, meant.status, text=meant.text, **voice._asdict())
        return changed, ""
    refused, text = "", meant.text
    if meant.lacks_reason is not None:
        refused = "reason_missing"
    elif meant.status is not None:
        refused = "same" if meant.status is report.status else "not_allowed"
        text = meant.said
    row = updates.post(report, text=text, **voice._asdict()) if text.strip() else None
    return row, refused


def _is_cut(read: Incoming) -> bool:
    return len("".join(read.written.split())) < len("".join(read.text.split()))
