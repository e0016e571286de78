"""Search entries, their full-text tables, and no more folded text beside the texts."""

import sqlalchemy as sa
import sqlmodel

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLES = ("search_publication", "search_figure")
FACETS = ("section", "year", "place", "party", "violation", "language")


def upgrade() -> None:
    for table in TABLES:
        _create_entries(table)
        _create_words(f"{table}_words")
    op.create_table(
        "search_version",
        sa.Column("version", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_search_version")),
    )
    for table in ("publication_text", "figure_evidence"):
        # Not in batch mode: it would make the table anew without its named checks.
        op.execute(f"ALTER TABLE {table} DROP COLUMN searchable")


def downgrade() -> None:
    for table in ("publication_text", "figure_evidence"):
        op.execute(f"ALTER TABLE {table} ADD COLUMN searchable VARCHAR NOT NULL DEFAULT ''")
    op.drop_table("search_version")
    for table in TABLES:
        op.execute(f"DROP TABLE {table}_words")
        op.drop_table(table)


def _create_entries(table: str) -> None:
    op.create_table(
        table,
        sa.Column("row_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("first_release", sa.Integer(), nullable=False),
        sa.Column("removed_in", sa.Integer(), nullable=True),
        sa.Column("public_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("record_row", sa.Integer(), nullable=False),
        sa.Column("age", sa.Integer(), nullable=False),
        *(sa.Column(facet, sqlmodel.sql.sqltypes.AutoString(), nullable=False) for facet in FACETS),
        sa.PrimaryKeyConstraint("row_id", name=op.f(f"pk_{table}")),
    )
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.create_index(f"ix_{table}_record", ["record_row", "first_release", "removed_in"], unique=False)
        newest = ["age", "public_id", "first_release", "removed_in", "record_row"]
        batch_op.create_index(f"ix_{table}_age", newest, unique=False)
        batch_op.create_index(batch_op.f(f"ix_{table}_public_id"), ["public_id"], unique=False)


def _create_words(table: str) -> None:
    """Terms, never text, are stored: each database's plainest way of taking a word as it is given."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"CREATE VIRTUAL TABLE {table} USING fts5(title, subtitle, body, tokenize='ascii', columnsize=0)")
        return
    op.execute(f"CREATE TABLE {table} (row_id bigint PRIMARY KEY, terms tsvector NOT NULL, long_text text)")
    # Out of line, so that reading many rows for their keys does not read their terms.
    op.execute(f"ALTER TABLE {table} ALTER COLUMN terms SET STORAGE EXTERNAL")
    op.execute(f"ALTER TABLE {table} SET (toast_tuple_target = 128)")
    op.execute(f"CREATE INDEX ix_{table}_terms ON {table} USING gin (terms) WITH (fastupdate = off)")
