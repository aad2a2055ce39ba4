"""Small public acts and private wishes, one row for each person and report."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from civicreport.db import AtColumn, Id, Model, OptionalAt


class Upvote(Model):
    """I have seen this too: one a person; taking it back removes the row."""

    __tablename__ = "upvote"
    __table_args__ = (sa.UniqueConstraint("report_id", "account_id"),)

    id: Mapped[Id]
    report_id: Mapped[int] = mapped_column(sa.ForeignKey("report.id"))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    created_at: Mapped[AtColumn]


class Follow(Model):
    """The wish to hear of one report. The reporter has it by reporting, once confirmed."""

    __tablename__ = "follow"
    __table_args__ = (sa.UniqueConstraint("report_id", "account_id"),)

    id: Mapped[Id]
    report_id: Mapped[int] = mapped_column(sa.ForeignKey("report.id"))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    created_at: Mapped[AtColumn]
    ended_at: Mapped[OptionalAt]
