"""Posts of a site as last seen, pairs that wait for a person, and the answers that an import read."""

import sqlalchemy as sa
import sqlmodel

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString
    op.create_table(
        "source_post",
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("site", text(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("language", text(), nullable=False),
        sa.Column("public_id", text(), nullable=True),
        sa.Column("modified", text(), nullable=True),
        sa.Column("categories_sha256", text(), nullable=False),
        sa.Column("refusal", text(), nullable=True),
        sa.Column("alternates", sa.JSON(), nullable=False),
        sa.Column("gone_on", sa.Date(), nullable=True),
        sa.CheckConstraint("public_id IS NOT NULL OR refusal IS NOT NULL", name=op.f("ck_source_post_taken_or_refused")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_source_post")),
        sa.UniqueConstraint("site", "post_id", name=op.f("uq_source_post_site_post_id")),
    )
    with op.batch_alter_table("source_post", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_source_post_public_id"), ["public_id"], unique=False)
    op.create_table(
        "pair_proposal",
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("english_id", text(), nullable=False),
        sa.Column("arabic_id", text(), nullable=False),
        sa.Column("reason", text(), nullable=False),
        sa.Column("refused", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_pair_proposal")),
        sa.UniqueConstraint("english_id", "arabic_id", name=op.f("uq_pair_proposal_english_id_arabic_id")),
    )
    with op.batch_alter_table("import_run", schema=None) as batch_op:
        batch_op.add_column(sa.Column("bodies", sa.JSON(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("import_run", schema=None) as batch_op:
        batch_op.drop_column("bodies")
    op.drop_table("pair_proposal")
    op.drop_table("source_post")
