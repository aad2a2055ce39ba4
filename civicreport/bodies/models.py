"""A body covers areas (by type and code) and takes categories there by its contacts."""

from __future__ import annotations

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from civicreport.accounts.models import Account
from civicreport.categories.models import Category
from civicreport.db import (
    AtColumn,
    CreatedAt,
    Id,
    JsonList,
    JsonObject,
    Model,
    OptionalAt,
    enum_column,
)


class Body(Model):
    __tablename__ = "body"

    id: Mapped[Id]
    code: Mapped[str] = mapped_column(sa.String(50), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    url: Mapped[str] = mapped_column(sa.String(500), default="", server_default="")
    email: Mapped[str] = mapped_column(sa.String(254), default="", server_default="")  # for copies
    # Anybody who writes from the domain of its addresses may answer its mails.
    trusts_its_domain: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    only_confirmed: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    is_active: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    translations: Mapped[JsonObject]  # by language: its name


class BodyArea(Model):
    __tablename__ = "body_area"
    __table_args__ = (
        sa.UniqueConstraint("body_id", "area_type", "area_code"),
        sa.Index("ix_body_area_area_code", "area_code", "area_type"),
    )

    id: Mapped[Id]
    body_id: Mapped[int] = mapped_column(sa.ForeignKey("body.id"))
    area_type: Mapped[str] = mapped_column(sa.String(50))
    area_code: Mapped[str] = mapped_column(sa.String(50))


class Method(StrEnum):
    EMAIL = "email"
    OPEN311 = "open311"  # the contact's address is the service code at the body's endpoint
    WEBHOOK = "webhook"  # the contact's address is the URL


class Contact(Model):
    """Where one body takes one category, by which method, within how many working days."""

    __tablename__ = "contact"
    __table_args__ = (sa.UniqueConstraint("body_id", "category_id"),)

    id: Mapped[Id]
    body_id: Mapped[int] = mapped_column(sa.ForeignKey("body.id"))
    category_id: Mapped[int] = mapped_column(sa.ForeignKey("category.id"), index=True)
    method: Mapped[Method] = mapped_column(enum_column(Method))
    address: Mapped[str] = mapped_column(sa.String(500))
    # An e-mail address that administrators may send to where the first one is dead.
    second_address: Mapped[str] = mapped_column(sa.String(500), default="", server_default="")
    answer_days: Mapped[int] = mapped_column(default=5, server_default="5")
    precedence: Mapped[int] = mapped_column(default=100, server_default="100")  # lower wins
    is_active: Mapped[bool] = mapped_column(default=True, server_default=sa.true())

    body: Mapped[Body] = relationship()
    category: Mapped[Category] = relationship()


class Polling(StrEnum):
    """How a body's answers come back over Open311."""

    NONE = "none"
    UPDATES = "updates"  # servicerequestupdates, the extension that FixMyStreet brought
    REQUESTS = "requests"  # requests by their ids, as the standard has them


class Endpoint(Model):
    """Where a body speaks GeoReport v2. Its key is in the configuration: `open311.keys`."""

    __tablename__ = "endpoint"

    id: Mapped[Id]
    body_id: Mapped[int] = mapped_column(sa.ForeignKey("body.id"), unique=True)
    url: Mapped[str] = mapped_column(sa.String(500))  # everything before `services.xml`
    jurisdiction_id: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    key_name: Mapped[str] = mapped_column(sa.String(100), default="", server_default="")
    format: Mapped[str] = mapped_column(sa.String(4), default="xml", server_default="xml")
    quirks: Mapped[JsonObject]
    polling: Mapped[Polling] = mapped_column(enum_column(Polling), default=Polling.NONE)
    polled_until: Mapped[OptionalAt]
    is_active: Mapped[bool] = mapped_column(default=True, server_default=sa.true())

    body: Mapped[Body] = relationship()


class Service(Model):
    """What an endpoint takes, as it said when it was asked last."""

    __tablename__ = "service"
    __table_args__ = (sa.UniqueConstraint("endpoint_id", "code"),)

    id: Mapped[Id]
    endpoint_id: Mapped[int] = mapped_column(sa.ForeignKey("endpoint.id"))
    code: Mapped[str] = mapped_column(sa.String(200))
    name: Mapped[str] = mapped_column(sa.String(300))
    group: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")
    description: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    attributes: Mapped[JsonList]  # of its definition: what it asks besides
    seen_at: Mapped[AtColumn]
    gone_at: Mapped[OptionalAt]

    endpoint: Mapped[Endpoint] = relationship()


class ContactCopy(Model):
    """Another body that is told of each report this contact gets."""

    __tablename__ = "contact_copy"
    __table_args__ = (sa.UniqueConstraint("contact_id", "body_id"),)

    id: Mapped[Id]
    contact_id: Mapped[int] = mapped_column(sa.ForeignKey("contact.id", ondelete="CASCADE"))
    body_id: Mapped[int] = mapped_column(sa.ForeignKey("body.id"), index=True)


class Role(StrEnum):
    OFFICER = "officer"
    ADMINISTRATOR = "administrator"


class Membership(Model):
    """Whom somebody works for. Without a body: an operator of the site, who may see them all."""

    __tablename__ = "membership"
    __table_args__ = (
        sa.UniqueConstraint("account_id", "body_id", postgresql_nulls_not_distinct=True),
    )

    id: Mapped[Id]
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    body_id: Mapped[int | None] = mapped_column(sa.ForeignKey("body.id"), index=True)
    role: Mapped[Role] = mapped_column(enum_column(Role))
    created_at: Mapped[CreatedAt]

    account: Mapped[Account] = relationship()
    body: Mapped[Body | None] = relationship()
