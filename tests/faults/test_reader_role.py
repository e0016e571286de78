"""The role of docs/reader-role.sql reads everything that the service serves, and cannot write even where it tries."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import Serve
from databases import only_postgresql
from factories import Desk, make_figure, make_page
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from api.database import read_engine

SCRIPT = (Path(__file__).parents[2] / "docs" / "reader-role.sql").read_text(encoding="utf-8")
# What a reader may do about its own session; none of it gives it a right.
PREPARED = ("SET default_transaction_read_only = off", "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE", "RESET ROLE")
WRITES = (
    "INSERT INTO source_identity (key, public_id) VALUES ('a', 'b')",
    "UPDATE publication SET kind = 'news'",
    "DELETE FROM publication",
    "TRUNCATE publication",
    "SELECT * FROM publication FOR UPDATE",
    "DROP TABLE publication",
    "ALTER TABLE publication ADD COLUMN mine INTEGER",
    "CREATE TABLE mine (a INTEGER)",
    "CREATE TEMPORARY TABLE mine (a INTEGER)",
    "CREATE SCHEMA mine",
    "CREATE ROLE mine",
    "COPY publication FROM '/etc/hostname'",
    "COPY publication FROM STDIN",
    "COPY (SELECT 1) TO '/tmp/mine'",
    "COPY (SELECT 1) TO PROGRAM 'cat'",
    "SELECT lo_create(0)",
    "SELECT lo_from_bytea(0, 'a')",
    "SELECT nextval('publication_row_id_seq')",
    "SET ROLE postgres",
    "DO $$ BEGIN DELETE FROM publication; END $$",
)

pytestmark = only_postgresql


@pytest.fixture
def reader(database: str) -> Iterator[str]:
    """A database with a release; gives its address for the role."""
    desk = Desk(database)
    desk.take(make_page(), make_figure())
    desk.publish()
    for _ in range(2):  # what was run twice is not refused
        with desk.engine.connect() as connection:
            connection.connection.driver_connection.execute(SCRIPT)  # type: ignore[union-attr]  # it is connected
    yield make_url(database).set(username="snhr_reader").render_as_string(hide_password=False)
    with desk.engine.begin() as connection:
        connection.exec_driver_sql("DROP OWNED BY snhr_reader; DROP ROLE snhr_reader")


@pytest.mark.parametrize("statement", WRITES)
def test_the_role_cannot_write_even_where_it_tries(reader: str, database: str, statement: str) -> None:
    engine = read_engine(reader)
    with engine.connect() as connection:
        for prepared in PREPARED:
            connection.exec_driver_sql(prepared)
        with pytest.raises(DBAPIError, match=r"permission denied|must be owner|cannot execute"):
            connection.execute(text(statement))
        assert connection.exec_driver_sql("SELECT count(*), min(kind) FROM publication").one() == (1, "report")
    engine.dispose()


def test_the_service_answers_as_this_role_which_reads_a_later_table_too(reader: str, database: str, serve: Serve) -> None:
    client = serve("sqlite://", read_database_url=reader)
    assert client.get("/readyz").json()["status"] == "ready"
    for path in ("/v1/articles?q=account", "/v1/figures", "/v1/codelists/parties", "/v1/releases", "/v1/articles?format=csv"):
        assert client.get(path).status_code == 200
    owner = create_engine(database, poolclass=NullPool)
    with owner.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE later (a INTEGER)")
    with create_engine(reader, poolclass=NullPool).connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM later").scalar_one() == 0


def test_whoever_else_uses_the_role_is_ended_after_two_seconds(reader: str) -> None:
    with create_engine(reader, poolclass=NullPool).connect() as connection:
        assert connection.exec_driver_sql("SHOW statement_timeout").scalar_one() == "2s"
        assert connection.exec_driver_sql("SHOW default_transaction_read_only").scalar_one() == "on"
