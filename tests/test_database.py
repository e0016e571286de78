"""The service's connection cannot write, on either database, whatever it is asked to run."""

from pathlib import Path

import pytest
from databases import only_postgresql, only_sqlite
from factories import Desk, make_page
from pydantic import ValidationError
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from api.database import read_engine
from api.settings import Settings

WRITES = [
    "INSERT INTO source_identity (key, public_id) VALUES ('a', 'b')",
    "UPDATE publication SET kind = 'news'",
    "DELETE FROM publication",
    "DROP TABLE publication",
    "CREATE TABLE mine (a INTEGER)",
    "CREATE TEMPORARY TABLE mine (a INTEGER)",
]


@pytest.mark.parametrize("statement", WRITES)
def test_the_service_cannot_write(database: str, statement: str) -> None:
    Desk(database).take(make_page())
    engine = read_engine(database)
    with engine.connect() as connection:
        with pytest.raises(DBAPIError):
            connection.execute(text(statement))
        assert connection.execute(text("SELECT count(*), min(kind) FROM publication")).one() == (1, "report")
    engine.dispose()


@only_sqlite
@pytest.mark.parametrize(
    "statement",
    [
        "ATTACH DATABASE '{folder}/other.db' AS other",
        "PRAGMA query_only = OFF",
        "PRAGMA writable_schema = ON",
        "VACUUM INTO '{folder}/copy.db'",
        "SELECT load_extension('x')",
    ],
)
def test_nothing_on_sqlite_opens_another_way_to_write(desk: Desk, tmp_path: Path, statement: str) -> None:
    desk.take(make_page())
    before = {path.name for path in tmp_path.iterdir()}
    engine = read_engine(desk.url)
    with engine.connect() as connection, pytest.raises(DBAPIError):
        connection.execute(text(statement.format(folder=tmp_path)))
    engine.dispose()
    assert {path.name for path in tmp_path.iterdir()} - before <= {"test.db-shm", "test.db-wal"}


def test_a_query_that_takes_too_long_is_ended(database: str) -> None:
    engine = read_engine(database, seconds=0.1)
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    with engine.connect() as connection, pytest.raises(DBAPIError, match=r"interrupted|statement timeout"):
        connection.execute(text(endless))
    engine.dispose()


@only_postgresql
def test_a_query_of_the_service_has_memory_of_its_own_and_no_second_process(database: str) -> None:
    engine = read_engine(database)
    with engine.connect() as connection:
        shown = [
            connection.exec_driver_sql(f"SHOW {name}").scalar_one() for name in ("work_mem", "max_parallel_workers_per_gather")
        ]
    engine.dispose()
    assert shown == ["16MB", "0"]


@pytest.mark.parametrize(
    ("allowed", "workers", "connections", "threads"),
    [(60, 1, 7, 4), (60, 8, 7, 4), (60, 12, 5, 2), (60, 20, 3, 1), (3, 1, 3, 1), (500, 64, 7, 4)],
)
def test_a_worker_takes_its_share_of_the_connections(allowed: int, workers: int, connections: int, threads: int) -> None:
    settings = Settings(database_connections=allowed, workers=workers)
    assert (settings.connections, settings.threads) == (connections, threads)


@pytest.mark.parametrize(("allowed", "workers", "least"), [(60, 21, 63), (2, 1, 3)])
def test_too_few_connections_for_all_workers_are_refused(allowed: int, workers: int, least: int) -> None:
    with pytest.raises(ValidationError, match=f"SNHR_DATABASE_CONNECTIONS: {workers} workers need {least} at least"):
        Settings(database_connections=allowed, workers=workers)
