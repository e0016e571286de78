"""Series as published: what each is, which values its dimensions have, and how those relate."""

from collections.abc import Mapping
from typing import Literal

from typing_extensions import TypedDict

from api.codelists.dimensions import ALL, DIMENSIONS
from api.queries.additivity import Dimension
from api.queries.series import SeriesRow
from api.schemas.common import Coded, License, SelfLink, View
from api.text.labels import label


class Coverage(TypedDict):
    """First and last month, both inclusive."""

    start: str
    end: str


class DimensionRecord(TypedDict):
    """A dimension of a series, its values, and how they relate: see values."""

    name: str
    label: str
    values: Literal["partition", "incomplete", "different", "overlapping"]
    default: str | None
    total: str | None
    codes: list[Coded]


class SeriesRecord(TypedDict):
    """A declared table of numbers by month."""

    id: str
    title: str
    counted: str
    unit: str
    date_basis: str
    coverage: Coverage
    dimensions: list[DimensionRecord]
    caveats: list[str]
    license: License | None
    source: License
    links: SelfLink


def shape_series(row: SeriesRow, view: View) -> SeriesRecord:
    """A series' entry in the list."""
    return {
        "id": row.id,
        "title": row.title[view.language],
        "counted": row.counted[view.language],
        "unit": row.unit,
        "date_basis": row.date_basis,
        "coverage": {"start": row.starts, "end": row.ends},
        "dimensions": [_dimension(dimension, view) for dimension in row.dimensions.values()],
        "caveats": row.caveats[view.language],
        "license": named(row.license, view) if row.license else None,
        "source": named(row.source, view),
        "links": {"self": view.link(f"/statistics/{row.id}")},
    }


def coded(name: str, code: str, view: View) -> Coded:
    """A code of a dimension, labelled; `all` stands for all parts of a partition."""
    return {"code": ALL, "label": label("all", view.language)} if code == ALL else view.coded(DIMENSIONS[name], code)


def _dimension(dimension: Dimension, view: View) -> DimensionRecord:
    return {
        "name": dimension.name,
        "label": label(dimension.name, view.language),
        "values": dimension.values,  # type: ignore[typeddict-item]  # one of the four words, as its import checked
        "default": dimension.default,
        "total": dimension.total,
        "codes": [coded(dimension.name, code, view) for code in dimension.codes],
    }


def named(origin: Mapping[str, str | None], view: View) -> License:
    """A licence or source with its name in the wanted language."""
    return {"name": origin[view.language] or "", "url": origin["url"]}
