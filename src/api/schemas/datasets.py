"""Datasets as published: what each is, the columns of its table, and its files with their sizes and hashes."""

from typing_extensions import TypedDict

from api.queries.datasets import DatasetRow, FileRow
from api.schemas.common import License, View
from api.schemas.series import Coverage, named
from api.settings import Settings
from api.text.datasets import column_text, dataset_caveats, dataset_text
from api.text.labels import label

XLSX_ROWS = 200_000
# The files of a dataset in the order in which they are shown. The table, as it is written by programs:
MEDIA_TYPES = {
    "data.csv": "text/csv; charset=utf-8; header=present",
    "data.csv.gz": "application/gzip",
    "data.ndjson.gz": "application/gzip",
    "data.parquet": "application/vnd.apache.parquet",
    "data.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "datapackage.json": "application/json",
    "metadata.jsonld": "application/ld+json",
    "README.en.md": "text/markdown; charset=utf-8",
    "README.ar.md": "text/markdown; charset=utf-8",
    "bundle.zip": "application/zip",
}


class ColumnRecord(TypedDict):
    """A column of a dataset's table. type: as in a Frictionless Table Schema."""

    name: str
    type: str
    description: str


class FileRecord(TypedDict):
    """A file of a dataset. removed: some words that it held were redacted, and the whole file with them."""

    name: str
    media_type: str
    bytes: int
    sha256: str
    removed: bool
    url: str


class DatasetLinks(TypedDict):
    """Where a dataset is, all of it in one file, and its series."""

    self: str
    bundle: str
    statistics: str | None


class DatasetRecord(TypedDict):
    """A file set to download. release: in which its files were made; a release without a change of it has the same ones."""

    name: str
    title: str
    description: str
    rows: int
    release: str
    coverage: Coverage | None
    columns: list[ColumnRecord]
    files: list[FileRecord]
    caveats: list[str]
    license: License
    citation: str
    links: DatasetLinks


def shape_dataset(row: DatasetRow, settings: Settings, view: View) -> DatasetRecord:
    """A dataset, its texts in the wanted language."""
    series, language = row.series, view.language
    filled = {"counted": series.counted[language], "start": series.starts, "end": series.ends} if series else {}
    title = series.title[language] if series else dataset_text(row.name, "title", language)
    cited = {"publisher": view.publisher[language], "title": title, "release": row.release}
    path = f"/datasets/{row.name}"
    return {
        "name": row.name,
        "title": title,
        "description": dataset_text("series" if series else row.name, "description", language, title=title, **filled),
        "rows": row.rows,
        "release": row.release,
        "coverage": {"start": series.starts, "end": series.ends} if series else None,
        "columns": [{"name": name, "type": kind, "description": column_text(name, language)} for name, kind in row.columns],
        "files": [_file(file, path, view) for name in MEDIA_TYPES for file in row.files if file.name == name],
        "caveats": _caveats(row, view),
        "license": _license(row, settings, view),
        "citation": label("cited", language, **cited, url=_release_address(path, row.release, view)),
        "links": {
            "self": view.link(path),
            "bundle": _release_address(f"{path}/bundle.zip", view.release, view),
            "statistics": view.link(f"/statistics/{series.id}") if series else None,
        },
    }


def _caveats(row: DatasetRow, view: View) -> list[str]:
    if row.series is None:
        return dataset_caveats(row.name, view.language)
    return [*dataset_caveats("series", view.language), *row.series.caveats[view.language]]


def _license(row: DatasetRow, settings: Settings, view: View) -> License:
    if row.series and row.series.license:
        return named(row.series.license, view)
    return {"name": settings.license_name(view.language), "url": settings.license_url or None}


def _file(file: FileRow, path: str, view: View) -> FileRecord:
    return {
        "name": file.name,
        "media_type": MEDIA_TYPES[file.name],
        "bytes": file.bytes,
        "sha256": file.sha256,
        "removed": file.removed,
        "url": _release_address(f"{path}/{file.name}", view.release, view),
    }


def _release_address(path: str, release: str, view: View) -> str:
    """An address that stands for the same bytes in every language and for ever."""
    return f"{view.public_url}/v1{path}?release={release}"
