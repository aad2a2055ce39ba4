"""The delivery row is the truth; its job is only a wake-up. Every attempt is kept."""

from __future__ import annotations

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from civicreport.bodies.models import Body, Contact, Method
from civicreport.db import AtColumn, Id, JsonList, Model, OptionalAt, enum_column
from civicreport.domain.sending import State
from civicreport.jobs.outgoing import Outgoing
from civicreport.reports.models import Report


class Purpose(StrEnum):
    REPORT = "report"  # the responsible body gets the report
    COPY = "copy"  # a body that is told, too
    MOVED = "moved"  # the former body is told that somebody else has it now
    WITHDRAWN = "withdrawn"  # whoever has it is told that the reporter has taken it back


class Delivery(Outgoing, Model):
    __tablename__ = "delivery"
    __table_args__ = (
        sa.Index(
            "ix_delivery_due", "due_at", postgresql_where=sa.text("state in ('waiting', 'sending')")
        ),
        sa.Index("ix_delivery_report_id", "report_id"),
        sa.Index("ix_delivery_dead", "id", postgresql_where=sa.text("state = 'dead'")),
    )

    report_id: Mapped[int] = mapped_column(sa.ForeignKey("report.id"))
    body_id: Mapped[int] = mapped_column(sa.ForeignKey("body.id"))
    contact_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contact.id"))
    purpose: Mapped[Purpose] = mapped_column(enum_column(Purpose))
    method: Mapped[Method] = mapped_column(enum_column(Method))
    # After some of several recipients were refused for now: who is still to get it.
    remaining: Mapped[JsonList]

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


__all__ = ["Attempt", "Delivery", "KeptMail", "Purpose", "State"]
