"""A CSV sheet with a closed set of columns, read row by row; what is not allowed is named, never skipped or guessed."""

import csv
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from api.errors import Refusal, RefusedRows
from api.text.plain import clean_line

_SHOWN = 60
_ORDINAL_BITS = 16
_NEEDS_STATUS = "reported needs a value; an empty value needs not-documented or not-published"


@dataclass
class Column:
    """What a column's texts become. parse raises ValueError(what is wrong, what is allowed).

    closed: it has few values, each of which is parsed once and numbered; `ordinals` then has every value that was seen.
    """

    parse: Callable[[str], Any]
    closed: bool = False
    known: dict[str, tuple[Any, int]] = field(default_factory=dict)
    ordinals: dict[Any, int] = field(default_factory=dict)

    def read(self, text: str) -> tuple[Any, int]:
        """The value of a text, and in a closed column its number among the values seen so far (0 in others)."""
        if not self.closed:
            return self.parse(text.strip()), 0
        found = self.known.get(text)
        if found is None:
            value = self.parse(text.strip())
            found = self.known[text] = (value, self.ordinals.setdefault(value, len(self.ordinals)))
        return found


@dataclass(frozen=True, slots=True)
class Row:
    """A row: its number as a spreadsheet counts it, its values by column, and one number for its required closed columns."""

    number: int
    values: dict[str, Any]
    cell: int


@dataclass(frozen=True)
class Sheet:
    """A file of which every column is declared, the optional ones apart."""

    path: Path
    required: Mapping[str, Column]
    optional: Mapping[str, Column]

    def rows(self, refused: list[str] | None = None) -> Iterator[Row]:
        """The good rows; what is wrong with the others is added to `refused`, or raised where there is no list."""
        with self.path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            try:
                header = self._header(next(reader, []))
                absent = {name: column.read("")[0] for name, column in self.optional.items()}
                for number, texts in enumerate(reader, 2):
                    row = self._row(number, header, texts, absent) if texts else None
                    if isinstance(row, Row):
                        yield row
                    elif row and refused is None:
                        raise RefusedRows(row)
                    elif row and refused is not None:
                        refused.extend(row)
            except UnicodeDecodeError:
                raise Refusal(f"{self.path}: not in UTF-8; save it as “CSV UTF-8”") from None
            except csv.Error as error:
                raise Refusal(f"{self.path} line {reader.line_num}: not CSV: {error}") from None

    def _header(self, texts: list[str]) -> list[tuple[str, Column]]:
        """The columns in the file's order; Refusal for one that is unknown, twice there or missing."""
        columns = {**self.required, **self.optional}
        names = [clean_line(text) for text in texts]
        for place, name in enumerate(names, 1):
            if name not in columns or names.index(name) != place - 1:
                wrong = "is there twice" if name in columns else "is not a column of this sheet"
                raise Refusal(f"{self.path} row 1, column {place}: “{name[:_SHOWN]}” {wrong}; columns are {', '.join(columns)}")
        missing = [name for name in self.required if name not in names]
        if missing:
            raise Refusal(f"{self.path} row 1: there is no column {', '.join(missing)}; columns are {', '.join(columns)}")
        return [(name, columns[name]) for name in names]

    def _row(self, number: int, header: list[tuple[str, Column]], texts: list[str], absent: Mapping[str, Any]) -> Row | list[str]:
        """A row, or what is wrong with it. One number stands for its cell: a million of them take less room than tuples."""
        if len(texts) != len(header):
            return [f"{self.path.name} row {number}: {len(texts)} cells under {len(header)} columns"]
        values = dict(absent)
        wrong: list[str] = []
        cell = 0
        for (name, column), text in zip(header, texts, strict=True):
            try:
                values[name], ordinal = column.read(text)
            except ValueError as error:
                problem, allowed = error.args
                shown = clean_line(text)[:_SHOWN]
                wrong.append(f"{self.path.name} row {number}, column {name}: “{shown}” {problem}; allowed: {allowed}")
            else:
                if column.closed and name in self.required:
                    cell = cell << _ORDINAL_BITS | ordinal
        if not wrong and not _settle_status(values, with_status="value_status" in self.optional):
            wrong.append(f"{self.path.name} row {number}, column value: {_NEEDS_STATUS}")
        return wrong or Row(number, values, cell)


def _settle_status(values: dict[str, Any], *, with_status: bool) -> bool:
    """A value is reported; a cell without one says why there is none. A sheet without statuses has values only."""
    known = values["value"] is not None
    status = values.get("value_status") or ("reported" if known else None)
    if with_status:
        values["value_status"] = status
    return status is not None and known == (status == "reported")
