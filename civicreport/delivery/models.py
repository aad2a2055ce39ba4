"""The delivery row is the truth; its job is only a wake-up. Every attempt is kept."""

from __future__ import annotations

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from civicreport.bodies.models import Body, Contact, Method
from civicreport.db import AtColumn, Id, JsonList, JsonObject, Model, OptionalAt, enum_column
from civicreport.domain.sending import State
from civicreport.jobs.outgoing import Outgoing
from civicreport.reports.models import Report


class Purpose(StrEnum):
    REPORT = "report"  # the responsible body gets the report
    COPY = "copy"  # a body that is told, too
    MOVED = "moved"  # the former body is told that somebody else has it now
    WITHDRAWN = "withdrawn"  # whoever has it is told that the reporter has taken it back
    UNDERSTOOD = "understood"  # what their own mail did here, and how to take that back
    UPDATE = "update"  # whoever is responsible is told what others have said and shown since


class Delivery(Outgoing, Model):
    __tablename__ = "delivery"
    __table_args__ = (
        sa.Index(
            "ix_delivery_due", "due_at", postgresql_where=sa.text("state in ('waiting', 'sending')")
        ),
        sa.Index("ix_delivery_report_id", "report_id"),
        sa.Index("ix_delivery_dead", "id", postgresql_where=sa.text("state = 'dead'")),
        sa.Index("ix_delivery_contact_id", "contact_id", "id"),
        sa.Index(
            "ix_delivery_external_id",
            "external_id",
            postgresql_where=sa.text("external_id <> ''"),
        ),
        sa.Index("ix_delivery_token", "id", postgresql_where=sa.text("token <> ''")),
        sa.Index(
            "ix_delivery_receipt",
            "created_at",
            postgresql_where=sa.text("received_mail_id is not null"),
        ),
    )

    report_id: Mapped[int] = mapped_column(sa.ForeignKey("report.id"))
    body_id: Mapped[int] = mapped_column(sa.ForeignKey("body.id"))
    contact_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contact.id"))
    purpose: Mapped[Purpose] = mapped_column(enum_column(Purpose))
    method: Mapped[Method] = mapped_column(enum_column(Method))
    # After some of several recipients were refused for now: who is still to get it.
    remaining: Mapped[JsonList]
    # Where a person wants this one to go instead of to its contact's address.
    address: Mapped[str] = mapped_column(sa.String(500), default="", server_default="")
    # An earlier attempt was offered and never answered: look for it before offering it again.
    may_have_arrived: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    token: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    external_id: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    said_until: Mapped[int | None] = mapped_column(sa.BigInteger)  # the last history row it tells
    said_upvotes: Mapped[int] = mapped_column(default=0, server_default="0")  # as many as it tells
    received_mail_id: Mapped[int | None] = mapped_column(sa.ForeignKey("received_mail.id"))
    settled_at: Mapped[OptionalAt]  # a person told them in another way

    report: Mapped[Report] = relationship()
    body: Mapped[Body] = relationship()
    contact: Mapped[Contact | None] = relationship()


class Attempt(Model):
    __tablename__ = "delivery_attempt"
    __table_args__ = (sa.Index("ix_delivery_attempt_delivery_id", "delivery_id"),)

    id: Mapped[Id]
    delivery_id: Mapped[int] = mapped_column(sa.ForeignKey("delivery.id"))
    at: Mapped[AtColumn]
    succeeded: Mapped[bool]
    outcome: Mapped[str] = mapped_column(sa.Text)  # in words, for officers


class KeptMail(Model):
    """What was e-mailed, word for word; `text` is emptied when it has to go."""

    __tablename__ = "kept_mail"

    id: Mapped[Id]
    delivery_id: Mapped[int] = mapped_column(sa.ForeignKey("delivery.id"), index=True)
    message_id: Mapped[str] = mapped_column(sa.String(200))
    recipient: Mapped[str] = mapped_column(sa.String(500))
    subject: Mapped[str] = mapped_column(sa.String(500))
    text: Mapped[str] = mapped_column(sa.Text)
    sent_at: Mapped[AtColumn]
    emptied_at: Mapped[OptionalAt]


class MailOutcome(StrEnum):
    """What became of a mail that came in."""

    RECEIVED = "received"  # kept; its job has not looked at it yet
    UPDATE = "update"  # an answer of the body: text, status, note or photos
    COMMENT = "comment"  # of a citizen
    QUEUED = "queued"  # nobody we can trust: the body's officers decide
    TAKEN = "taken"  # they have taken it over
    DISMISSED = "dismissed"  # they have laid it aside
    BOUNCE = "bounce"
    AUTO_REPLY = "auto_reply"  # out of office
    ACKNOWLEDGED = "acknowledged"  # automatic, with the council's own reference
    LOOP = "loop"  # our own letter came back
    EMPTY = "empty"  # nothing was written in it
    REPEATED = "repeated"  # it came before, by another way
    QUARANTINED = "quarantined"  # unreadable, or to nobody here: administrators look at it


class ReceivedMail(Model):
    """A mail as it came in, kept before anybody looks at it; `raw` is emptied when it has to go."""

    __tablename__ = "received_mail"
    __table_args__ = (
        sa.Index("ix_received_mail_report_id", "report_id"),
        sa.Index(
            "ix_received_mail_queued",
            *("body_id", "id"),
            postgresql_where=sa.text("outcome = 'queued'"),
        ),
        sa.Index(
            "ix_received_mail_waiting",
            *("outcome", "id"),
            postgresql_where=sa.text("outcome in ('received', 'quarantined')"),
        ),
        sa.Index(
            "ix_received_mail_message_id",
            "message_id",
            postgresql_where=sa.text("message_id <> ''"),
        ),
    )

    id: Mapped[Id]
    # Of the recipient and the bytes: what is handed over twice is one mail.
    fingerprint: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)
    received_at: Mapped[AtColumn]
    recipient: Mapped[str] = mapped_column(sa.String(500))
    # Empty for bounces; None where nobody knows it.
    envelope_sender: Mapped[str | None] = mapped_column(sa.String(500))
    raw: Mapped[bytes] = mapped_column(sa.LargeBinary, deferred=True)
    emptied_at: Mapped[OptionalAt]
    outcome: Mapped[MailOutcome] = mapped_column(
        enum_column(MailOutcome), default=MailOutcome.RECEIVED
    )
    reason: Mapped[str] = mapped_column(sa.Text, default="", server_default="")  # why so
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")  # to read it
    message_id: Mapped[str] = mapped_column(sa.String(500), default="", server_default="")
    sender: Mapped[str] = mapped_column(sa.String(500), default="", server_default="")
    subject: Mapped[str] = mapped_column(sa.String(500), default="", server_default="")
    words: Mapped[str] = mapped_column(sa.Text, default="", server_default="")  # as written
    report_id: Mapped[int | None] = mapped_column(sa.ForeignKey("report.id"))
    body_id: Mapped[int | None] = mapped_column(sa.ForeignKey("body.id"))
    # What it answers. A number only: the receipts among the deliveries point here.
    delivery_id: Mapped[int | None] = mapped_column(sa.BigInteger, index=True)
    history_id: Mapped[int | None] = mapped_column(sa.ForeignKey("history_row.id"))
    understood: Mapped[JsonObject]  # what it did, for its receipt and for taking that back
    undone_at: Mapped[OptionalAt]

    report: Mapped[Report | None] = relationship()
    body: Mapped[Body | None] = relationship()


class OutsideUpdate(Model):
    """An update that came from a program outside, by its own number: it is taken once."""

    __tablename__ = "outside_update"
    __table_args__ = (
        sa.UniqueConstraint("source", "update_id"),
        sa.Index(
            "ix_outside_update_unknown_word",
            "received_at",
            postgresql_where=sa.text("unknown_word <> ''"),
        ),
    )

    id: Mapped[Id]
    source: Mapped[str] = mapped_column(sa.String(200))  # "endpoint 7", "key 3"
    update_id: Mapped[str] = mapped_column(sa.String(200))
    report_id: Mapped[int] = mapped_column(sa.ForeignKey("report.id"))
    history_id: Mapped[int | None] = mapped_column(sa.ForeignKey("history_row.id"), index=True)
    said_at: Mapped[OptionalAt]  # by their clock: what came in since decides what is stale
    photo_urls: Mapped[JsonList]  # still to be fetched
    # A status that nobody here knows: somebody has to say what it means.
    unknown_word: Mapped[str] = mapped_column(sa.String(100), default="", server_default="")
    received_at: Mapped[AtColumn]


class ContactAlarm(Outgoing, Model):
    """A contact that seems dead, until it is well again; the row is its letter, too."""

    __tablename__ = "contact_alarm"
    __table_args__ = (
        sa.Index(
            "uq_contact_alarm_open",
            *("contact_id", "kind"),
            unique=True,
            postgresql_where=sa.text("cleared_at is null"),
        ),
    )

    contact_id: Mapped[int] = mapped_column(sa.ForeignKey("contact.id"))
    kind: Mapped[str] = mapped_column(sa.String(50))
    words: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    cleared_at: Mapped[OptionalAt]

    contact: Mapped[Contact] = relationship()


class HookCall(Outgoing, Model):
    """One event for one of the operator's webhooks; its message id keeps it from counting twice."""

    __tablename__ = "hook_call"
    __table_args__ = (
        sa.Index(
            "ix_hook_call_due",
            "due_at",
            postgresql_where=sa.text("state in ('waiting', 'sending')"),
        ),
    )

    hook: Mapped[str] = mapped_column(sa.String(100))  # its name in the configuration
    event: Mapped[str] = mapped_column(sa.String(50))
    report_id: Mapped[int] = mapped_column(sa.ForeignKey("report.id"), index=True)
    payload: Mapped[JsonObject]


__all__ = [
    "Attempt",
    "ContactAlarm",
    "Delivery",
    "HookCall",
    "KeptMail",
    "MailOutcome",
    "OutsideUpdate",
    "Purpose",
    "ReceivedMail",
    "State",
]
