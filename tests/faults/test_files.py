"""What can happen to a SQLite file under a service: another file in its place, half of it gone, one byte flipped."""

import os
import random
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from conftest import Serve
from databases import only_sqlite
from factories import make_arabic, make_figure, make_page
from faults.load import Load, wait_until
from plant import Plant
from starlette.testclient import TestClient

PATHS = ("/v1/articles?limit=100", "/v1/reports?lang=ar", "/v1/figures", "/v1/releases", "/v1/codelists/parties")
FLIPS = 30

pytestmark = only_sqlite


def path_of(plant: Plant) -> Path:
    return Path(plant.url.removeprefix("sqlite:///"))


def publish(plant: Plant, *numbers: int) -> str:
    for number in numbers:
        plant.take(make_page(number), make_figure(), arabic=make_arabic(number))
    release = plant.publish()
    # Everything into the one file, as it is when no command runs.
    with closing(sqlite3.connect(path_of(plant))) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return release


def served(plant: Plant, serve: Serve, url: str | None = None) -> TestClient:
    return serve(url or plant.url, data_dir=plant.data_dir, cache_bytes=0)


def test_a_file_that_is_replaced_under_load_is_read_whole_as_it_was(plant: Plant, serve: Serve, tmp_path: Path) -> None:
    """Connections stay with the file that they opened; a service that starts reads the new one."""
    first = publish(plant, 1)
    client = served(plant, serve)
    client.get(PATHS[0])
    newer = tmp_path / "newer.db"
    shutil.copy(path_of(plant), newer)
    other = Plant(f"sqlite:///{newer}", plant.press.__class__(f"sqlite:///{newer}", plant.data_dir))
    second = publish(other, 2)

    def ask() -> tuple[str, int]:
        meta = client.get(PATHS[0]).json()["meta"]
        return meta["release"], meta["total"]

    with Load(ask) as load:
        newer.replace(path_of(plant))
        counts = [len(seen) for seen in load.seen]
        wait_until(lambda: all(len(seen) > count + 20 for seen, count in zip(load.seen, counts, strict=True)))
    assert {one for seen in load.seen for one in seen} <= {(first, 1), (second, 2)}
    assert all(seen == sorted(seen) for seen in load.seen)
    assert served(plant, serve).get(PATHS[0]).json()["meta"]["release"] == second


def test_of_a_file_that_is_cut_off_nothing_is_answered_but_what_is_kept(plant: Plant, serve: Serve) -> None:
    publish(plant, *range(30))
    keeping = serve(plant.url, data_dir=plant.data_dir)
    kept = keeping.get(PATHS[0])
    os.truncate(path_of(plant), 8192)
    again = keeping.get(PATHS[0])
    assert (again.status_code, again.content) == (200, kept.content)
    for path in ("/v1/articles?limit=3", "/v1/figures?limit=4"):
        refused = keeping.get(path)
        assert (refused.status_code, refused.headers["Content-Type"]) == (503, "application/problem+json")
    assert keeping.get("/readyz").status_code == 503
    assert served(plant, serve).get(PATHS[0]).status_code == 503


def test_with_any_byte_flipped_no_answer_is_another_one(plant: Plant, serve: Serve, tmp_path: Path) -> None:
    """Found at the start, or of no matter: the same bytes, or a 503."""
    publish(plant, 1, 2, 3)
    publish(plant, 4)
    client = served(plant, serve)
    right = {path: client.get(path).content for path in PATHS}
    content, chance = path_of(plant).read_bytes(), random.Random(FLIPS)
    refused = 0
    for number in range(FLIPS):
        place = chance.randrange(100, len(content))
        changed = tmp_path / f"flipped-{number}.db"
        changed.write_bytes(content[:place] + bytes([content[place] ^ 1 << chance.randrange(8)]) + content[place + 1 :])
        asked = served(plant, serve, f"sqlite:///{changed}")
        for path in PATHS:
            answer = asked.get(path)
            assert answer.status_code in (200, 503), (place, path)
            assert answer.status_code == 503 or answer.content == right[path], (place, path)
            refused += answer.status_code == 503
    assert refused > 0, "some of the flips were in what is published"


def test_the_text_of_a_published_title_is_looked_at(plant: Plant, serve: Serve) -> None:
    publish(plant, 1)
    content = path_of(plant).read_bytes()
    assert b"Account number 1" in content
    path_of(plant).write_bytes(content.replace(b"Account number 1", b"Account number 7"))
    assert served(plant, serve).get(PATHS[0]).status_code == 503


@pytest.mark.parametrize("leftover", ["-wal", "-journal"])
def test_an_empty_file_beside_it_changes_nothing(plant: Plant, serve: Serve, leftover: str) -> None:
    publish(plant, 1)
    Path(f"{path_of(plant)}{leftover}").touch()
    assert served(plant, serve).get(PATHS[0]).json()["meta"]["total"] == 1
