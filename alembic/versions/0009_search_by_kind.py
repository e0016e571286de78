"""The kind of a publication in its search entry."""

import sqlalchemy as sa

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_FILL = "UPDATE search_publication SET kind = (SELECT kind FROM publication WHERE row_id = record_row)"


def upgrade() -> None:
    with op.batch_alter_table("search_publication", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", sa.String(), nullable=True))
    op.execute(_FILL)
    with op.batch_alter_table("search_publication", schema=None) as batch_op:
        batch_op.alter_column("kind", existing_type=sa.String(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("search_publication", schema=None) as batch_op:
        batch_op.drop_column("kind")
