"""Observations are found by month, so that a dataset's file is written a month at a time."""

from alembic import op

revision = "0007"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("observation") as batch:
        batch.create_index("ix_observation_month", ["series_id", "year", "month"])


def downgrade() -> None:
    with op.batch_alter_table("observation") as batch:
        batch.drop_index("ix_observation_month")
