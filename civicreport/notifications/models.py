"""One message to one person about one thing: the row keeps it from going out twice."""

from __future__ import annotations

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from civicreport.accounts.models import Account, OneTimeLink
from civicreport.db import Model, enum_column
from civicreport.jobs.outgoing import Outgoing
from civicreport.reports.models import HistoryRow, Report


class Topic(StrEnum):
    CONFIRM_ADDRESS = "confirm_address"
    REPORT_CHANGED = "report_changed"
    SIGN_IN = "sign_in"


class Notification(Outgoing, Model):
    __tablename__ = "notification"
    __table_args__ = (
        sa.UniqueConstraint("account_id", "history_id"),
        sa.UniqueConstraint("link_id"),
        sa.Index(
            "ix_notification_due",
            "due_at",
            postgresql_where=sa.text("state in ('waiting', 'sending')"),
        ),
    )

    topic: Mapped[Topic] = mapped_column(enum_column(Topic))
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Account.id))
    report_id: Mapped[int | None] = mapped_column(sa.ForeignKey(Report.id), index=True)
    history_id: Mapped[int | None] = mapped_column(sa.ForeignKey(HistoryRow.id))
    link_id: Mapped[int | None] = mapped_column(sa.ForeignKey(OneTimeLink.id))
