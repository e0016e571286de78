"""Sealing: the manifest says what was published, and a publish that fails anywhere leaves one whole release."""

import errno
import hashlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import time_machine
from conftest import Serve
from databases import only_sqlite
from factories import make_figure, make_page
from plant import MAKERS, Plant
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from api import models
from api.http.integrity import Integrity
from api.http.reading import Reader
from api.publishing import manifest
from api.publishing.files import Maker
from api.publishing.manifest import Press
from api.publishing.publish import Notes, publish
from api.publishing.verify import FAILED, verify
from api.queries.manifests import check_releases
from api.queries.snapshot import Snapshot


def failures(plant: Plant) -> list[str]:
    return [str(line) for line in verify(str(plant.data_dir)) if line.state == FAILED]


def test_the_manifest_names_release_chain_tables_and_files(plant: Plant, serve: Serve) -> None:
    plant.take(make_page(1), make_figure())
    first = plant.publish()
    plant.take(make_page(2))
    second = plant.publish()
    content = (plant.data_dir / second / "manifest.json").read_bytes()
    said = json.loads(content)
    before = (plant.data_dir / first / "manifest.json").read_bytes()
    assert said["previous_sha256"] == hashlib.sha256(before).hexdigest()
    assert json.loads(before)["previous_sha256"] is None
    assert (said["release"], said["number"], said["schema_version"], said["counts"]) == (second, 2, "0009", {"report": 2})
    assert said["tables"]["publication"]["records"] == 2
    assert said["tables"]["figure"] == json.loads(before)["tables"]["figure"]
    for path, entry in said["files"].items():
        file = (plant.data_dir / second / path).read_bytes()
        assert entry == {"sha256": hashlib.sha256(file).hexdigest(), "bytes": len(file), "words": path.startswith("sentences")}
    assert list(said["files"]) == ["sentences/data.csv", "values/data.csv"]
    assert json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode() == content
    client = serve(plant.url, data_dir=plant.data_dir)
    assert client.get(f"/v1/releases/{second}/manifest.json").content == content
    record = client.get(f"/v1/releases/{second}").json()["data"]
    assert record["manifest_sha256"] == hashlib.sha256(content).hexdigest()
    assert record["signature"] == (plant.data_dir / second / "manifest.json.sig").read_text()
    assert record["links"]["manifest"] == f"https://data.example.org/v1/releases/{second}/manifest.json"
    assert client.get("/.well-known/snhr-release-key").text == f"{said['public_key']}\n"
    assert client.get("/v1/releases/2020-01-01.1/manifest.json").status_code == 404
    assert failures(plant) == []


def test_without_a_key_nothing_is_signed_and_there_is_no_key_to_show(plant: Plant, serve: Serve) -> None:
    plant.press = Press(plant.url, plant.data_dir)
    plant.take(make_page(1))
    release = plant.publish()
    assert not (plant.data_dir / release / "manifest.json.sig").exists()
    client = serve(plant.url, data_dir=plant.data_dir)
    assert client.get("/v1/releases").json()["data"][0]["signature"] is None
    assert client.get("/.well-known/snhr-release-key").status_code == 404
    assert failures(plant) == []


def test_a_release_is_not_seen_before_it_is_sealed(plant: Plant, serve: Serve) -> None:
    plant.take(make_page(1))
    first = plant.publish()
    plant.take(make_page(2))
    seen: list[str] = []

    def look(_: Snapshot, __: Path) -> None:
        answer = serve(plant.url, data_dir=plant.data_dir).get("/v1/articles").json()
        seen.extend([answer["meta"]["release"], answer["meta"]["total"]])

    with pytest.MonkeyPatch.context() as patch:
        makers = [*MAKERS, Maker("look", words=False, write=look)]
        patch.setattr(plant, "press", replace(plant.press, makers=lambda _: makers))
        second = plant.publish()
    assert seen == [first, 1]
    assert serve(plant.url, data_dir=plant.data_dir).get("/v1/articles").json()["meta"]["release"] == second


def full_disk(_: Snapshot, folder: Path) -> None:
    (folder / "half.csv").write_text("half")
    (folder / "full.csv").symlink_to("/dev/full")
    (folder / "full.csv").write_text("no room for this")


def failed_write(_: Snapshot, folder: Path) -> None:
    (folder / "half.csv").write_text("half")
    raise OSError(errno.EIO, os.strerror(errno.EIO))


@pytest.mark.parametrize(("fault", "number"), [(full_disk, errno.ENOSPC), (failed_write, errno.EIO)])
def test_a_file_that_cannot_be_written_leaves_the_old_release_whole(
    plant: Plant, serve: Serve, fault: Callable[[Snapshot, Path], None], number: int
) -> None:
    plant.take(make_page(1))
    first = plant.publish()
    plant.take(make_page(2))
    with pytest.MonkeyPatch.context() as patch:
        makers = [*MAKERS, Maker("fault", words=False, write=fault)]
        patch.setattr(plant, "press", replace(plant.press, makers=lambda _: makers))
        with pytest.raises(OSError, match=os.strerror(number)):
            plant.publish()
    assert_old_release_is_whole(plant, serve, first)
    assert_next_publish_works(plant, serve)


@pytest.mark.parametrize("step", ["rename", "fsync", "_store"])
def test_a_fault_at_any_step_of_sealing_leaves_the_old_release_whole(plant: Plant, serve: Serve, step: str) -> None:
    plant.take(make_page(1))
    first = plant.publish()
    plant.take(make_page(2))

    def fail(*_: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(*{"rename": (Path, "rename"), "fsync": (os, "fsync"), "_store": (manifest, "_store")}[step], fail)
        with pytest.raises(OSError, match=os.strerror(errno.EIO)):
            plant.publish()
    if step != "_store":
        assert_old_release_is_whole(plant, serve, first)
    assert_next_publish_works(plant, serve)


# PostgreSQL needs a server of its own for that: tests/faults/test_databases_down.py.
@only_sqlite
def test_a_database_without_room_rolls_back(plant: Plant, serve: Serve) -> None:
    plant.take(make_page(1))
    first = plant.publish()
    for number in range(2, 60):
        plant.take(make_page(number))
    with pytest.raises(OperationalError, match="database or disk is full"):
        _publish_without_room(plant)
    assert_old_release_is_whole(plant, serve, first)
    assert_next_publish_works(plant, serve)


def _publish_without_room(plant: Plant) -> None:
    with plant.engine.begin() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        publish(connection, Notes(en="x" * 100_000), sealed=False)


PUBLISH = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[3])
from plant import MAKERS, make_plant
from api.publishing.files import Maker
from api.publishing.manifest import Press
from api.publishing.signing import load_key
from plant import Plant

def wait(snapshot, folder):
    (folder / "half.csv").write_text("half")
    print("writing", flush=True)
    sys.stdin.readline()

makers = [*MAKERS, Maker("waits", False, wait)]
folder = Path(sys.argv[2])
press = Press(sys.argv[1], folder / "data", load_key(str(folder / "key.pem")), lambda _: makers)
Plant(sys.argv[1], press).publish()
"""


def test_a_publish_that_is_killed_while_it_writes_files_is_finished_by_the_next(
    plant: Plant, serve: Serve, tmp_path: Path
) -> None:
    plant.take(make_page(1))
    first = plant.publish()
    plant.take(make_page(2))
    words = [sys.executable, "-c", PUBLISH, plant.url, str(tmp_path), str(Path(__file__).parents[1])]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline() == b"writing\n"
        os.kill(process.pid, signal.SIGKILL)
    assert [path.name for path in plant.data_dir.glob(".*")] != []
    assert serve(plant.url, data_dir=plant.data_dir).get("/v1/articles").json()["meta"]["release"] == first
    assert_next_publish_works(plant, serve)


def assert_old_release_is_whole(plant: Plant, serve: Serve, first: str) -> None:
    answer = serve(plant.url, data_dir=plant.data_dir).get("/v1/articles").json()
    assert (answer["meta"]["release"], answer["meta"]["total"]) == (first, 1)
    assert [path.name for path in plant.data_dir.iterdir()] == [first]
    assert failures(plant) == []


def assert_next_publish_works(plant: Plant, serve: Serve) -> None:
    """What was left is finished first, then the next release is made; nothing else lies there, and all of it is right."""
    plant.press.seal_all()
    plant.take(make_page(99))
    newest = plant.publish()
    client = serve(plant.url, data_dir=plant.data_dir)
    listed = [one["id"] for one in client.get("/v1/releases?sort=number").json()["data"]]
    assert listed[-1] == newest
    assert sorted(path.name for path in plant.data_dir.iterdir()) == sorted(listed)
    with plant.engine.connect() as connection:
        assert connection.scalar(select(func.count()).select_from(models.release)) == len(listed)
    assert failures(plant) == []
    assert client.get("/readyz").json() == {"status": "ready", "release": newest, "damaged": [], "degraded": []}


def test_what_was_left_behind_gets_the_time_at_which_it_is_seen(plant: Plant) -> None:
    plant.take(make_page(1))
    with pytest.MonkeyPatch.context() as patch:
        makers = [Maker("fault", words=False, write=failed_write)]
        patch.setattr(plant, "press", replace(plant.press, makers=lambda _: makers))
        with pytest.raises(OSError, match="error"):
            plant.publish()
    with plant.engine.connect() as connection:
        left = connection.scalar(select(models.release.c.released_at))
    plant.press.seal_all()
    reader = Reader(plant.url)
    Integrity(reader, plant.data_dir).look()
    assert left
    assert reader.releases()[0].released_at > left
    assert reader.damaged == frozenset()
    reader.close()


def test_what_was_left_behind_is_sealed_in_order_with_the_time_at_which_it_is_seen(plant: Plant) -> None:
    plant.take(make_page(1))
    with time_machine.travel("2026-11-20T12:00:00+00:00"):
        plant.publish()
    assert _left_behind(plant, "2026-11-20T13:00:00+00:00") == "2026-11-20.2"
    plant.take(make_page(3))
    with time_machine.travel("2026-11-21T09:00:00+00:00"):
        plant.publish()
    assert _releases(plant) == ["2026-11-20.1", "2026-11-21.1", "2026-11-21.2"]
    assert_all_is_right(plant)


def test_a_redaction_does_not_wait_for_a_publish_that_failed(plant: Plant) -> None:
    """The release that was left behind is the one that says so, and is made without the words."""
    public_id = plant.take(make_page(1), make_figure())
    with time_machine.travel("2026-11-20T12:00:00+00:00"):
        first = plant.publish()
    _left_behind(plant, "2026-11-20T13:00:00+00:00")
    with time_machine.travel("2026-11-21T09:00:00+00:00"):
        plant.redact(public_id, "41 civilians")
    assert _releases(plant) == [first, "2026-11-21.1"]
    assert not (plant.data_dir / first / "sentences" / "data.csv").exists()
    assert "41 civilians" not in (plant.data_dir / "2026-11-21.1" / "sentences" / "data.csv").read_text("utf-8")
    assert_all_is_right(plant)


def assert_all_is_right(plant: Plant) -> None:
    assert failures(plant) == []
    with plant.engine.connect() as connection:
        assert [check for check in check_releases(connection, plant.data_dir) if check.problem] == []
        times = list(connection.scalars(select(models.release.c.released_at).order_by(models.release.c.number)))
    assert times == sorted(set(times))


def _releases(plant: Plant) -> list[str]:
    with plant.engine.connect() as connection:
        return list(connection.scalars(select(models.release.c.id).order_by(models.release.c.number)))


def _left_behind(plant: Plant, moment: str) -> str:
    plant.take(make_page(2))
    with time_machine.travel(moment), plant.engine.begin() as connection:
        return publish(connection, Notes(), sealed=False).id
