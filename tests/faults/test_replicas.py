"""Replicas: one that lacks what is asked is passed over, one that hangs or is gone too, and no walk goes back."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from conftest import Serve
from databases import Databases
from factories import Desk, make_figure, make_page
from sqlalchemy import event
from starlette.testclient import TestClient

from api.database import read_engine
from api.http.reading import Reader
from api.publishing.guard import Reason
from api.publishing.redaction import redact
from api.settings import Settings

GONE = "postgresql+psycopg://nobody@127.0.0.1:1/none"
PATH = "/v1/articles?sort=published_on&limit=1"


class Pair:
    """A primary, and a replica that has what was published on it too."""

    def __init__(self, primary: Desk, replica: Desk) -> None:
        self.primary = primary
        self.replica = replica

    def publish(self, number: int, *, reaches_replica: bool = True) -> None:
        for desk in (self.primary, self.replica) if reaches_replica else (self.primary,):
            desk.take(make_page(number), make_figure())
            desk.publish()

    def catch_up(self, number: int) -> None:
        """What the primary has reaches the replica."""
        self.replica.take(make_page(number), make_figure())
        self.replica.publish()


@pytest.fixture
def pair(databases: Databases, tmp_path: Path) -> Iterator[Pair]:
    desks = []
    for name in ("primary", "replica"):
        (tmp_path / name).mkdir()
        desks.append(Desk(databases.make(tmp_path / name)))
    yield Pair(*desks)
    for desk in desks:
        databases.drop(desk.url)


class Service:
    """A service that prefers the replica; `asked` counts what each of its databases was asked for by the last question."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.reader: Reader = client.app.metrics.reader  # type: ignore[attr-defined]  # the outermost part has it
        self.asked = [0] * len(self.reader.sources)
        for number, source in enumerate(self.reader.sources):
            for engine in source.engines:
                event.listen(engine, "before_cursor_execute", partial(self._note, number))

    def _note(self, number: int, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        self.asked[number] += "FROM publication" in statement

    def look(self) -> None:
        """What the watch does within a second."""
        self.reader._look()

    def get(self, address: str) -> Any:
        self.asked[:] = [0] * len(self.asked)
        answer = self.client.get(address.removeprefix("https://data.example.org"))
        assert answer.status_code == 200
        return answer.json()

    def answered(self) -> list[bool]:
        return [asked > 0 for asked in self.asked]


@pytest.fixture
def service(pair: Pair, serve: Serve) -> Service:
    pair.publish(1)
    pair.publish(2)
    return Service(serve("sqlite://", read_database_url=f"{pair.replica.url}, {pair.primary.url}", cache_bytes=0))


def test_reads_go_to_the_replica_as_long_as_it_has_the_release(pair: Pair, service: Service) -> None:
    walk = service.get(PATH)["links"]["next"]
    assert service.answered() == [True, False]
    pair.publish(3, reaches_replica=False)
    service.look()
    assert service.get(PATH)["meta"]["total"] == 3
    assert service.answered() == [False, True], "the replica lacks the current release"
    assert service.get(walk)["meta"]["total"] == 2
    assert service.answered() == [True, False], "it has the one of this walk"
    pair.catch_up(3)
    service.look()
    assert service.get(PATH)["meta"]["total"] == 3
    assert service.answered() == [True, False]


def test_no_answer_is_older_than_the_one_before_where_the_primary_goes(pair: Pair, service: Service) -> None:
    pair.publish(3, reaches_replica=False)
    service.look()
    walk = service.get(PATH)["links"]["next"]
    primary = service.reader.sources[1]
    primary.close()
    primary.engine = primary.near = read_engine(GONE)
    refused = service.client.get(PATH)
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "1")
    assert service.client.get(walk.removeprefix("https://data.example.org")).status_code == 503
    assert service.client.get("/readyz").status_code == 503
    pair.catch_up(3)
    service.look()
    assert service.get(walk)["meta"]["release"].endswith(".3")


def test_a_replica_without_a_redaction_is_not_asked(pair: Pair, service: Service) -> None:
    """It would give the words again, in every release that it has."""
    first = service.get(PATH)["data"][0]["id"]
    release = service.get(PATH)["meta"]["release"]
    with pair.primary.engine.begin() as connection:
        redact(connection, first, Reason("safety"), ["41 civilians"])
    service.look()
    address = f"/v1/reports/{first}?release={release}"
    assert "41 civilians" not in service.get(address)["data"]["body"]
    assert service.answered() == [False, True]


@contextmanager
def hanging() -> Iterator[str]:
    """The address of a server that takes connections and never answers."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield f"postgresql+psycopg://nobody@127.0.0.1:{listener.getsockname()[1]}/none"


def test_a_replica_that_is_gone_or_hangs_is_passed_over(pair: Pair, serve: Serve) -> None:
    pair.publish(1)
    with hanging() as silent:
        service = Service(serve("sqlite://", read_database_url=",".join((GONE, silent, pair.primary.url)), cache_bytes=0))
        begun = time.monotonic()
        assert service.get(PATH)["meta"]["total"] == 1
        assert time.monotonic() - begun < 2, "no request waits for it: the watch does"
        assert service.answered() == [False, False, True]


def test_a_comma_inside_an_address_is_a_part_of_it() -> None:
    one = "postgresql+psycopg://a@/snhr?host=one,two"
    assert Settings(read_database_url=f"{one},sqlite:///b.db").reader_urls == (one, "sqlite:///b.db")
    assert Settings(database_url="sqlite:///a.db").reader_urls == ("sqlite:///a.db",)
