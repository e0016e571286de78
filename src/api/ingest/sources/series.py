"""A folder with series.toml and observations.csv (and published-totals.csv, if there is one) as a checked series.

Everything is checked before anything is stored, and each refused cell is named: file, row as a spreadsheet counts it,
column, what stands there and what is allowed.
"""

import hashlib
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from api.codelists import bundled
from api.codelists.dimensions import DIMENSIONS, SOURCE_KINDS
from api.errors import Refusal, RefusedRows
from api.ingest.series_records import SeriesRecord
from api.ingest.sources.cells import OPTIONAL, cell_columns, month_column, value_column
from api.ingest.sources.sheets import Sheet

DECLARATION, OBSERVATIONS, TOTALS = "series.toml", "observations.csv", "published-totals.csv"
_TOTAL_COLUMNS = ("qualifier", "source_url", "other_values")


@dataclass(frozen=True)
class SeriesSource:
    """A series whose rows have all been found good: what it declares, what its cells span, and the sheet to read them from."""

    record: SeriesRecord
    sha256: str
    starts: str
    ends: str
    codes: Mapping[str, list[str]]
    totals: list[dict[str, Any]]
    count: int
    sheet: Sheet

    def observations(self) -> Iterator[dict[str, Any]]:
        """Every cell, by column name; `period` is (year, month)."""
        return (row.values for row in self.sheet.rows())


def read_series(folder: Path) -> SeriesSource:
    """The series of a folder. Raises Refusal for a file that cannot be read, RefusedRows for cells that are not allowed."""
    record = _read_declaration(folder / DECLARATION)
    columns = {"period": month_column(), **cell_columns(record)}
    sheet = Sheet(folder / OBSERVATIONS, {**columns, "value": value_column()}, OPTIONAL)
    count = _check(sheet)
    seen = {name: column.ordinals for name, column in columns.items()}
    months = sorted(seen.pop("period"))
    return SeriesSource(
        record=record,
        sha256=_digest(folder),
        starts=_month(months[0]),
        ends=_month(months[-1]),
        codes={name: _in_order(name, record.dimensions[name].parts or codes) for name, codes in seen.items()},
        totals=_read_totals(folder / TOTALS, cell_columns(record)),
        count=count,
        sheet=sheet,
    )


def _read_declaration(path: Path) -> SeriesRecord:
    try:
        return SeriesRecord.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refusal(f"{path}: not a TOML file in UTF-8: {error}") from None
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Refusal(f"{path}: {where + ': ' if where else ''}{first['msg'].removeprefix('Value error, ')}") from None


def _digest(folder: Path) -> str:
    digest = hashlib.sha256()
    for name in (DECLARATION, OBSERVATIONS, TOTALS):
        if (folder / name).exists():
            digest.update((folder / name).read_bytes())
    return digest.hexdigest()


def _check(sheet: Sheet) -> int:
    """Reads all rows once and gives their number."""
    refused: list[str] = []
    seen: dict[int, int] = {}
    for row in sheet.rows(refused):
        first = seen.setdefault(row.cell, row.number)
        if first != row.number:
            refused.append(f"{sheet.path.name} row {row.number}: the same cell as row {first}; a cell has one value")
        if row.values["source_url"] and row.values["source_kind"] is None:
            kinds = ", ".join(SOURCE_KINDS)
            refused.append(f"{sheet.path.name} row {row.number}, column source_kind: a source_url needs it; allowed: {kinds}")
    if refused:
        raise RefusedRows(refused)
    if not seen:
        raise Refusal(f"{sheet.path}: there is no row under the header")
    return len(seen)


def _in_order(name: str, codes: Collection[str]) -> list[str]:
    """Codes as their list has them."""
    return [code for code in bundled(DIMENSIONS[name]) if code in codes]


def _read_totals(path: Path, cells: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the organisation printed for whole spans, if the folder says so."""
    if not path.exists():
        return []
    months = {"period_start": month_column(), "period_end": month_column()}
    optional = {name: OPTIONAL[name] for name in _TOTAL_COLUMNS}
    sheet = Sheet(path, {**months, **cells, "value": value_column()}, optional)
    refused: list[str] = []
    rows = list(sheet.rows(refused))
    if refused:
        raise RefusedRows(refused)
    return [_total(row.values, list(cells)) for row in rows]


def _total(values: Mapping[str, Any], names: list[str]) -> dict[str, Any]:
    return {
        "start": _month(values["period_start"]),
        "end": _month(values["period_end"]),
        "codes": {name: values[name] for name in names},
        "value": values["value"],
        "qualifier": values["qualifier"],
        "url": values["source_url"],
        "other_values": values["other_values"],
    }


def _month(period: tuple[int, int]) -> str:
    return f"{period[0]}-{period[1]:02}"
