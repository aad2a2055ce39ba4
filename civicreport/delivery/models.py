"""The delivery row is the truth; its job is only a wake-up. Every attempt is kept."""

from __future__ import annotations

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from civicreport.bodies.models import Body, Contact, Method
from civicreport.db import AtColumn, Id, Model, OptionalAt, enum_column
from civicreport.reports.models import Report


class Purpose(StrEnum):
    REPORT = "report"  # the responsible body gets the report
    COPY = "copy"  # a body that is told, too
    MOVED = "moved"  # the former body is told that somebody else has it now


class State(StrEnum):
    WAITING = "waiting"  # until due_at: the undo window, or the backoff
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"  # given up; a person looks at it
    CANCELLED = "cancelled"


class Delivery(Model):
    __tablename__ = "delivery"
    __table_args__ = (
        sa.Index(
            "ix_delivery_due", "due_at", postgresql_where=sa.text("state in ('waiting', 'sending')")
        ),
        sa.Index("ix_delivery_report_id", "report_id"),
        sa.Index("ix_delivery_dead", "id", postgresql_where=sa.text("state = 'dead'")),
    )

    id: Mapped[Id]
    report_id: Mapped[int] = mapped_column(sa.ForeignKey("report.id"))
    body_id: Mapped[int] = mapped_column(sa.ForeignKey("body.id"))
    contact_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contact.id"))
    purpose: Mapped[Purpose] = mapped_column(enum_column(Purpose))
    method: Mapped[Method] = mapped_column(enum_column(Method))
    state: Mapped[State] = mapped_column(enum_column(State), default=State.WAITING)
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[AtColumn]
    due_at: Mapped[AtColumn]
    started_at: Mapped[OptionalAt]  # of the attempt under way
    sent_at: Mapped[OptionalAt]
    # Chosen before the first attempt and kept for all of them, so that a copy is recognised.
    message_id: Mapped[str] = mapped_column(sa.String(200), unique=True)
    last_error: Mapped[str] = mapped_column(sa.Text, default="", server_default="")

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
    """What was e-mailed, word for word; `source` is emptied when it has to go."""

    __tablename__ = "kept_mail"

    id: Mapped[Id]
    delivery_id: Mapped[int] = mapped_column(sa.ForeignKey("delivery.id"), index=True)
    message_id: Mapped[str] = mapped_column(sa.String(200))
    recipient: Mapped[str] = mapped_column(sa.String(254))
    subject: Mapped[str] = mapped_column(sa.String(500))
    text: Mapped[str] = mapped_column(sa.Text)
    sent_at: Mapped[AtColumn]
    emptied_at: Mapped[OptionalAt]
