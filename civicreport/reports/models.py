"""A report is one issue at one place. What happened to it is history, and history only grows.

Texts and photos hang in rows of their own, which may be emptied (redacted, erased, aged) and
leave who, when and why standing.
"""

from __future__ import annotations

from enum import StrEnum

import sqlalchemy as sa
from geoalchemy2.shape import to_shape
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column, relationship

from civicreport.accounts.models import Account
from civicreport.bodies.models import Body, Contact, Endpoint
from civicreport.categories.models import Category
from civicreport.db import (
    AtColumn,
    Id,
    JsonList,
    JsonObject,
    Model,
    OptionalAt,
    PointColumn,
    enum_column,
)
from civicreport.domain.location import Point
from civicreport.domain.status import Actor, Status, is_open
from civicreport.domain.titles import title_of
from civicreport.domain.visibility import Visibility

# What a search by words looks at, in no language: joined signs are taken for blanks, since
# PostgreSQL would keep "no.12" and "kerb/lane" as one word that nobody types.
SEARCHED = (
    "to_tsvector('simple', translate("
    "(((report.details || ' ') || report.place) || ' ') || report.place_note, "
    "'-./_@<>&+~=#’‘', '              '))"
)

# Where a report lies on the world's map (web Mercator, 2 to the power of 30 steps each way, from
# the north west): who counts many by squares must not work that out for each.
ACROSS = "least(greatest(floor((ST_X(geom) + 180) / 360 * 1073741824), 0), 1073741823)::integer"
DOWN = (
    "least(greatest(floor((0.5 - "
    "atanh(sin(radians(least(greatest(ST_Y(geom), -85.0511287), 85.0511287)))) / (2 * pi())"
    ") * 1073741824), 0), 1073741823)::integer"
)


class Source(StrEnum):
    """By which door a report came in."""

    SITE = "site"
    API = "api"
    IMPORT = "import"  # kept elsewhere: here to be read, and never handed over


class Report(Model):
    __tablename__ = "report"
    __table_args__ = (
        sa.Index("ix_report_geom", "geom", postgresql_using="gist"),
        sa.Index("ix_report_body_id_reported_at", "body_id", "reported_at", "id"),
        # How long answers have taken: the latest of one body and kind.
        sa.Index("ix_report_answered", "body_id", "category_id", "reported_at"),
        sa.Index("ix_report_reported_at", "reported_at", "id"),
        sa.Index("ix_report_changed_at", "changed_at", "id"),
        sa.Index("ix_report_reporter_id", "reporter_id"),
        sa.Index(
            "ix_report_fixed",
            "closed_at",
            postgresql_where=sa.text("status = 'fixed' and visibility = 'public'"),
        ),
        sa.Index(
            "ix_report_pending", "reported_at", postgresql_where=sa.text("visibility = 'pending'")
        ),
        sa.Index("ix_report_fingerprint", "fingerprint"),
        sa.Index("ix_report_words", sa.text("md5(details)"), "reported_at"),
        sa.Index("ix_report_searched", sa.text(SEARCHED), postgresql_using="gin"),
        sa.Index(
            "ix_report_inbox",
            *("body_id", "expected_at", "id"),
            postgresql_where=sa.text("closed_at is null and source <> 'import'"),
        ),
        sa.Index(
            "ix_report_due",
            *("expected_at", "id"),
            postgresql_where=sa.text("closed_at is null and source <> 'import'"),
        ),
        # Near-by asks in metres and for open reports only.
        sa.Index(
            "ix_report_open_place",
            sa.text("(geom::geography)"),
            postgresql_using="gist",
            postgresql_where=sa.text("closed_at is null"),
        ),
    )

    id: Mapped[Id]
    # The form's own key: the same submission twice is one report.
    idempotency_key: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    fingerprint: Mapped[bytes] = mapped_column(sa.LargeBinary(32))  # of what was submitted
    category_id: Mapped[int] = mapped_column(sa.ForeignKey("category.id"))
    body_id: Mapped[int | None] = mapped_column(sa.ForeignKey("body.id"))  # None: nobody, yet
    contact_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contact.id"))
    routing_reasons: Mapped[JsonList]  # domain.routing.Because, as JSON
    geom: Mapped[PointColumn]
    across: Mapped[int] = mapped_column(sa.Computed(ACROSS, persisted=True))
    down: Mapped[int] = mapped_column(sa.Computed(DOWN, persisted=True))
    place: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")  # in words
    # The spot as its reporter describes it: "outside no. 12".
    place_note: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")
    # Found by an address alone: the spot itself may lie some way off.
    is_place_rough: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    details: Mapped[str] = mapped_column(sa.Text)
    status: Mapped[Status] = mapped_column(enum_column(Status), default=Status.REPORTED)
    visibility: Mapped[Visibility] = mapped_column(enum_column(Visibility))
    source: Mapped[Source] = mapped_column(
        enum_column(Source), default=Source.SITE, server_default="site"
    )
    answers: Mapped[JsonObject]  # to the category's questions, by their codes
    doubts: Mapped[JsonList]  # codes of the light checks that made it pending
    reporter_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    # As typed, for the body; redactable. Public only with show_name.
    reporter_name: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    reporter_email: Mapped[str] = mapped_column(sa.String(254), default="", server_default="")
    show_name: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    reported_at: Mapped[AtColumn]
    expected_at: Mapped[OptionalAt]
    changed_at: Mapped[AtColumn]
    closed_at: Mapped[OptionalAt]
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    category: Mapped[Category] = relationship()
    body: Mapped[Body | None] = relationship()
    contact: Mapped[Contact | None] = relationship()
    reporter: Mapped[Account] = relationship()

    @property
    def point(self) -> Point:
        ((longitude, latitude),) = to_shape(self.geom).coords
        return Point(latitude, longitude)

    @hybrid_property
    def place_in_words(self) -> str:
        """The reporter's own words first: they know the spot."""
        return ", ".join(part for part in (self.place_note, self.place) if part)

    @place_in_words.inplace.expression
    @classmethod
    def _place_in_words(cls) -> sa.ColumnElement[str]:
        parts = (sa.func.nullif(part, "") for part in (cls.place_note, cls.place))
        return sa.func.concat_ws(", ", *parts)

    @property
    def title(self) -> str:
        return title_of(self.details)

    @property
    def is_open(self) -> bool:
        return is_open(self.status)


class ForeignReport(Model):
    """By which number the endpoint that a report was imported from knows it."""

    __tablename__ = "foreign_report"
    __table_args__ = (sa.UniqueConstraint("endpoint_id", "external_id"),)

    id: Mapped[Id]
    report_id: Mapped[int] = mapped_column(sa.ForeignKey("report.id"), unique=True)
    endpoint_id: Mapped[int] = mapped_column(sa.ForeignKey("endpoint.id"))
    external_id: Mapped[str] = mapped_column(sa.String(200))

    endpoint: Mapped[Endpoint] = relationship()


class Kind(StrEnum):
    """What a history row tells of."""

    SUBMITTED = "submitted"
    STATUS = "status"
    RESPONSIBILITY = "responsibility"  # the names of the bodies, as they were
    CATEGORY = "category"
    PLACE = "place"  # the pin was moved
    VISIBILITY = "visibility"
    PHOTO_VISIBILITY = "photo_visibility"
    UPDATE = "update"  # public text alone
    NOTE = "note"  # internal text
    CONFIRMED = "confirmed"  # the reporter's address
    EDIT = "edit"  # its words; an internal row keeps the former ones


class Text(Model):
    """Words of somebody; emptied when they have to go, the row that points here stays."""

    __tablename__ = "text"

    id: Mapped[Id]
    words: Mapped[str] = mapped_column(sa.Text)
    emptied_at: Mapped[OptionalAt]


class HistoryRow(Model):
    """Append-only: who, when, from, to, why. `is_internal` rows are for staff."""

    __tablename__ = "history_row"
    __table_args__ = (
        sa.Index("ix_history_row_report_id_id", "report_id", "id"),
        sa.Index(
            "ix_history_row_told",
            *("at", "id"),
            postgresql_where=sa.text(
                "kind in ('status', 'responsibility', 'update') and not is_internal"
            ),
        ),
    )

    id: Mapped[Id]
    report_id: Mapped[int] = mapped_column(sa.ForeignKey("report.id"))
    kind: Mapped[Kind] = mapped_column(enum_column(Kind))
    at: Mapped[AtColumn]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    actor: Mapped[Actor] = mapped_column(enum_column(Actor))
    old: Mapped[str | None] = mapped_column(sa.String(200))
    new: Mapped[str | None] = mapped_column(sa.String(200))
    reason: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    is_internal: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    text_id: Mapped[int | None] = mapped_column(sa.ForeignKey("text.id"))
    body_id: Mapped[int | None] = mapped_column(sa.ForeignKey("body.id"))  # whose officer spoke
    takes_back_id: Mapped[int | None] = mapped_column(sa.ForeignKey("history_row.id"))
    photo_id: Mapped[int | None] = mapped_column(sa.ForeignKey("photo.id"))
    version: Mapped[int]  # of the report, as this row left it

    by: Mapped[Account | None] = relationship()
    text: Mapped[Text | None] = relationship()
    body: Mapped[Body | None] = relationship()


class Photo(Model):
    """Kept re-encoded under `key` in three sizes (see reports.photos)."""

    __tablename__ = "photo"
    __table_args__ = (
        sa.Index("ix_photo_report_id", "report_id", "position"),
        sa.Index(
            "ix_photo_pending",
            *("created_at", "id"),
            postgresql_where=sa.text("visibility = 'pending'"),
        ),
    )

    id: Mapped[Id]
    report_id: Mapped[int] = mapped_column(sa.ForeignKey("report.id"))
    key: Mapped[str] = mapped_column(sa.String(100), unique=True)
    width: Mapped[int]
    height: Mapped[int]
    position: Mapped[int] = mapped_column(default=0, server_default="0")
    visibility: Mapped[Visibility] = mapped_column(enum_column(Visibility))
    created_at: Mapped[AtColumn]
    # What it shows, for those who do not see it; empty: category and place say it.
    alt: Mapped[str] = mapped_column(sa.String(300), default="", server_default="")
    # With which words it came later; None: with the report. A number only: history points here.
    history_id: Mapped[int | None] = mapped_column(sa.BigInteger)
