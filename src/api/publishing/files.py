"""The files of a release: written to a folder that nobody looks at, made durable, and put in place in one step.

A dataset's files lie under SNHR_DATA_DIR/RELEASE/DATASET/. What makes them stands in MAKERS.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.queries.snapshot import Snapshot


@dataclass(frozen=True)
class Maker:
    """Makes the files of one dataset: `write` gets the release and the dataset's empty folder.

    words: whether the files hold texts, quotes or names; those of old releases go when such words are redacted.
    """

    dataset: str
    words: bool
    write: Callable[[Snapshot, Path], None]


MAKERS: list[Maker] = []


@contextmanager
def new_folder(data_dir: Path, release_id: str) -> Iterator[Path]:
    """A hidden folder that becomes the release's own at the end, or is gone."""
    hidden = data_dir / f".{release_id}.new"
    _remove(hidden)
    hidden.mkdir(parents=True)
    try:
        yield hidden
        _make_durable(hidden)
        _remove(data_dir / release_id)
        hidden.rename(data_dir / release_id)
        _sync(data_dir)
    finally:
        _remove(hidden)


def write_datasets(snapshot: Snapshot, folder: Path) -> dict[str, dict[str, Any]]:
    """Writes every dataset of a release. Gives what the manifest says of each file, by its path in the folder."""
    entries = {}
    for maker in MAKERS:
        (folder / maker.dataset).mkdir()
        maker.write(snapshot, folder / maker.dataset)
        for path in sorted(_files(folder / maker.dataset)):
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            entry = {"sha256": digest, "bytes": path.stat().st_size, "words": maker.words}
            entries[path.relative_to(folder).as_posix()] = entry
    return entries


def remove_leftovers(data_dir: Path, unsealed: list[str]) -> None:
    """Removes what a publish that was killed may have left: hidden folders, and folders of releases that nobody sees yet."""
    for folder in [*data_dir.glob(".*.new"), *(data_dir / release_id for release_id in unsealed)]:
        _remove(folder)


def _remove(folder: Path) -> None:
    if folder.exists():
        shutil.rmtree(folder)


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _make_durable(folder: Path) -> None:
    for path in [*folder.rglob("*"), folder]:
        _sync(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
