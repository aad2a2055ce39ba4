"""what mailed links know: in which language somebody unknown asked for one"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | Sequence[str] | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column(
        "one_time_link",
        sa.Column("language", sa.String(length=16), server_default="", nullable=False),
    )


def downgrade() -> None:
    op.drop_column("one_time_link", "language")
