"""The migrations make exactly the tables that the models declare, on both databases, and go back again."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect
from sqlmodel import SQLModel

import api.models  # noqa: F401  (completes the metadata)
from alembic import command
from api.database import write_engine

CONFIG = Path(__file__).parents[2] / "alembic.ini"


def is_declared(name: str | None, kind: str, _parents: object) -> bool:
    """Full-text tables are written by hand, one way for each database, and no model declares them."""
    return not (kind == "table" and "_words" in (name or ""))


# An index on an expression cannot be read back from SQLite; PostgreSQL compares it, and the query plans need it.
@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection:sqlalchemy.exc.SAWarning")
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
def test_migrations_equal_models(database: str) -> None:
    with write_engine(database).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_server_default": True, "include_name": is_declared})
        assert compare_metadata(context, SQLModel.metadata) == []


def test_the_migrations_are_one_line_of_versions() -> None:
    assert len(ScriptDirectory.from_config(Config(CONFIG)).get_heads()) == 1


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection:sqlalchemy.exc.SAWarning")
def test_every_migration_can_be_taken_back(database: str) -> None:
    config = Config(CONFIG)
    with write_engine(database).begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
        command.upgrade(config, "head")
        assert set(SQLModel.metadata.tables) < set(inspect(connection).get_table_names())
