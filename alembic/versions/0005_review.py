"""The reviewer's desk: checks between figures, rejected words, and evidence that is proposed for accepted figures."""

import sqlalchemy as sa
import sqlmodel

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "figure_check",
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("publication_id", text(), nullable=False),
        sa.Column("kind", text(), nullable=False),
        sa.Column("sentences", sa.JSON(), nullable=False),
        sa.Column("difference", sa.Float(), nullable=True),
        sa.Column("differs", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_figure_check")),
    )
    op.create_table(
        "figure_rejection",
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("publication_id", text(), nullable=False),
        sa.Column("figure_id", text(), nullable=False),
        sa.Column("language", text(), nullable=False),
        sa.Column("words", text(), nullable=False),
        sa.Column("reading", text(), nullable=False),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_figure_rejection")),
    )
    for table in ("figure_check", "figure_rejection"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.create_index(batch_op.f(f"ix_{table}_publication_id"), ["publication_id"], unique=False)
    with op.batch_alter_table("figure_evidence", schema=None) as batch_op:
        batch_op.add_column(sa.Column("proposed", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("figure_evidence", schema=None) as batch_op:
        batch_op.drop_column("proposed")
    op.drop_table("figure_rejection")
    op.drop_table("figure_check")
