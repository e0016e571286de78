"""Datasets: what a release's manifest says of each, and the rows that their files are made of."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import orjson
from sqlalchemy import ColumnElement, Table, func, or_, select

from api import models
from api.codelists.dimensions import DIMENSIONS
from api.errors import NotFound, Redacted
from api.models import VERSIONED, observation, redaction, table_of
from api.queries.manifests import covers, redactions
from api.queries.paging import Cursor, Page
from api.queries.parameters import ListQuery
from api.queries.releases import get_manifest
from api.queries.series import SeriesRow, list_series
from api.queries.snapshot import Snapshot

# The datasets that are not a series, by name; a series' dataset has the series' id.
COLLECTIONS = ("figures", "reports", "articles")
_SERIES_TABLES = frozenset({models.series, observation, models.rollup, models.rollup_source})
_BLOCK = 500

Row = TypeVar("Row")
Asked = TypeVar("Asked", bound=ListQuery)


@dataclass(frozen=True)
class FileRow:
    """A file of a dataset. removed: words that it held were taken out, and the file with them."""

    name: str
    sha256: str
    bytes: int
    removed: bool = False


@dataclass(frozen=True)
class DatasetRow:
    """A dataset. release: in which its files were made; columns: (name, type) of its table; series: None for a collection."""

    name: str
    rows: int
    release: str
    columns: tuple[tuple[str, str], ...]
    files: tuple[FileRow, ...]
    series: SeriesRow | None


def list_datasets(snapshot: Snapshot) -> list[DatasetRow]:
    """Every dataset of the release, collections first."""
    manifest = _manifest(snapshot)
    series = {row.id: row for row in list_series(snapshot)}
    names = sorted(manifest.get("datasets", {}), key=lambda name: (name not in COLLECTIONS, name))
    wordless = _lost_words(snapshot, manifest)
    return [_dataset(manifest, name, series.get(name), wordless=wordless) for name in names]


def get_dataset(snapshot: Snapshot, name: str) -> DatasetRow:
    """One dataset, or NotFound."""
    for row in list_datasets(snapshot):
        if row.name == name:
            return row
    raise NotFound()


def get_file(snapshot: Snapshot, name: str, file: str) -> FileRow:
    """One file of a dataset: NotFound where the manifest names none, Redacted where it was removed."""
    manifest = _manifest(snapshot)
    entry = manifest["files"].get(f"{name}/{file}")
    if entry is None or name not in manifest.get("datasets", {}):
        raise NotFound()
    if entry["words"] and _lost_words(snapshot, manifest):
        raise Redacted()
    return FileRow(file, entry["sha256"], entry["bytes"])


def last_change(snapshot: Snapshot, series_id: str | None) -> int:
    """The newest release that added, replaced, removed or redacted anything that a dataset is made of."""
    newest = snapshot.connection.scalar(select(func.max(redaction.c.release_number)))
    found = [0 if series_id or newest is None else newest]
    for table in (table_of(model) for model in VERSIONED):
        if table is models.code or (table in _SERIES_TABLES) == (series_id is not None):
            mine = table.c.series_id == series_id if table in _SERIES_TABLES else table.c.row_id > 0
            found += [_newest(snapshot, table, column, mine) for column in ("first_release", "removed_in")]
    return max(found)


def observations(snapshot: Snapshot, series: SeriesRow) -> Iterator[list[Mapping[str, Any]]]:
    """The cells of a series month by month, in the order of their codes; a month is read at a time, whatever the series holds."""
    start, end = ((int(month[:4]), int(month[5:])) for month in (series.starts, series.ends))
    year, month = start
    names = (*DIMENSIONS, "year", "month", "value", "value_status", "qualifier", "attribution", "source_url", "source_kind")
    columns = [observation.c[name] for name in (*names, "other_values", "note")]
    while (year, month) <= end:
        mine = (observation.c.series_id == series.id, observation.c.year == year, observation.c.month == month)
        found = select(*columns).where(*mine, snapshot.has(observation))
        if block := snapshot.rows(found):
            # Sorted here: databases differ in the order of texts.
            yield sorted(block, key=lambda row: [row[name] for name in DIMENSIONS])
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def count_observations(snapshot: Snapshot, series_id: str) -> int:
    """How many cells a series has."""
    mine = (observation.c.series_id == series_id, snapshot.has(observation))
    return snapshot.connection.scalar(select(func.count()).select_from(observation).where(*mine)) or 0


def walk(
    find: Callable[[Snapshot, Asked, Cursor | None, int | None], Page[Row]], snapshot: Snapshot, query: Asked
) -> Iterator[Page[Row]]:
    """All pages of a list."""
    cursor: Cursor | None = None
    while True:
        page = find(snapshot, query, cursor, _BLOCK)
        yield page
        cursor = page.next
        if cursor is None:
            return


def _newest(snapshot: Snapshot, table: Table, column: str, mine: ColumnElement[bool]) -> int:
    here = or_(table.c[column].is_(None), table.c[column] <= snapshot.release.number)
    return snapshot.connection.scalar(select(func.max(table.c[column])).where(mine, here)) or 0


def _manifest(snapshot: Snapshot) -> dict[str, Any]:
    return dict(orjson.loads(get_manifest(snapshot, snapshot.release.id)))


def _dataset(manifest: Mapping[str, Any], name: str, series: SeriesRow | None, *, wordless: bool) -> DatasetRow:
    entry, folder = manifest["datasets"][name], f"{name}/"
    files = tuple(
        FileRow(path.removeprefix(folder), file["sha256"], file["bytes"], removed=wordless and file["words"])
        for path, file in manifest["files"].items()
        if path.startswith(folder)
    )
    columns = tuple((column, kind) for column, kind in entry["columns"])
    return DatasetRow(name, entry["rows"], entry["release"], columns, files, series)


def _lost_words(snapshot: Snapshot, manifest: Mapping[str, Any]) -> bool:
    """Whether the files that hold words are gone, since a later redaction took some out of this release."""
    return any(covers(gone, manifest) for gone in redactions(snapshot.connection))
