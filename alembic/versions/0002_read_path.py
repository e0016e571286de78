"""Cards of publications, and an index for every filter and order of the lists."""

import sqlalchemy as sa
import sqlmodel

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

CURRENT = sa.text("first_release IS NOT NULL AND removed_in IS NULL")
DRAFT = sa.text("first_release IS NULL")
DAY = sa.text("coalesce(published_on, '0001-01-01') DESC")
END = sa.text("coalesce(period_end, '0001-01-01') DESC")
NEW = {
    "ix_publication_day": ("publication", [DAY, "public_id", "first_release", "removed_in"]),
    "ix_publication_kind_day": ("publication", ["kind", DAY, "public_id", "first_release", "removed_in"]),
    "ix_publication_period_start": ("publication", ["period_start"]),
    "ix_publication_period_end": ("publication", ["period_end"]),
    "ix_publication_text_language": ("publication_text", ["language"]),
    "ix_figure_value": ("figure", ["value", "public_id"]),
    "ix_figure_period_end_day": ("figure", [END, "public_id"]),
    "ix_figure_period_start": ("figure", ["period_start"]),
    "ix_figure_qualifier": ("figure", ["qualifier"]),
    "ix_figure_unit": ("figure", ["unit"]),
    "ix_figure_attribution": ("figure", ["attribution"]),
    "ix_figure_weapon": ("figure", ["weapon"]),
    "ix_figure_facility": ("figure", ["facility"]),
}
# Found in the indexes above.
OLD = {
    "ix_publication_kind": ("publication", ["kind"]),
    "ix_publication_published_on": ("publication", ["published_on"]),
}


def upgrade() -> None:
    op.create_table(
        "publication_card",
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("first_release", sa.Integer(), nullable=True),
        sa.Column("removed_in", sa.Integer(), nullable=True),
        sa.Column("drops", sa.Boolean(), nullable=False),
        sa.Column("public_id", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("language", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("record", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.Column("salt", sqlmodel.sql.sqltypes.AutoString(), nullable=True),
        sa.ForeignKeyConstraint(["first_release"], ["release.number"], name=op.f("fk_publication_card_first_release_release")),
        sa.ForeignKeyConstraint(["removed_in"], ["release.number"], name=op.f("fk_publication_card_removed_in_release")),
        sa.PrimaryKeyConstraint("row_id", name=op.f("pk_publication_card")),
    )
    for column in ("first_release", "removed_in", "public_id"):
        op.create_index(op.f(f"ix_publication_card_{column}"), "publication_card", [column])
    for name, condition in (("current", CURRENT), ("draft", DRAFT)):
        op.create_index(
            f"uq_publication_card_{name}",
            "publication_card",
            ["public_id", "language"],
            unique=True,
            sqlite_where=condition,
            postgresql_where=condition,
        )
    for name, (table, columns) in NEW.items():
        op.create_index(name, table, columns)
    for name, (table, _) in OLD.items():
        op.drop_index(name, table)


def downgrade() -> None:
    for name, (table, columns) in OLD.items():
        op.create_index(name, table, columns)
    for name, (table, _) in NEW.items():
        # SQLite copies a table to take a column from it, and an index on an expression is not copied with it.
        op.drop_index(name, table, if_exists=True)
    op.drop_table("publication_card")
