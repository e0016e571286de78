"""A release in which anything was changed is found, and is not served."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from conftest import Serve
from factories import make_page, tell_story
from plant import Plant
from sqlalchemy import Connection, Table, select, update

from api import models
from api.http.integrity import Integrity
from api.http.reading import Reader
from api.models import VERSIONED, table_of
from api.models.base import BOOKKEEPING
from api.publishing.verify import FAILED, verify
from api.queries.manifests import check_releases

PLACES = 1000
# What a release is made of, beside its rows: none of these columns can be seen in an answer.
UNSEEN = BOOKKEEPING - {"first_release", "removed_in"}


def other(value: Any, chance: random.Random) -> Any:
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, datetime):
        return value + timedelta(seconds=chance.randint(1, 9))
    if isinstance(value, date):
        return value + timedelta(days=chance.randint(1, 9))
    if isinstance(value, int | float):
        return value + chance.randint(1, 9)
    if isinstance(value, list):
        return [*value, {"text": "added"}]
    if not value:
        return "added"
    place = chance.randrange(len(value))
    return value[:place] + chr(ord(value[place]) ^ 1) + value[place + 1 :]


class Places:
    """Everything in which something may be changed: rows by column, and files by byte."""

    def __init__(self, plant: Plant) -> None:
        self.plant = plant
        self.chance = random.Random(1000)
        self.tables = [*map(table_of, VERSIONED), models.removal, models.release]
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
    """Constraints would refuse many changes by themselves."""
    with plant.engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA ignore_check_constraints = ON")
        raw.execute("PRAGMA foreign_keys = OFF")
        yield connection


def _changed_row(plant: Plant, places: Places) -> tuple[str, bool]:
    with _unchecked(plant) as connection, connection.begin() as transaction:
        where = places.change_row(connection)
        found = any(check.problem for check in check_releases(connection, plant.data_dir))
        transaction.rollback()
    return where, found
