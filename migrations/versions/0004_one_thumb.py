"""what the reporting page knows: translations, radii, notes on places, codes to sign in by"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0004"
down_revision: str | Sequence[str] | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

# The words of a report, and where it lies on the map: as reports.models has them.
_SEARCHED = (
    "to_tsvector('simple', translate("
    "(((report.details || ' ') || report.place) || ' ') || report.place_note, "
    "'-./_@<>&+~=#’‘', '              '))"
)
_ACROSS = "least(greatest(floor((ST_X(geom) + 180) / 360 * 1073741824), 0), 1073741823)::integer"
_DOWN = (
    "least(greatest(floor((0.5 - "
    "atanh(sin(radians(least(greatest(ST_Y(geom), -85.0511287), 85.0511287)))) / (2 * pi())"
    ") * 1073741824), 0), 1073741823)::integer"
)


def upgrade() -> None:
    op.add_column("account", _short_text("language", 16))
    op.add_column("body", _json_object("translations"))
    op.add_column(
        "category", sa.Column("radius_metres", sa.Integer(), server_default="100", nullable=False)
    )
    op.add_column("category", _short_text("symbol", 50))
    op.add_column("category", _json_object("words"))
    op.add_column("category", _json_object("translations"))
    op.add_column(
        "one_time_link", sa.Column("tries", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("photo", _short_text("alt", 300))
    op.add_column("report", _short_text("place_note", 300))
    op.add_column(
        "report",
        sa.Column("is_place_rough", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.create_index("ix_report_answered", "report", ["body_id", "category_id", "reported_at"])
    _add_ways_to_find()
    _add_passkeys()


def _add_ways_to_find() -> None:
    for name, position in (("across", _ACROSS), ("down", _DOWN)):
        op.add_column(
            "report",
            sa.Column(name, sa.Integer(), sa.Computed(position, persisted=True), nullable=False),
        )
    op.create_index(
        "ix_report_searched",
        "report",
        [sa.literal_column(_SEARCHED)],
        unique=False,
        postgresql_using="gin",
    )


def _add_passkeys() -> None:
    op.create_table(
        "passkey",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(length=1023), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), server_default="0", nullable=False),
        _instant("created_at", server_default=sa.text("now()"), nullable=False),
        _instant("used_at", nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_passkey_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_index(op.f("ix_passkey_account_id"), "passkey", ["account_id"])
    op.create_table(
        "passkey_challenge",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("challenge_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        _instant("expires_at", nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_passkey_challenge_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey_challenge")),
        sa.UniqueConstraint("challenge_hash", name=op.f("uq_passkey_challenge_challenge_hash")),
    )
    op.create_index(op.f("ix_passkey_challenge_expires_at"), "passkey_challenge", ["expires_at"])


def downgrade() -> None:
    op.drop_index("ix_report_searched", table_name="report", postgresql_using="gin")
    op.drop_column("report", "down")
    op.drop_column("report", "across")
    op.drop_table("passkey_challenge")
    op.drop_table("passkey")
    op.drop_index("ix_report_answered", "report")
    op.drop_column("report", "is_place_rough")
    op.drop_column("report", "place_note")
    op.drop_column("photo", "alt")
    op.drop_column("one_time_link", "tries")
    op.drop_column("category", "translations")
    op.drop_column("category", "words")
    op.drop_column("category", "symbol")
    op.drop_column("category", "radius_metres")
    op.drop_column("body", "translations")
    op.drop_column("account", "language")


def _short_text(name: str, length: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=length), server_default="", nullable=False)


def _json_object(name: str) -> sa.Column[object]:
    return sa.Column(
        name,
        postgresql.JSONB(astext_type=sa.Text()),
        server_default=sa.text("'{}'::jsonb"),
        nullable=False,
    )


def _instant(name: str, **facts: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), **facts)
