"""The columns of a series' sheets: what may stand in each, and what it becomes."""

import re
from collections.abc import Mapping
from typing import Any

from api.codelists import bundled
from api.codelists.dimensions import ATTRIBUTIONS, DIMENSIONS, SOURCE_KINDS, STATUSES
from api.ingest.series_records import MONTH, SeriesRecord
from api.ingest.sources.sheets import Column
from api.text.plain import clean_line

_WHOLE = re.compile(r"\d{1,12}\Z", re.ASCII)


def month_column() -> Column:
    """YYYY-MM as (year, month)."""

    def parse(text: str) -> tuple[int, int]:
        found = MONTH.match(text)
        if not found:
            raise ValueError("is not a month", "YYYY-MM, from 1970-01 to 2099-12")
        return int(found[1]), int(found[2])

    return Column(parse, closed=True)


def value_column() -> Column:
    """A count; None where the cell is empty."""

    def parse(text: str) -> int | None:
        if text and not _WHOLE.match(text):
            raise ValueError("is not a count", "a whole number in the digits 0 to 9, not negative, no separators; or nothing")
        return int(text) if text else None

    return Column(parse)


def cell_columns(record: SeriesRecord) -> Mapping[str, Column]:
    """A column for each dimension that the series declares."""
    return {
        name: _code_column(dimension.parts or list(bundled(DIMENSIONS[name])), DIMENSIONS[name])
        for name, dimension in record.dimensions.items()
    }


def _code_column(codes: list[str], codelist: str) -> Column:
    def parse(text: str) -> str:
        if text not in codes:
            raise ValueError(f"is not a code of {codelist} here", ", ".join(codes))
        return text

    return Column(parse, closed=True)


def _one_of(*words: str, default: str | None) -> Column:
    def parse(text: str) -> str | None:
        if text and text not in words:
            raise ValueError("is not known here", ", ".join(words))
        return text or default

    return Column(parse, closed=True)


def _text(text: str) -> str | None:
    """Any text, also one that a spreadsheet would take for a formula: what is written out again is made safe there."""
    return (clean_line(text) or None) if text else None


def _address(text: str) -> str | None:
    if text and not text.startswith(("http://", "https://")):
        raise ValueError("is not an address", "http://... or https://...")
    return text or None


# Columns that a sheet may leave out.
OPTIONAL: Mapping[str, Any] = {
    "value_status": _one_of(*STATUSES, default=None),
    "qualifier": _one_of(*bundled("qualifiers"), default="exact"),
    "attribution": _one_of(*ATTRIBUTIONS, default="stated"),
    "source_url": Column(_address),
    "source_kind": _one_of(*SOURCE_KINDS, default=None),
    "other_values": Column(_text),
    "note": Column(_text),
}
