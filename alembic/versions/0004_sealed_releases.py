"""Manifests and signatures of releases, reasons of revisions and removals, redactions, and salts of words."""

import secrets

import sqlalchemy as sa
import sqlmodel

from alembic import op

revision = "0004"
down_revision = "0001"
branch_labels = None
depends_on = None

WORDS = ("publication_text", "figure_evidence")


def upgrade() -> None:
    text = sqlmodel.sql.sqltypes.AutoString
    with op.batch_alter_table("release", schema=None) as batch_op:
        for name in ("manifest", "manifest_sha256", "signature"):
            batch_op.add_column(sa.Column(name, text(), nullable=True))
    with op.batch_alter_table("figure", schema=None) as batch_op:
        for name in ("revision_note_en", "revision_note_ar"):
            batch_op.add_column(sa.Column(name, text(), nullable=True))
    for table in WORDS:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("salt", text(), nullable=True))
        _salt_rows(table)
    op.create_table(
        "removal",
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("public_id", text(), nullable=False),
        sa.Column("release_number", sa.Integer(), nullable=True),
        sa.Column("reason", text(), nullable=False),
        sa.Column("note_en", text(), nullable=True),
        sa.Column("note_ar", text(), nullable=True),
        sa.ForeignKeyConstraint(["release_number"], ["release.number"], name=op.f("fk_removal_release_number_release")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_removal")),
    )
    op.create_table(
        "redaction",
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("public_id", text(), nullable=False),
        sa.Column("table_name", text(), nullable=False),
        sa.Column("target", sa.Integer(), nullable=False),
        sa.Column("language", text(), nullable=False),
        sa.Column("from_release", sa.Integer(), nullable=False),
        sa.Column("until_release", sa.Integer(), nullable=True),
        sa.Column("release_number", sa.Integer(), nullable=False),
        sa.Column("redacted_on", sa.Date(), nullable=False),
        sa.Column("reason", text(), nullable=False),
        sa.Column("was", text(), nullable=False),
        sa.Column("now", text(), nullable=False),
        sa.ForeignKeyConstraint(["release_number"], ["release.number"], name=op.f("fk_redaction_release_number_release")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_redaction")),
    )
    for table in ("removal", "redaction"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name in ("public_id", "release_number"):
                batch_op.create_index(batch_op.f(f"ix_{table}_{name}"), [name], unique=False)


def downgrade() -> None:
    op.drop_table("redaction")
    op.drop_table("removal")
    for table in WORDS:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("salt")
    with op.batch_alter_table("figure", schema=None) as batch_op:
        for name in ("revision_note_ar", "revision_note_en"):
            batch_op.drop_column(name)
    with op.batch_alter_table("release", schema=None) as batch_op:
        for name in ("signature", "manifest_sha256", "manifest"):
            batch_op.drop_column(name)


def _salt_rows(table: str) -> None:
    rows = sa.table(table, sa.column("row_id"), sa.column("salt"))
    connection = op.get_bind()
    salted = [{"row": row_id, "new": secrets.token_hex(16)} for row_id in connection.scalars(sa.select(rows.c.row_id))]
    if salted:
        connection.execute(sa.update(rows).where(rows.c.row_id == sa.bindparam("row")).values(salt=sa.bindparam("new")), salted)
