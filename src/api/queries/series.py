"""The series of a release: what each declares, which there are, and one by its id."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from api.errors import NotFound
from api.models import in_release, read, series
from api.queries.additivity import Dimension, dimensions_of
from api.queries.snapshot import Snapshot


@dataclass(frozen=True)
class SeriesRow:
    """A series as declared. title, counted and caveats by language; starts and ends are its first and last month."""

    id: str
    unit: str
    date_basis: str
    starts: str
    ends: str
    title: Mapping[str, str]
    counted: Mapping[str, str]
    caveats: Mapping[str, list[str]]
    license: Mapping[str, str | None] | None
    source: Mapping[str, str | None]
    dimensions: Mapping[str, Dimension]
    published_totals: list[Mapping[str, Any]]


def list_series(snapshot: Snapshot) -> list[SeriesRow]:
    """Every series, by id."""
    rows = snapshot.rows(select(series).where(snapshot.has(series)).order_by(series.c.series_id))
    return [_series(row) for row in rows]


def get_series(snapshot: Snapshot, series_id: str) -> SeriesRow:
    """One series, or NotFound."""
    rows = read(snapshot.connection, _one(snapshot.release.number), {"series": series_id})
    if not rows:
        raise NotFound()
    return _series(rows[0])


@lru_cache(maxsize=64)
def _one(number: int) -> Select[Any]:
    return select(series).where(series.c.series_id == bindparam("series"), in_release(series, number))


def _series(row: Mapping[str, Any]) -> SeriesRow:
    same = {name: row[name] for name in SeriesRow.__dataclass_fields__ if name not in ("id", "dimensions")}
    return SeriesRow(id=row["series_id"], dimensions=dimensions_of(row["dimensions"]), **same)
