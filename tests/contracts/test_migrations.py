"""The migrations make exactly the tables that the models declare, on both databases, and go back again."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from factories import Desk, make_arabic, make_figure, make_page
from sqlalchemy import inspect
from sqlmodel import SQLModel

import api.models  # noqa: F401  (completes the metadata)
from alembic import command
from api.database import SCHEMA, migrate, migrating, schema_version, write_engine

KEPT = (2, "Account number 1")
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
    with migrating(database) as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
        command.upgrade(config, "head")
        assert set(SQLModel.metadata.tables) < set(inspect(connection).get_table_names())


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection:sqlalchemy.exc.SAWarning")
def test_each_step_goes_back_and_forward_again_over_published_rows(database: str) -> None:
    desk = Desk(database)
    desk.take(make_page(), make_figure(), arabic=make_arabic())
    desk.publish()
    config = Config(CONFIG)
    for step in ScriptDirectory.from_config(config).walk_revisions():
        earlier = str(step.down_revision or "base")
        with migrating(database) as connection:
            config.attributes["connection"] = connection
            command.downgrade(config, earlier)
            command.upgrade(config, step.revision)
            if earlier != "base":
                assert connection.exec_driver_sql("SELECT count(*), min(title) FROM publication_text").one() == KEPT
            command.downgrade(config, earlier)
    migrate(database)
    with write_engine(database).begin() as connection:
        assert schema_version(connection) == SCHEMA
