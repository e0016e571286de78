"""Connections: a writing engine for the commands and a reading one for the service, which cannot write.

The only module that knows which database this is.
"""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson
from sqlalchemy import Connection, Engine, create_engine, event, inspect
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.pool import NullPool

# The newest migration: what this program reads and writes.
SCHEMA = "0009"
# What a database throws that does not answer as it should.
DATABASE_ERRORS = (DBAPIError, NoConnectionFree)
QUERY_SECONDS = 2.0
_BUSY_MILLISECONDS = 5000
_CONNECT_SECONDS = 2
# Any number, as long as every writer takes the same: "SNHR".
_WRITERS_LOCK = 0x534E4852
_PROGRESS_OPCODES = 5000

# What a reading connection may do; everything else (ATTACH, PRAGMA, temporary tables, every write) is denied.
# mode=ro alone does not stop ATTACH, which creates files.
_READER_MAY = frozenset(
    {
        sqlite3.SQLITE_SELECT,
        sqlite3.SQLITE_READ,
        sqlite3.SQLITE_FUNCTION,
        sqlite3.SQLITE_RECURSIVE,
        sqlite3.SQLITE_TRANSACTION,
    }
)


def write_engine(url: str) -> Engine:
    """The engine of the commands. A transaction takes the write lock at its start, so two writers never interleave.

    A command needs one connection once: none is kept.
    """
    parsed = make_url(url)
    if not _is_sqlite(parsed):
        waiting = {"options": f"-c lock_timeout={_BUSY_MILLISECONDS}"}
        engine = create_engine(parsed, poolclass=NullPool, connect_args=waiting)
        event.listen(engine, "begin", _wait_for_writers)
        return engine
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, poolclass=NullPool)
    event.listen(engine, "connect", _set_up_writer)
    event.listen(engine, "begin", _begin_writing)
    return engine


def read_engine(url: str, seconds: float | None = QUERY_SECONDS, connections: int = 5) -> Engine:
    """The engine of the service. Refuses every write, and ends a query or a wait for a lock after so many seconds (None: never).

    No more than `connections` are open at once; whoever gets none in the time of a query gives up.
    """
    parsed = make_url(url)
    pool: dict[str, Any] = {
        "isolation_level": "AUTOCOMMIT",
        # A connection that only reads, each statement by itself, has nothing to take back.
        "skip_autocommit_rollback": True,
        "json_deserializer": orjson.loads,
        "pool_size": connections,
        "max_overflow": 0,
        "pool_timeout": seconds or QUERY_SECONDS,
    }
    if not _is_sqlite(parsed):
        # A plan of several processes would take the processors of everybody else, and a rare word would wait for its start.
        # With the memory that it takes without asking, a search that finds very many would write half of what it joins to disk.
        plans = "-c max_parallel_workers_per_gather=0 -c work_mem=16MB"
        options = f"-c default_transaction_read_only=on {plans} -c statement_timeout={int((seconds or 0) * 1000)}"
        # A connection that the server has dropped is found and replaced before it is used.
        given = {"options": options, "connect_timeout": _CONNECT_SECONDS}
        return create_engine(parsed, pool_pre_ping=True, connect_args=given, **pool)
    path = quote(str(Path(parsed.database or "").absolute()))
    engine = create_engine(f"sqlite:///file:{path}?mode=ro&uri=true", **pool)
    event.listen(engine, "connect", partial(_set_up_reader, seconds))
    if seconds:
        event.listen(engine, "before_cursor_execute", partial(_start_clock, seconds))
    return engine


def database_exists(url: str) -> bool:
    """Whether there is anything to open. A server's database is taken to exist."""
    parsed = make_url(url)
    return not _is_sqlite(parsed) or Path(parsed.database or "").exists()


def is_embedded(url: str) -> bool:
    """Whether the database is read in this process, so that what it has in memory comes without waiting."""
    return _is_sqlite(make_url(url))


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _set_up_writer(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "foreign_keys=ON", f"busy_timeout={_BUSY_MILLISECONDS}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_writing(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _wait_for_writers(connection: Connection) -> None:
    """One writer at a time, as SQLite has it: a publish never sees half of what an import stores meanwhile."""
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_WRITERS_LOCK})")


def _set_up_reader(seconds: float | None, connection: sqlite3.Connection, record: Any) -> None:
    connection.execute(f"PRAGMA busy_timeout={int(seconds * 1000) if seconds else _BUSY_MILLISECONDS}")
    connection.execute("PRAGMA query_only=ON")
    _open_full_text(connection)
    record.info["deadline"] = float("inf")
    connection.set_progress_handler(lambda: time.monotonic() > record.info["deadline"], _PROGRESS_OPCODES)
    connection.set_authorizer(_authorize)


def _open_full_text(connection: sqlite3.Connection) -> None:
    """Opening a full-text table declares it to SQLite, which the authorizer would take for a write: it is done before."""
    virtual = connection.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE %'").fetchall()
    for (name,) in virtual:
        connection.execute(f'SELECT 1 FROM "{name}" LIMIT 0')  # noqa: S608  (a name out of the schema)


def _authorize(action: int, name: str | None, *_: object) -> int:
    """Full-text tables ask whether the file has changed; no other PRAGMA is answered."""
    asks_for_changes = action == sqlite3.SQLITE_PRAGMA and name == "data_version"
    return sqlite3.SQLITE_OK if action in _READER_MAY or asks_for_changes else sqlite3.SQLITE_DENY


def _start_clock(seconds: float, connection: Connection, *_: object) -> None:
    connection.info["deadline"] = time.monotonic() + seconds


def migrate(url: str) -> None:
    """Brings the database to the newest schema, in one transaction."""
    # A service that only reads starts half a second sooner without it.
    command = import_module("alembic.command")
    config = import_module("alembic.config").Config(str(Path(__file__).parents[2] / "alembic.ini"))
    with migrating(url) as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def gather_statistics(connection: Connection, *tables: str) -> None:
    """Lets PostgreSQL see what a long transaction wrote: it would plan for empty tables, and read full ones from end to end."""
    if connection.dialect.name == "postgresql":
        for table in tables:
            connection.exec_driver_sql(f"ANALYZE {table}")


@contextmanager
def migrating(url: str) -> Iterator[Connection]:
    """A transaction that changes the schema.

    SQLite changes a table by making it anew; meanwhile rows of others point at nothing, so that is looked at in the end.
    """
    engine = write_engine(url)
    if _is_sqlite(engine.url):
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys=OFF"))
    with engine.begin() as connection:
        yield connection
        if _is_sqlite(engine.url) and (row := connection.exec_driver_sql("PRAGMA foreign_key_check").first()):
            raise ValueError(f"a row of {row[0]} points at a row of {row[2]} that is not there")


def schema_version(connection: Connection) -> str:
    """The newest migration that the database has."""
    return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())


def scrub(url: str) -> None:
    """Leaves no byte of what was overwritten in the database's files: not in free pages, indexes or the write-ahead log.

    Needs a moment in which nobody reads. TimeoutError where readers held old pages for too long: what is left goes next time.
    """
    engine = write_engine(url)
    if not _is_sqlite(make_url(url)):
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            # What the planner knows of a column are values out of it: they are counted anew before old rows are cleared away.
            connection.exec_driver_sql("ANALYZE")
            try:
                connection.exec_driver_sql("VACUUM FULL")
            except OperationalError:
                raise TimeoutError("a table of the database is still held by a reader: end it, then run VACUUM FULL") from None
        return
    with closing(engine.raw_connection()) as connection:
        connection.execute("PRAGMA secure_delete=ON")
        indexes = connection.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%fts5%'")
        for (name,) in indexes.fetchall():
            connection.execute(f'INSERT INTO "{name}"("{name}") VALUES (\'optimize\')')  # noqa: S608  (a name of our own schema)
        connection.execute("VACUUM")
        if connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            raise TimeoutError(
                "old pages of the database are still held by a reader: end it, then run PRAGMA wal_checkpoint(TRUNCATE)"
            )


def has_schema(engine: Engine) -> bool:
    """Whether the database has been migrated at all."""
    with engine.connect() as connection:
        return inspect(connection).has_table("alembic_version")
