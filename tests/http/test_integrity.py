"""A release in which anything was changed is found, and is not served."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import Any

import httpx2 as httpx
import pytest
from conftest import Serve
from databases import only_sqlite
from edge import Service, serving
from factories import make_page, tell_story
from faults.load import wait_until
from plant import Plant
from sqlalchemy import Connection, Table, select, update
from starlette.testclient import TestClient

from api import models
from api.http import integrity as module
from api.http.integrity import Integrity
from api.http.reading import Reader
from api.models import VERSIONED, table_of
from api.models.base import BOOKKEEPING
from api.publishing.manifest import Press
from api.publishing.signing import load_key, new_key
from api.publishing.verify import FAILED, verify
from api.queries.manifests import check_releases

# On each database.
PLACES = 500
NO_CONSTRAINTS = """DO $$ DECLARE it record; BEGIN
FOR it IN SELECT conrelid::regclass AS place, conname FROM pg_constraint WHERE contype IN ('c', 'f') AND connamespace = 'public'::regnamespace ORDER BY contype DESC
LOOP EXECUTE format('ALTER TABLE %%s DROP CONSTRAINT %%I', it.place, it.conname); END LOOP; END $$"""
# What a release is made of, beside its rows: none of these columns can be seen in an answer.
UNSEEN = BOOKKEEPING - {"first_release", "removed_in"}


@pytest.fixture(autouse=True)
def found(monkeypatch: pytest.MonkeyPatch) -> bytearray:
    """What the workers of a service tell one another, and the services of these tests must not."""
    byte = bytearray(1)
    monkeypatch.setattr(module, "_FOUND", byte)
    return byte


def other(value: Any, chance: random.Random) -> Any:
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, date):
        return value + (timedelta(seconds=1) if isinstance(value, datetime) else timedelta(days=1))
    if isinstance(value, int | float):
        return value + chance.randint(1, 9)
    if isinstance(value, list):
        return [*value, {"text": "added"}]
    place = chance.randrange(len(value)) if value else 0
    return value[:place] + chr(ord(value[place]) ^ 1) + value[place + 1 :] if value else "added"


class Places:
    """Everything in which something may be changed: rows by column, and files by byte."""

    def __init__(self, plant: Plant) -> None:
        self.plant = plant
        self.chance = random.Random(1000)
        with plant.engine.connect() as connection:
            tables = [*map(table_of, VERSIONED), models.removal, models.release]
            self.tables = [table for table in tables if connection.execute(select(table).limit(1)).first()]
        self.files = [path for path in plant.data_dir.rglob("*") if path.is_file() and path.stat().st_size]

    def change_row(self, connection: Connection) -> str:
        """Changes one value of one published row, and says where."""
        table = self.chance.choice(self.tables)
        rows = list(connection.execute(select(table)))
        row = self.chance.choice([row._asdict() for row in rows if row._asdict().get("first_release", 1) is not None])
        column = self.chance.choice([name for name in row if name not in UNSEEN | {"number", "release_number"}])
        value = self._bound(table, column, other(row[column], self.chance))
        key = next(iter(table.primary_key))
        connection.execute(update(table).where(key == row[key.name]).values({column: value}))
        return f"{table.name}.{column} of {row[key.name]}"

    def _bound(self, table: Table, column: str, value: Any) -> Any:
        """A constraint refuses most changes by itself: here they are switched off, and only types are kept."""
        kind = table.c[column].type.python_type
        return (
            kind(value)
            if kind in (int, float) and value is not None and value != "added"
            else value
            if value != "added"
            else _new(kind)
        )

    @contextmanager
    def changed_file(self) -> Iterator[str]:
        """Changes one byte of one file for a while."""
        path = self.chance.choice(self.files)
        content = path.read_bytes()
        place = self.chance.randrange(len(content))
        path.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        try:
            yield f"{path.relative_to(self.plant.data_dir)} at {place}"
        finally:
            path.write_bytes(content)


def _new(kind: type) -> Any:
    made: dict[type, Any] = {int: 1, float: 1.5, date: date(2020, 1, 1), list: ["added"], bool: True}
    return made.get(kind, "added")


def test_a_change_in_any_of_a_thousand_places_is_found(plant: Plant) -> None:
    """Rows, dataset files and manifests: by the verification of the folder, or of the database that the service looks at."""
    tell_story(plant)
    places = Places(plant)
    unseen = []
    for turn in range(PLACES):
        if turn % 4 == 0:
            with places.changed_file() as where:
                found = any(line.state == FAILED for line in verify(str(plant.data_dir)))
        else:
            where, found = _changed_row(plant, places)
        if not found:
            unseen.append(where)
    assert unseen == []
    assert all(line.state != FAILED for line in verify(str(plant.data_dir)))


@contextmanager
def _unchecked(plant: Plant) -> Iterator[Connection]:
    """A transaction that is rolled back. Constraints would refuse many changes by themselves: they are off."""
    if not plant.url.startswith("sqlite"):
        with plant.engine.begin() as connection:
            connection.exec_driver_sql(NO_CONSTRAINTS)
    with plant.engine.connect() as connection:
        if plant.url.startswith("sqlite"):
            raw = connection.connection.driver_connection
            assert raw is not None
            raw.execute("PRAGMA ignore_check_constraints = ON")
            raw.execute("PRAGMA foreign_keys = OFF")
        with connection.begin() as transaction:
            yield connection
            transaction.rollback()


def _changed_row(plant: Plant, places: Places) -> tuple[str, bool]:
    with _unchecked(plant) as connection:
        where = places.change_row(connection)
        found = any(check.problem for check in check_releases(connection, plant.data_dir))
    return where, found


def test_a_service_that_starts_over_a_changed_release_stays_on_the_last_good_one(plant: Plant, serve: Serve) -> None:
    first, second = two_releases_of_which_the_second_is_changed(plant)
    client = serve(plant.url, data_dir=plant.data_dir)
    assert client.get("/v1/articles").json()["meta"]["release"] == first
    assert client.get("/readyz").json() == {"status": "degraded", "release": first, "damaged": [second], "degraded": []}
    refused = client.get(f"/v1/articles?release={second}")
    assert (refused.status_code, refused.headers["Content-Type"]) == (503, "application/problem+json")
    assert refused.json()["type"].endswith("/problems/damaged-release")
    assert client.get("/v1/releases").json()["data"][0]["id"] == first
    assert integrity_of(client).failures == 1


def test_the_hourly_look_finds_what_was_changed_since_and_what_was_put_right(plant: Plant, serve: Serve) -> None:
    plant.take(make_page(1))
    first = plant.publish()
    plant.take(make_page(2))
    second = plant.publish()
    client = serve(plant.url, data_dir=plant.data_dir)
    cursor = client.get("/v1/articles?limit=1").json()["links"]["next"]
    file = plant.data_dir / second / "values" / "data.csv"
    content = file.read_bytes()
    file.write_bytes(b"changed")
    assert client.get("/v1/articles").json()["meta"]["release"] == second
    integrity_of(client).look()
    assert client.get("/v1/articles").json()["meta"]["release"] == first
    assert client.get(cursor).status_code == 503
    file.write_bytes(content)
    integrity_of(client).look()
    assert client.get("/v1/articles").json()["meta"]["release"] == second
    assert client.get("/readyz").json()["status"] == "ready"
    assert integrity_of(client).failures == 1


def test_each_of_several_workers_stays_on_the_last_good_release(plant: Plant, tmp_path: Path) -> None:
    first, _ = two_releases_of_which_the_second_is_changed(plant)
    with serving(Service(plant.url, tmp_path, workers=2, SNHR_DATA_DIR=str(plant.data_dir))) as service:
        answers = [httpx.get(f"{service.url}/readyz").json() for _ in range(8)]
    assert {(answer["status"], answer["release"]) for answer in answers} == {("degraded", first)}


def test_a_worker_that_need_not_look_first_looks_just_after(plant: Plant, serve: Serve) -> None:
    first, second = two_releases_of_which_the_second_is_changed(plant)
    client = serve(plant.url, data_dir=plant.data_dir, look_first=False)
    wait_until(lambda: client.get("/readyz").json()["status"] == "degraded")
    assert client.get("/readyz").json()["damaged"] == [second]
    assert client.get("/v1/articles").json()["meta"]["release"] == first


def test_a_worker_looks_first_where_another_has_found_a_changed_release(plant: Plant, serve: Serve, found: bytearray) -> None:
    plant.take(make_page(1))
    first = plant.publish()
    plant.take(make_page(2))
    plant.publish()
    serve(plant.url, data_dir=plant.data_dir)
    change(plant, models.publication_text, {"title": "Another"}, models.publication_text.c.first_release == 2)
    other = serve(plant.url, data_dir=plant.data_dir)
    assert (other.get("/readyz").json()["release"], found[0]) == (first, 1)
    third = serve(plant.url, data_dir=plant.data_dir, look_first=False)
    assert third.get("/readyz").json()["release"] == first


@pytest.mark.parametrize("error", [AttributeError("'int' object has no attribute 'get'"), KeyError("number")])
def test_what_cannot_even_be_compared_is_not_served(
    plant: Plant, monkeypatch: pytest.MonkeyPatch, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    plant.take(make_page(1))
    plant.publish()
    reader = Reader(plant.url)

    def fails(*_: object, breathe: object) -> None:
        raise error

    monkeypatch.setattr(module, "check_releases", fails)
    assert not Integrity(reader, plant.data_dir).look()
    assert reader.damaged == {1}
    assert "releases that are not what was published: [1]" in caplog.text
    reader.close()


def test_a_folder_that_cannot_be_read_leaves_what_is_known_standing(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    plant.take(make_page(1))
    plant.publish()
    reader = Reader(plant.url)

    def fails(*_: object, breathe: object) -> None:
        raise OSError("Input/output error")

    monkeypatch.setattr(module, "check_releases", fails)
    assert not Integrity(reader, plant.data_dir).look()
    assert reader.damaged == frozenset()
    reader.close()


def test_a_look_says_whether_all_was_seen_and_is_as_it_was_published(plant: Plant) -> None:
    plant.take(make_page(1))
    plant.publish()
    reader = Reader(plant.url)
    assert Integrity(reader, plant.data_dir).look()
    change(plant, models.publication_text, {"title": "Another"}, models.publication_text.c.first_release == 1)
    assert not Integrity(reader, plant.data_dir).look()
    reader.close()
    gone = Reader("postgresql+psycopg://nobody@127.0.0.1:1/none")
    assert not Integrity(gone, plant.data_dir).look()
    gone.close()


def test_a_service_that_ends_does_not_wait_for_a_look(plant: Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    plant.take(make_page(1))
    plant.publish()
    reader = Reader(plant.url)
    integrity = Integrity(reader, plant.data_dir)
    begun = Event()

    def endless(*_: object, breathe: Callable[[], None]) -> None:
        while True:
            begun.set()
            breathe()

    monkeypatch.setattr(module, "check_releases", endless)
    integrity.start(first=False)
    assert begun.wait(10)
    integrity.stop()
    reader.close()


def test_where_no_release_is_good_none_is_served(plant: Plant, serve: Serve) -> None:
    plant.take(make_page(1))
    plant.publish()
    plant.take(make_page(2))
    plant.publish()
    client = serve(plant.url, data_dir=plant.data_dir)
    change(plant, models.publication_text, {"title": "Other words"}, models.publication_text.c.first_release == 1)
    assert client.get("/readyz").status_code == 200, "what changes later is found by the hourly look"
    integrity_of(client).look()
    for path in ("/v1/articles", "/v1", "/readyz", "/.well-known/snhr-release-key"):
        assert client.get(path).status_code == 503
    assert client.get("/livez").status_code == 200


# PostgreSQL takes no value of another type.
@only_sqlite
def test_a_value_that_cannot_even_be_read_is_a_change(plant: Plant, serve: Serve) -> None:
    plant.take(make_page(1))
    plant.publish()
    with plant.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE publication SET published_on = 'no day'")
    assert serve(plant.url, data_dir=plant.data_dir).get("/v1/articles").status_code == 503


def test_a_row_cannot_be_made_to_end_in_a_release_to_come(plant: Plant) -> None:
    plant.take(make_page(1))
    plant.publish()
    with _unchecked(plant) as connection:
        connection.execute(update(models.publication).values(removed_in=2))
        assert [check.what for check in check_releases(connection, plant.data_dir) if check.problem] == ["table publication"]


def test_a_lost_signature_and_another_key_are_found(plant: Plant, tmp_path: Path) -> None:
    plant.take(make_page(1))
    plant.publish()
    plant.take(make_page(2))
    plant.press = Press(plant.url, plant.data_dir)
    second = plant.publish()
    assert [(line.release, line.what) for line in verify(str(plant.data_dir)) if line.state == FAILED] == [(second, "signature")]
    new_key(tmp_path / "other.pem")
    plant.press = Press(plant.url, plant.data_dir, load_key(str(tmp_path / "other.pem")))
    plant.take(make_page(3))
    third = plant.publish()
    failed = {line.release: line.detail for line in verify(str(plant.data_dir)) if line.state == FAILED}
    assert failed[third].endswith("which is not a key to trust")


def two_releases_of_which_the_second_is_changed(plant: Plant) -> tuple[str, str]:
    plant.take(make_page(1))
    first = plant.publish()
    plant.take(make_page(2))
    second = plant.publish()
    change(plant, models.publication_text, {"title": "Another"}, models.publication_text.c.first_release == 2)
    return first, second


def change(plant: Plant, table: Table, values: dict[str, Any], where: Any) -> None:
    with plant.engine.begin() as connection:
        assert connection.execute(update(table).where(where).values(values)).rowcount > 0


def integrity_of(client: TestClient) -> Integrity:
    """The look that runs inside a client's service."""
    app: Any = client.app
    while not hasattr(app, "state"):
        app = app.app
    found: Integrity = app.state.integrity
    return found
