"""The files of a release: written to a folder that nobody looks at, made durable, and put in place in one step.

A dataset's files lie under SNHR_DATA_DIR/RELEASE/DATASET/.
"""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from api.queries.snapshot import Snapshot


@dataclass(frozen=True)
class Maker:
    """Makes the files of one dataset: `write` gets the release and the dataset's empty folder.

    words: whether the files hold texts, quotes or names; those of old releases go when such words are redacted.
    made_from: stands for all that the files follow from; as long as it is the same, so are they. None: always made anew.
    table: what the manifest says of the dataset's table.
    """

    dataset: str
    words: bool
    write: Callable[[Snapshot, Path], None]
    made_from: str | None = None
    table: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Earlier:
    """The release before: its folder, and what its manifest says of files and datasets."""

    folder: Path
    files: Mapping[str, Any]
    datasets: Mapping[str, Any]


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


def write_datasets(
    makers: Iterable[Maker], snapshot: Snapshot, folder: Path, earlier: Earlier | None = None
) -> tuple[dict[str, dict[str, Any]], dict[str, dict[str, Any]]]:
    """Writes every dataset of a release, or takes it from the release before where it would be the same.

    Gives what the manifest says of each file, by its path in the folder, and of each dataset.
    """
    files: dict[str, dict[str, Any]] = {}
    datasets: dict[str, dict[str, Any]] = {}
    for maker in makers:
        (folder / maker.dataset).mkdir()
        entry = {"release": snapshot.release.id, "made_from": maker.made_from, **maker.table}
        if earlier and _is_same(maker, earlier):
            entry = earlier.datasets[maker.dataset]
            _link(earlier.folder / maker.dataset, folder / maker.dataset)
        else:
            maker.write(snapshot, folder / maker.dataset)
        datasets[maker.dataset] = dict(entry)
        for path in sorted(_files(folder / maker.dataset)):
            digest = {"sha256": digest_of(path), "bytes": path.stat().st_size, "words": maker.words}
            files[path.relative_to(folder).as_posix()] = digest
    return files, datasets


def digest_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_same(maker: Maker, earlier: Earlier) -> bool:
    """Whether the files of the release before follow from the same, and are all still what its manifest says."""
    known = earlier.datasets.get(maker.dataset, {}).get("made_from")
    if known is None or known != maker.made_from:
        return False
    entries = {path: entry for path, entry in earlier.files.items() if path.startswith(f"{maker.dataset}/")}
    paths = {path: earlier.folder / path for path in entries}
    return all(path.is_file() and digest_of(path) == entries[name]["sha256"] for name, path in paths.items())


def _link(old: Path, new: Path) -> None:
    """The same files at a second place; copied where the disk knows no second name for a file."""
    for path in _files(old):
        try:
            os.link(path, new / path.name)
        except OSError:
            shutil.copyfile(path, new / path.name)


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
