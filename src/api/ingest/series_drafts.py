"""A series to drafts: of its cells only those that differ from what is published, found by the database itself."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert

from api.codelists.dimensions import DIMENSIONS
from api.ingest.differences import discard_drafts, keep_differences
from api.ingest.drafts import Source, note_import
from api.ingest.sources.series import SeriesSource
from api.models import Versioned, table_of
from api.models.series import NO_DIMENSION, Observation, Series

# Rows that go to the database in one statement.
_BATCH = 5000


def store_series(connection: Connection, source: SeriesSource) -> int:
    """Makes drafts of what a series adds, changes and no longer has. Gives the number of cells among them."""
    described = _replace(connection, Series, source, iter([_series_row(source)]))
    changed = _replace(connection, Observation, source, _observation_rows(source))
    if described or changed:
        note_import(connection, Source("series", source.record.id, source.sha256), observations=changed)
    return changed


def _replace(connection: Connection, model: type[Versioned], source: SeriesSource, rows: Iterator[Mapping[str, Any]]) -> int:
    def mine(table: Any) -> ColumnElement[bool]:
        found: ColumnElement[bool] = table.c.series_id == source.record.id
        return found

    discard_drafts(connection, model, mine)
    while batch := list(islice(rows, _BATCH)):
        connection.execute(insert(table_of(model)), batch)
    return keep_differences(connection, model, mine)


def _series_row(source: SeriesSource) -> dict[str, Any]:
    record = source.record
    return {
        "series_id": record.id,
        "unit": record.unit,
        "date_basis": record.date_basis,
        "starts": source.starts,
        "ends": source.ends,
        "title": record.title.model_dump(),
        "counted": record.counted.model_dump(),
        "caveats": record.caveats.model_dump(),
        "license": record.license.model_dump() if record.license else None,
        "source": record.source.model_dump(),
        "dimensions": [
            {"name": name, **dimension.model_dump(exclude={"parts"}), "codes": source.codes[name]}
            for name, dimension in record.dimensions.items()
        ],
        "published_totals": source.totals,
    }


def _observation_rows(source: SeriesSource) -> Iterator[dict[str, Any]]:
    given = {"series_id": source.record.id, **dict.fromkeys(DIMENSIONS, NO_DIMENSION), "drops": False}
    for values in source.observations():
        year, month = values.pop("period")
        yield {**given, **values, "year": year, "month": month}
