"""inbound mail, endpoints and keys of Open311, webhooks, alarms"""

from collections.abc import Sequence

import geoalchemy2
import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0003"
down_revision: str | Sequence[str] | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "api_key",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("key_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column(
            "rights",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
        sa.Column("body_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("per_hour", sa.Integer(), server_default="1000", nullable=False),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now()"),
            nullable=False,
        ),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_api_key_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_key")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_api_key_key_hash")),
        sa.UniqueConstraint("name", name=op.f("uq_api_key_name")),
    )
    op.create_table(
        "endpoint",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("body_id", sa.BigInteger(), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        sa.Column("jurisdiction_id", sa.String(length=200), server_default="", nullable=False),
        sa.Column("key_name", sa.String(length=100), server_default="", nullable=False),
        sa.Column("format", sa.String(length=4), server_default="xml", nullable=False),
        sa.Column(
            "quirks",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column(
            "polling",
            sa.Enum("none", "updates", "requests", name="polling", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("polled_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_active", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.ForeignKeyConstraint(["body_id"], ["body.id"], name=op.f("fk_endpoint_body_id_body")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_endpoint")),
        sa.UniqueConstraint("body_id", name=op.f("uq_endpoint_body_id")),
    )
    op.create_table(
        "contact_alarm",
        sa.Column("contact_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=50), nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("cleared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "sending",
                "sent",
                "dead",
                "cancelled",
                name="state",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("last_error", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_contact_alarm_contact_id_contact")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_alarm")),
        sa.UniqueConstraint("message_id", name=op.f("uq_contact_alarm_message_id")),
    )
    op.create_index(
        "uq_contact_alarm_open",
        "contact_alarm",
        ["contact_id", "kind"],
        unique=True,
        postgresql_where=sa.text("cleared_at is null"),
    )
    op.create_table(
        "service",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("endpoint_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("group", sa.String(length=300), server_default="", nullable=False),
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column(
            "attributes",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("gone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["endpoint_id"], ["endpoint.id"], name=op.f("fk_service_endpoint_id_endpoint")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
        sa.UniqueConstraint("endpoint_id", "code", name=op.f("uq_service_endpoint_id_code")),
    )
    op.create_table(
        "foreign_report",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("report_id", sa.BigInteger(), nullable=False),
        sa.Column("endpoint_id", sa.BigInteger(), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["endpoint_id"], ["endpoint.id"], name=op.f("fk_foreign_report_endpoint_id_endpoint")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_foreign_report_report_id_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_foreign_report")),
        sa.UniqueConstraint(
            "endpoint_id", "external_id", name=op.f("uq_foreign_report_endpoint_id_external_id")
        ),
        sa.UniqueConstraint("report_id", name=op.f("uq_foreign_report_report_id")),
    )
    op.create_table(
        "hook_call",
        sa.Column("hook", sa.String(length=100), nullable=False),
        sa.Column("event", sa.String(length=50), nullable=False),
        sa.Column("report_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "payload",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "sending",
                "sent",
                "dead",
                "cancelled",
                name="state",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("last_error", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_hook_call_report_id_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hook_call")),
        sa.UniqueConstraint("message_id", name=op.f("uq_hook_call_message_id")),
    )
    op.create_index(
        "ix_hook_call_due",
        "hook_call",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("state in ('waiting', 'sending')"),
    )
    op.create_index(op.f("ix_hook_call_report_id"), "hook_call", ["report_id"], unique=False)
    op.create_table(
        "outside_update",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("update_id", sa.String(length=200), nullable=False),
        sa.Column("report_id", sa.BigInteger(), nullable=False),
        sa.Column("history_id", sa.BigInteger(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "photo_urls",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
        sa.Column("unknown_word", sa.String(length=100), server_default="", nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["history_id"],
            ["history_row.id"],
            name=op.f("fk_outside_update_history_id_history_row"),
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_outside_update_report_id_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outside_update")),
        sa.UniqueConstraint("source", "update_id", name=op.f("uq_outside_update_source_update_id")),
    )
    op.create_index(
        op.f("ix_outside_update_history_id"), "outside_update", ["history_id"], unique=False
    )
    op.create_index(
        "ix_outside_update_unknown_word",
        "outside_update",
        ["received_at"],
        unique=False,
        postgresql_where=sa.text("unknown_word <> ''"),
    )
    op.create_table(
        "received_mail",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(length=32), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recipient", sa.String(length=500), nullable=False),
        sa.Column("envelope_sender", sa.String(length=500), nullable=True),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("emptied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum(
                "received",
                "update",
                "comment",
                "queued",
                "taken",
                "dismissed",
                "bounce",
                "auto_reply",
                "acknowledged",
                "loop",
                "empty",
                "repeated",
                "quarantined",
                name="mailoutcome",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("message_id", sa.String(length=500), server_default="", nullable=False),
        sa.Column("sender", sa.String(length=500), server_default="", nullable=False),
        sa.Column("subject", sa.String(length=500), server_default="", nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("report_id", sa.BigInteger(), nullable=True),
        sa.Column("body_id", sa.BigInteger(), nullable=True),
        sa.Column("delivery_id", sa.BigInteger(), nullable=True),
        sa.Column("history_id", sa.BigInteger(), nullable=True),
        sa.Column(
            "understood",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["body_id"], ["body.id"], name=op.f("fk_received_mail_body_id_body")
        ),
        sa.ForeignKeyConstraint(
            ["history_id"], ["history_row.id"], name=op.f("fk_received_mail_history_id_history_row")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_received_mail_report_id_report")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_received_mail")),
        sa.UniqueConstraint("fingerprint", name=op.f("uq_received_mail_fingerprint")),
    )
    op.create_index(
        op.f("ix_received_mail_delivery_id"), "received_mail", ["delivery_id"], unique=False
    )
    op.create_index(
        "ix_received_mail_queued",
        "received_mail",
        ["body_id", "id"],
        unique=False,
        postgresql_where=sa.text("outcome = 'queued'"),
    )
    op.create_index(
        "ix_received_mail_message_id",
        "received_mail",
        ["message_id"],
        unique=False,
        postgresql_where=sa.text("message_id <> ''"),
    )
    op.create_index("ix_received_mail_report_id", "received_mail", ["report_id"], unique=False)
    op.create_index(
        "ix_received_mail_waiting",
        "received_mail",
        ["outcome", "id"],
        unique=False,
        postgresql_where=sa.text("outcome in ('received', 'quarantined')"),
    )
    op.add_column(
        "body",
        sa.Column(
            "trusts_its_domain", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
    )
    op.add_column(
        "category",
        sa.Column(
            "questions",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
    )
    op.add_column(
        "contact",
        sa.Column("second_address", sa.String(length=500), server_default="", nullable=False),
    )
    op.add_column(
        "delivery", sa.Column("address", sa.String(length=500), server_default="", nullable=False)
    )
    op.add_column(
        "delivery",
        sa.Column(
            "may_have_arrived", sa.Boolean(), server_default=sa.text("false"), nullable=False
        ),
    )
    op.add_column(
        "delivery", sa.Column("token", sa.String(length=200), server_default="", nullable=False)
    )
    op.add_column(
        "delivery",
        sa.Column("external_id", sa.String(length=200), server_default="", nullable=False),
    )
    op.add_column("delivery", sa.Column("said_until", sa.BigInteger(), nullable=True))
    op.add_column(
        "delivery", sa.Column("said_upvotes", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("photo", sa.Column("history_id", sa.BigInteger(), nullable=True))
    op.add_column("delivery", sa.Column("received_mail_id", sa.BigInteger(), nullable=True))
    op.add_column("delivery", sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index("ix_delivery_contact_id", "delivery", ["contact_id", "id"], unique=False)
    op.create_index("ix_report_changed_at", "report", ["changed_at", "id"], unique=False)
    op.create_index(
        "ix_history_row_told",
        "history_row",
        ["at", "id"],
        unique=False,
        postgresql_where=sa.text(
            "kind in ('status', 'responsibility', 'update') and not is_internal"
        ),
    )
    op.create_index(
        "ix_delivery_external_id",
        "delivery",
        ["external_id"],
        unique=False,
        postgresql_where=sa.text("external_id <> ''"),
    )
    op.create_index(
        "ix_delivery_token",
        "delivery",
        ["id"],
        unique=False,
        postgresql_where=sa.text("token <> ''"),
    )
    op.create_index(
        "ix_delivery_receipt",
        "delivery",
        ["created_at"],
        unique=False,
        postgresql_where=sa.text("received_mail_id is not null"),
    )
    op.create_foreign_key(
        op.f("fk_delivery_received_mail_id_received_mail"),
        "delivery",
        "received_mail",
        ["received_mail_id"],
        ["id"],
    )
    op.add_column(
        "report",
        sa.Column(
            "source",
            sa.Enum("site", "api", "import", name="source", native_enum=False, length=32),
            server_default="site",
            nullable=False,
        ),
    )
    op.add_column(
        "report",
        sa.Column(
            "answers",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
    )
    _index_reports_to_answer("closed_at is null and source <> 'import'")


def _index_reports_to_answer(which: str) -> None:
    columns = {"ix_report_due": ["expected_at", "id"]}
    columns["ix_report_inbox"] = ["body_id", *columns["ix_report_due"]]
    for name, of in columns.items():
        op.drop_index(name, table_name="report")
        op.create_index(name, "report", of, unique=False, postgresql_where=sa.text(which))


def downgrade() -> None:
    op.drop_index("ix_history_row_told", table_name="history_row")
    op.drop_index("ix_report_changed_at", table_name="report")
    _index_reports_to_answer("closed_at is null")
    op.drop_column("report", "answers")
    op.drop_column("report", "source")
    op.drop_constraint(
        op.f("fk_delivery_received_mail_id_received_mail"), "delivery", type_="foreignkey"
    )
    op.drop_index(
        "ix_delivery_receipt",
        table_name="delivery",
        postgresql_where=sa.text("received_mail_id is not null"),
    )
    op.drop_index(
        "ix_delivery_token", table_name="delivery", postgresql_where=sa.text("token <> ''")
    )
    op.drop_index(
        "ix_delivery_external_id",
        table_name="delivery",
        postgresql_where=sa.text("external_id <> ''"),
    )
    op.drop_index("ix_delivery_contact_id", table_name="delivery")
    op.drop_column("delivery", "settled_at")
    op.drop_column("delivery", "received_mail_id")
    op.drop_column("photo", "history_id")
    op.drop_column("delivery", "said_upvotes")
    op.drop_column("delivery", "said_until")
    op.drop_column("delivery", "external_id")
    op.drop_column("delivery", "token")
    op.drop_column("delivery", "may_have_arrived")
    op.drop_column("delivery", "address")
    op.drop_column("contact", "second_address")
    op.drop_column("category", "questions")
    op.drop_column("body", "trusts_its_domain")
    op.drop_index(
        "ix_received_mail_waiting",
        table_name="received_mail",
        postgresql_where=sa.text("outcome in ('received', 'quarantined')"),
    )
    op.drop_index(
        "ix_received_mail_message_id",
        table_name="received_mail",
        postgresql_where=sa.text("message_id <> ''"),
    )
    op.drop_index("ix_received_mail_report_id", table_name="received_mail")
    op.drop_index(
        "ix_received_mail_queued",
        table_name="received_mail",
        postgresql_where=sa.text("outcome = 'queued'"),
    )
    op.drop_index(op.f("ix_received_mail_delivery_id"), table_name="received_mail")
    op.drop_table("received_mail")
    op.drop_index(
        "ix_outside_update_unknown_word",
        table_name="outside_update",
        postgresql_where=sa.text("unknown_word <> ''"),
    )
    op.drop_index(op.f("ix_outside_update_history_id"), table_name="outside_update")
    op.drop_table("outside_update")
    op.drop_index(op.f("ix_hook_call_report_id"), table_name="hook_call")
    op.drop_index(
        "ix_hook_call_due",
        table_name="hook_call",
        postgresql_where=sa.text("state in ('waiting', 'sending')"),
    )
    op.drop_table("hook_call")
    op.drop_table("foreign_report")
    op.drop_table("service")
    op.drop_index(
        "uq_contact_alarm_open",
        table_name="contact_alarm",
        postgresql_where=sa.text("cleared_at is null"),
    )
    op.drop_table("contact_alarm")
    op.drop_table("endpoint")
    op.drop_table("api_key")
