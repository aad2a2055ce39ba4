"""An account is a person, or a device that acted once and has no address yet.

Nobody signs up: the first act makes a device account, a confirmed address turns it into a
person's, and what the device did before becomes theirs.
"""

from __future__ import annotations

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from civicreport.db import AtColumn, CreatedAt, Id, JsonList, Model, OptionalAt, enum_column


class Account(Model):
    __tablename__ = "account"
    __table_args__ = (
        sa.Index("uq_account_email", sa.text("lower(email)"), unique=True),
        sa.UniqueConstraint("fs_uniquifier"),
    )

    id: Mapped[Id]
    email: Mapped[str | None] = mapped_column(sa.String(254))
    email_confirmed_at: Mapped[OptionalAt]
    name: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    password: Mapped[str | None] = mapped_column(sa.String(255))
    language: Mapped[str] = mapped_column(sa.String(16), default="", server_default="")  # of mails
    is_active: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    # Changing it ends every session of this person.
    fs_uniquifier: Mapped[str] = mapped_column(sa.String(64))
    created_at: Mapped[CreatedAt]


class Device(Model):
    """A browser that acted: its cookie holds the secret, we keep only the hash."""

    __tablename__ = "device"

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    secret_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)
    created_at: Mapped[CreatedAt]

    account: Mapped[Account] = relationship()


class Passkey(Model):
    """A key pair of a person's device: it holds the secret half, we keep the public one."""

    __tablename__ = "passkey"

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(sa.LargeBinary(1023), unique=True)
    public_key: Mapped[bytes] = mapped_column(sa.LargeBinary)
    sign_count: Mapped[int] = mapped_column(sa.BigInteger, default=0, server_default="0")
    created_at: Mapped[CreatedAt]
    used_at: Mapped[OptionalAt]

    account: Mapped[Account] = relationship()


class PasskeyChallenge(Model):
    """What a passkey has to sign, once and within minutes; its row goes as soon as it did."""

    __tablename__ = "passkey_challenge"

    id: Mapped[Id]
    challenge_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))  # who adds one
    expires_at: Mapped[AtColumn] = mapped_column(index=True)


class LinkPurpose(StrEnum):
    CONFIRM = "confirm"
    SIGN_IN = "sign_in"
    FOLLOW = "follow"  # of its report


class OneTimeLink(Model):
    """A mailed link. Its token is signed from the id, so that no secret is stored."""

    __tablename__ = "one_time_link"
    __table_args__ = (sa.Index("ix_one_time_link_email_created_at", "email", "created_at"),)

    id: Mapped[Id]
    purpose: Mapped[LinkPurpose] = mapped_column(enum_column(LinkPurpose))
    email: Mapped[str] = mapped_column(sa.String(254))
    name: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))  # who asked
    report_id: Mapped[int | None]  # a number only: the record stands on a higher floor
    created_at: Mapped[CreatedAt]
    expires_at: Mapped[OptionalAt]
    used_at: Mapped[OptionalAt]
    # Of the short code that does the same by hand; it is made from the id, too.
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    language: Mapped[str] = mapped_column(sa.String(16), default="", server_default="")  # asked in


class Right(StrEnum):
    """What the holder of a key may do besides reading, which needs none."""

    REPORT = "report"
    UPDATE = "update"  # the reports of the key's body


class ApiKey(Model):
    """A program that acts here under an account of its own; we keep only the key's hash."""

    __tablename__ = "api_key"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(sa.String(100), unique=True)
    key_hash: Mapped[bytes] = mapped_column(sa.LargeBinary(32), unique=True)
    rights: Mapped[JsonList]
    body_id: Mapped[int | None]  # a number only: bodies stand on a higher floor
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    per_hour: Mapped[int] = mapped_column(default=1000, server_default="1000")
    created_at: Mapped[CreatedAt]
    revoked_at: Mapped[OptionalAt]

    account: Mapped[Account] = relationship()


class RateCount(Model):
    """How often a keyed hash of a device or network prefix acted, within the hour."""

    __tablename__ = "rate_count"
    __table_args__ = {"prefixes": ["UNLOGGED"]}  # noqa: RUF012 - SQLAlchemy's own protocol

    key: Mapped[str] = mapped_column(sa.String(200), primary_key=True)
    n: Mapped[int]
    expires_at: Mapped[AtColumn] = mapped_column(index=True)
