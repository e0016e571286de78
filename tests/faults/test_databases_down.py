"""A database that restarts, is locked or is slow: errors only while it is, none after, and kept answers go on."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from resource import RLIMIT_FSIZE, getrlimit, setrlimit
from typing import Any, NamedTuple

import pytest
from conftest import Serve
from databases import Postgresql, postgresql_server
from factories import Desk, make_page
from faults.load import Load, wait_until
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, OperationalError

from api import database as databases_module
from api.database import write_engine
from api.publishing.publish import Notes
from api.publishing.publish import publish as make_release
from api.queries.snapshot import Snapshot
from api.routes import releases

ROOM = 16 * 1024 * 1024
KEPT = "/v1/articles?limit=1"
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"


class Answer(NamedTuple):
    """What a reader got, and when."""

    at: float
    status: int
    retry: str | None


@pytest.fixture(scope="module")
def own() -> Iterator[Postgresql]:
    """A server that this module's tests may stop."""
    with postgresql_server() as server:
        yield Postgresql(server)


def publish(url: str) -> Desk:
    desk = Desk(url)
    for number in range(3):
        desk.take(make_page(number))
    desk.publish()
    return desk


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_postgresql_restarts_under_load(own: Postgresql, serve: Serve, mode: str) -> None:
    """No answer fails but while it is down, and what was kept is answered all the time."""
    publish(url := own.make())
    client, keeping = serve(url, cache_bytes=0), serve(url)
    assert keeping.get(KEPT).status_code == 200

    def ask() -> Answer:
        answer = client.get(KEPT)
        return Answer(time.monotonic(), answer.status_code, answer.headers.get("Retry-After"))

    with Load(ask) as load, Load(lambda: keeping.get(KEPT).status_code, readers=1) as kept:
        wait_until(lambda: all(len(seen) > 5 for seen in load.seen))
        down = time.monotonic()
        own.server.stop(mode)
        wait_until(lambda: all(seen[-1].status == 503 for seen in load.seen))
        own.server.start()
        up = time.monotonic()
        counts = [len(seen) for seen in load.seen]
        wait_until(lambda: all(len(seen) > count + 5 for seen, count in zip(load.seen, counts, strict=True)))
    failed = [answer for seen in load.seen for answer in seen if answer.status != 200]
    assert {(answer.status, answer.retry) for answer in failed} == {(503, "1")}
    assert min(answer.at for answer in failed) >= down
    # Every reader has had at most one answer on its way when the server was up again.
    assert sum(answer.at > up for answer in failed) <= len(load.seen)
    assert set(kept.seen[0]) == {200}


def test_what_is_kept_says_how_old_it_may_be_while_no_database_answers(own: Postgresql, serve: Serve) -> None:
    publish(url := own.make())
    client = serve(url)
    first = client.get(KEPT)
    assert "Age" not in first.headers
    reader = client.app.metrics.reader  # type: ignore[attr-defined]  # the outermost part has it
    own.server.stop()
    reader._answered_at -= 100  # as if it had been down for so long
    kept = client.get(KEPT)
    assert (kept.status_code, kept.content) == (200, first.content)
    assert 100 <= int(kept.headers["Age"]) < 130
    asked = client.get("/v1/reports")
    assert (asked.status_code, asked.headers["Content-Type"]) == (503, "application/problem+json")
    assert client.get("/readyz").status_code == 503
    own.server.start()
    reader._look()
    assert "Age" not in client.get(KEPT).headers
    assert client.get("/v1/reports").status_code == 200
    assert client.get("/readyz").status_code == 200


@contextmanager
def bounded(own: Postgresql) -> Iterator[None]:
    """A server none of whose files may grow beyond a size, which is that of the files of its log."""
    soft, hard = getrlimit(RLIMIT_FSIZE)
    own.server.stop()
    setrlimit(RLIMIT_FSIZE, (ROOM, hard))
    try:
        own.server.start()
    finally:
        setrlimit(RLIMIT_FSIZE, (soft, hard))
    yield
    own.server.stop()
    own.server.start()


def test_a_publish_for_which_there_is_no_room_leaves_the_old_release(own: Postgresql, serve: Serve) -> None:
    desk = publish(url := own.make())
    desk.take(make_page(9))
    # A note that cannot be packed.
    note = random.Random(1).randbytes(ROOM).hex()
    with bounded(own):
        with pytest.raises(DBAPIError, match="could not extend file"), desk.engine.begin() as connection:
            make_release(connection, Notes(en=note))
        assert serve(url).get(KEPT).json()["meta"]["total"] == 3
        desk.publish()
        assert serve(url).get(KEPT).json()["meta"]["total"] == 4


def test_a_query_that_takes_too_long_is_a_503_and_the_next_one_is_answered(
    database: str, serve: Serve, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(database)
    client = serve(database, query_seconds=0.1)
    release = client.get("/v1").json()["meta"]["release"]

    took: list[float] = []

    def slow(snapshot: Snapshot, *_: Any) -> Any:
        begun = time.monotonic()
        try:
            return snapshot.connection.execute(text(ENDLESS))
        finally:
            took.append(time.monotonic() - begun)

    with monkeypatch.context() as patch:
        patch.setattr(releases, "find_one", slow)
        ended = client.get(f"/v1/releases/{release}")
    assert (ended.status_code, ended.headers["Content-Type"], ended.headers["Retry-After"]) == (
        503,
        "application/problem+json",
        "1",
    )
    assert ended.json()["type"].endswith("/problems/unavailable")
    assert 0.1 <= took[0] < 1
    assert client.get(f"/v1/releases/{release}").status_code == 200


@contextmanager
def locked(url: str) -> Iterator[None]:
    """As much as a writer can lock."""
    with write_engine(url).begin() as connection:
        if not url.startswith("sqlite"):
            connection.exec_driver_sql("LOCK TABLE publication, release IN ACCESS EXCLUSIVE MODE")
        connection.exec_driver_sql("UPDATE publication SET kind = 'news'")
        yield
        connection.rollback()


def test_readers_go_on_while_a_writer_holds_its_lock(database: str, serve: Serve) -> None:
    """On SQLite nobody waits. On PostgreSQL only a schema's change locks readers out: they give up after a query's time."""
    publish(database)
    client = serve(database, query_seconds=0.2, cache_bytes=0)
    with locked(database):
        answer = client.get("/v1/articles")
    assert answer.status_code == (200 if database.startswith("sqlite") else 503)
    assert client.get("/v1/articles").json()["data"][0]["kind"] == "report"


def test_a_second_writer_waits_and_then_says_that_it_is_locked(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases_module, "_BUSY_MILLISECONDS", 100)
    with write_engine(database).begin(), pytest.raises(OperationalError, match=r"locked|lock timeout"):
        Desk(database).take(make_page())
    Desk(database).take(make_page())


def test_no_more_connections_than_allowed_and_a_full_pool_is_a_503(database: str, serve: Serve) -> None:
    publish(database)
    client = serve(database, database_connections=3, query_seconds=0.1, cache_bytes=0)
    assert client.get("/v1/articles").json()["meta"]["total"] == 3
    engine = client.app.metrics.reader.engines[0]  # type: ignore[attr-defined]  # the outermost part has it
    held = [engine.connect() for _ in range(3)]
    full = client.get("/v1/articles?kind=report")
    assert (full.status_code, full.headers["Retry-After"]) == (503, "1")
    # What an embedded database has at hand needs none of them.
    assert client.get("/v1/articles").status_code == (200 if database.startswith("sqlite") else 503)
    for connection in held:
        connection.close()
    assert client.get("/v1/articles?kind=report").status_code == 200
