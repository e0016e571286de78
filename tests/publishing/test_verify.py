"""The verification: of a folder, of one release, of a service, and as a single file without the package."""

import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from factories import make_page, tell_story
from plant import Plant

from api.app import create_app
from api.publishing import verify as module
from api.publishing.verify import FAILED, OK, verify
from api.settings import Settings

DOCS = Path(__file__).parents[2] / "docs" / "verify.py"


def failed(target: str | Path, *keys: str) -> set[str]:
    return {line.what for line in verify(str(target), keys) if line.state == FAILED}


def test_the_single_file_in_the_documentation_is_the_command_s_own() -> None:
    assert DOCS.read_bytes() == Path(module.__file__).read_bytes()


def test_the_single_file_needs_only_cryptography(plant: Plant, tmp_path: Path) -> None:
    """Run without the package's own folder on the path, over a copy, as a mirror would."""
    tell_story(plant)
    mirror = tmp_path / "mirror"
    shutil.copytree(plant.data_dir, mirror)
    words = [
        sys.executable,
        "-I",
        "-c",
        f"import sys; sys.modules['api'] = None; sys.argv = ['verify.py', {str(mirror)!r}]\n" + DOCS.read_text("utf-8"),
    ]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    lines = done.stdout.splitlines()
    assert lines[-1] == "nothing was changed"
    assert len(lines) == 4 * 5 + 1
    (mirror / lines[0].split()[1] / "values" / "data.csv").write_text("changed")
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (1, "1 failed")


def test_one_release_can_be_verified_alone(plant: Plant) -> None:
    story = tell_story(plant)
    lines = list(verify(str(plant.data_dir / story.releases[2])))
    assert {line.state for line in lines} == {OK}
    assert {line.release for line in lines} == {story.releases[2]}


def test_what_is_missing_added_or_exchanged_fails(plant: Plant, tmp_path: Path) -> None:
    story = tell_story(plant)
    first, second = (plant.data_dir / release for release in story.releases[:2])
    (first / "extra.csv").write_text("more")
    assert failed(plant.data_dir) == {"extra.csv"}
    (first / "extra.csv").unlink()
    (second / "values" / "data.csv").rename(tmp_path / "kept")
    assert failed(plant.data_dir) == {"values/data.csv"}
    (tmp_path / "kept").rename(second / "values" / "data.csv")
    second.rename(tmp_path / "kept")
    assert failed(plant.data_dir) == {"chain"}
    (tmp_path / "kept").rename(second)
    first.rename(tmp_path / "kept")
    second.rename(first)
    assert "manifest" in failed(plant.data_dir)
    assert failed(tmp_path / "nothing") == {str(tmp_path / "nothing")}


def test_a_key_that_is_given_must_be_the_one_that_signed(plant: Plant) -> None:
    plant.take(make_page(1))
    release = plant.publish()
    key = next(line.detail for line in verify(str(plant.data_dir / release)) if line.what == "signature").removeprefix("by ")
    assert failed(plant.data_dir, key) == set()
    assert failed(plant.data_dir, "A" * 43 + "=") == {"signature"}


@pytest.fixture
def address(plant: Plant) -> Iterator[str]:
    """A service that runs over the plant."""
    tell_story(plant)
    settings = Settings(database_url=plant.url, data_dir=plant.data_dir, client_limits="")
    server = uvicorn.Server(uvicorn.Config(create_app(settings), port=0, log_level="critical"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        thread.join(0.01)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


def test_a_running_service_can_be_verified_from_afar(address: str) -> None:
    lines = list(verify(f"{address}/"))
    assert {line.what for line in lines if line.state == OK} == {
        "manifest",
        "chain",
        "signature",
        "sentences/data.csv",
        "values/data.csv",
    }
    assert [line for line in lines if line.state == FAILED] == []
    assert len(lines) == 4 * 5
