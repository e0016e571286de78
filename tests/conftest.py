"""Fixtures, by what a test needs. A test that touches a database runs twice, on SQLite and on a real PostgreSQL.

databases   which of the two: `only_sqlite` and `only_postgresql` of databases.py choose one
database    the address of an empty migrated database of the test's own; `desk` imports, reviews and publishes in it
shared      a desk of the module's own, which its fixtures fill once: its tests only read
blank       the address of a database without any table
plant       a desk of the test's own that also makes two datasets' files and signs
sample      a client of the service over the bundled sample: nothing may change it
both_samples  the addresses of the sample in both databases, for a test that compares them
serve       makes clients of the service over any database
redis       a real Redis of the test's own, which may be killed, stopped and started again
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from databases import Databases, Postgresql, Sqlite, postgresql_server, sample_of
from factories import Desk
from plant import Plant, make_plant
from servers import RedisServer
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import Settings

Serve = Callable[..., TestClient]


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
        client = TestClient(app, raise_server_exceptions=False).__enter__()
        clients.append(client)
        return client

    yield make
    for client in clients:
        client.__exit__()


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Sqlite:
    return Sqlite(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Postgresql]:
    with postgresql_server() as server:
        yield Postgresql(server)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest) -> Databases:
    made: Databases = request.getfixturevalue(request.param)
    return made


@pytest.fixture
def database(databases: Databases, tmp_path: Path) -> Iterator[str]:
    url = databases.make(tmp_path)
    yield url
    databases.drop(url)


@pytest.fixture
def blank(databases: Databases, tmp_path: Path) -> Iterator[str]:
    url = databases.make_blank(tmp_path)
    yield url
    databases.drop(url)


@pytest.fixture
def desk(database: str) -> Desk:
    return Desk(database)


@pytest.fixture(scope="module")
def shared(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    url = databases.make(tmp_path_factory.mktemp("shared"))
    yield Desk(url)
    databases.drop(url)


@pytest.fixture
def plant(database: str, tmp_path: Path) -> Plant:
    return make_plant(database, tmp_path)


@pytest.fixture(scope="session")
def sample_url(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> str:
    return sample_of(databases, tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="session")
def both_samples(sqlite: Sqlite, postgresql: Postgresql, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return [sample_of(one, tmp_path_factory.mktemp("sample")) for one in (sqlite, postgresql)]


@pytest.fixture
def sample(serve: Serve, sample_url: str) -> TestClient:
    return serve(sample_url)


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path)
    server.start()
    yield server
    server.kill()
