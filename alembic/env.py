"""Runs migrations over the connection that the caller passes, or over SNHR_DATABASE_URL when run as `alembic`."""

from sqlalchemy import Connection
from sqlmodel import SQLModel

import api.models  # noqa: F401  (completes the metadata)
from alembic import context
from api.database import migrating
from api.settings import Settings


def run(connection: Connection) -> None:
    context.configure(connection=connection, target_metadata=SQLModel.metadata, render_as_batch=True, compare_server_default=True)
    with context.begin_transaction():
        context.run_migrations()


if given := context.config.attributes.get("connection"):
    run(given)
else:
    with migrating(Settings().database_url) as connection:
        run(connection)
