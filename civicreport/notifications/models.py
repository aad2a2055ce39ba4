"""One message to one person about one thing: the row keeps it from going out twice."""

from __future__ import annotations

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from civicreport.accounts.models import Account, OneTimeLink
from civicreport.db import AtColumn, Id, Model, OptionalAt, enum_column
from civicreport.reports.models import HistoryRow, Report


class Topic(StrEnum):
    CONFIRM_ADDRESS = "confirm_address"
    REPORT_CHANGED = "report_changed"


class NotificationState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    DEAD = "dead"
    CANCELLED = "cancelled"  # its wish ended before it went out


class Notification(Model):
    __tablename__ = "notification"
    __table_args__ = (
        sa.UniqueConstraint("account_id", "history_id"),
        sa.UniqueConstraint("link_id"),
        sa.Index("ix_notification_due", "due_at", postgresql_where=sa.text("state = 'waiting'")),
    )

    id: Mapped[Id]
    topic: Mapped[Topic] = mapped_column(enum_column(Topic))
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Account.id))
    report_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Report.id), index=True)
    history_id: Mapped[int | None] = mapped_column(sa.ForeignKey(HistoryRow.id))
    link_id: Mapped[int | None] = mapped_column(sa.ForeignKey(OneTimeLink.id))
    state: Mapped[NotificationState] = mapped_column(
        enum_column(NotificationState), default=NotificationState.WAITING
    )
    attempts: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[AtColumn]
    due_at: Mapped[AtColumn]
    sent_at: Mapped[OptionalAt]
    message_id: Mapped[str] = mapped_column(sa.String(200), unique=True)
    last_error: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
