"""the job queue's own tables

Its SQL comes from the installed package (pinned to one minor version, which is what its schema
changes with): a later minor version is a revision of its own here.
"""

from collections.abc import Sequence

from alembic import op
from procrastinate.schema import SchemaManager

revision: str = "0002"
down_revision: str | Sequence[str] | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    connection = op.get_bind().connection.driver_connection
    connection.execute(SchemaManager.get_schema().encode())


def downgrade() -> None:
    op.execute(
        """
        do $$ declare r record; begin
          for r in select format('%I', tablename) as name from pg_tables
            where schemaname = current_schema() and tablename like 'procrastinate%' loop
            execute 'drop table ' || r.name || ' cascade';
          end loop;
          for r in select p.oid::regprocedure::text as name from pg_proc p
            join pg_namespace n on n.oid = p.pronamespace
            where n.nspname = current_schema() and p.proname like 'procrastinate%' loop
            execute 'drop function ' || r.name || ' cascade';
          end loop;
          for r in select format('%I', t.typname) as name from pg_type t
            join pg_namespace n on n.oid = t.typnamespace
            where n.nspname = current_schema() and t.typname like 'procrastinate%'
              and t.typtype in ('e', 'c') loop
            execute 'drop type ' || r.name || ' cascade';
          end loop;
        end $$
        """
    )
