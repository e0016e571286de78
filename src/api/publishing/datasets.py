"""The datasets of a release: which there are, and their files, made from the same queries and shapes as the API's answers."""

import hashlib
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from api.build import build_id
from api.publishing.files import Maker, digest_of
from api.queries.datasets import DatasetRow, FileRow, count_observations, last_change, observations, walk
from api.queries.figures import FigureQuery, find_figures
from api.queries.manifests import canonical
from api.queries.paging import Cursor, Page
from api.queries.publications import ArticleQuery, ReportQuery, find_publications
from api.queries.series import SeriesRow, list_series
from api.queries.snapshot import Snapshot
from api.render.dataset_notes import render_datapackage, render_jsonld, render_readme, sheet_notes
from api.render.datasets import Pair, TableColumn, table_columns, table_rows
from api.render.table_files import table_files
from api.schemas.common import View
from api.schemas.datasets import XLSX_ROWS, DatasetRecord, shape_dataset
from api.schemas.figures import FigureRecord, shape_figure
from api.schemas.observations import FIELDS as OBSERVATION_FIELDS
from api.schemas.observations import ObservationRecord, shape_observation
from api.schemas.publications import PublicationRecord, shape_publication
from api.settings import Settings
from api.text.languages import LANGUAGES, Language

_TERMS = (
    "public_url",
    "publisher_name_en",
    "publisher_name_ar",
    "publisher_url",
    "license_name_en",
    "license_name_ar",
    "license_url",
)
_BUNDLED = ("data.csv", "datapackage.json", "metadata.jsonld", "README.en.md", "README.ar.md")
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_COPIED = 1024 * 1024

Views = Mapping[Language, View]


@dataclass(frozen=True)
class _Found:
    """How the records of a collection are found and shaped."""

    find: Callable[[Snapshot, Any, Cursor | None, int | None], Page[Any]]
    query: Any
    shape: Callable[[Any, View], Any]


@dataclass(frozen=True)
class _Source:
    """A dataset as it is read: how many rows, of which columns, in blocks of records in both languages."""

    name: str
    rows: int
    columns: tuple[TableColumn, ...]
    blocks: Iterator[list[Pair]]
    series: SeriesRow | None = None


def dataset_makers(settings: Settings, snapshot: Snapshot) -> Iterator[Maker]:
    """What makes the files of each dataset of a release. Those of collections hold words that may have to be taken out."""
    publisher = {language: settings.publisher_name(language) for language in LANGUAGES}
    views: Views = {
        language: View(language, snapshot.codelists, settings.public_url, publisher, snapshot.release.id)
        for language in LANGUAGES
    }
    terms = [build_id(), *(getattr(settings, name) for name in _TERMS)]
    for source in _sources(snapshot, views):
        changed = last_change(snapshot, source.series.id if source.series else None)
        yield Maker(
            source.name,
            words=source.series is None,
            write=partial(_write, settings, source, views),
            made_from=hashlib.sha256(canonical([*terms, changed])).hexdigest(),
            table={"rows": source.rows, "columns": [[column.name, column.kind] for column in source.columns]},
        )


def _sources(snapshot: Snapshot, views: Views) -> Iterator[_Source]:
    yield _collection("figures", FigureRecord, snapshot, views, _Found(find_figures, FigureQuery(), shape_figure))
    for name, query in (("reports", ReportQuery()), ("articles", ArticleQuery())):
        found = _Found(find_publications, query, partial(shape_publication, collection=name))
        yield _collection(name, PublicationRecord, snapshot, views, found)
    for series in list_series(snapshot):
        columns = table_columns(ObservationRecord, [*series.dimensions, *OBSERVATION_FIELDS])
        blocks = _cells(snapshot, series, views)
        yield _Source(series.id, count_observations(snapshot, series.id), columns, blocks, series)


def _collection(name: str, record: type, snapshot: Snapshot, views: Views, found: _Found) -> _Source:
    blocks = (_pairs(page.rows, found.shape, views) for page in walk(found.find, snapshot, found.query))
    return _Source(name, found.find(snapshot, found.query, None, 1).total, table_columns(record), blocks)


def _cells(snapshot: Snapshot, series: SeriesRow, views: Views) -> Iterator[list[Pair]]:
    shape = partial(shape_observation, dimensions=series.dimensions)
    for month in observations(snapshot, series):
        yield _pairs(month, lambda row, view: shape(row, view=view), views)


def _pairs(rows: Sequence[Any], shape: Callable[[Any, View], Any], views: Views) -> list[Pair]:
    return [{language: shape(row, view) for language, view in views.items()} for row in rows]


def _write(settings: Settings, source: _Source, views: Views, snapshot: Snapshot, folder: Path) -> None:
    """Writes the table, then what describes it, then all of it in one file."""

    def described() -> dict[Language, DatasetRecord]:
        files = tuple(FileRow(path.name, digest_of(path), path.stat().st_size) for path in folder.iterdir())
        columns = tuple((column.name, column.kind) for column in source.columns)
        row = DatasetRow(source.name, source.rows, snapshot.release.id, columns, files, source.series)
        return {language: shape_dataset(row, settings, view) for language, view in views.items()}

    notes = {language: sheet_notes(record, language) for language, record in described().items()}
    with table_files(folder, source.columns, notes if source.rows <= XLSX_ROWS else None) as files:
        for block in source.blocks:
            rows = table_rows(source.columns, block)
            for file in files:
                file.write(rows)
    both = described()
    texts = {f"README.{language}.md": render_readme(record, language, settings) for language, record in both.items()}
    texts |= {"datapackage.json": render_datapackage(both, settings), "metadata.jsonld": render_jsonld(both, settings)}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    _bundle(folder)


def _bundle(folder: Path) -> None:
    """All of a dataset in one file, whose bytes say nothing of when it was made."""
    with zipfile.ZipFile(folder / "bundle.zip", "w") as bundle:
        for name in _BUNDLED:
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            with (folder / name).open("rb") as file, bundle.open(entry, "w", force_zip64=True) as packed:
                shutil.copyfileobj(file, packed, _COPIED)
