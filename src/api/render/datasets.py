"""A dataset as one table: typed columns, the same in every file, with each label and text in English and in Arabic."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

from api.render.tables import Column, columns_of
from api.text.languages import Language

Kind = Literal["string", "integer", "number", "boolean", "date"]
Pair = Mapping[Language, Mapping[str, Any]]
Value = str | int | float | bool | date | None

# Texts that have a column for Arabic as well: with the column that says in which language the text is, where that is not sure.
_TEXTS: Mapping[str, str | None] = {
    **dict.fromkeys(("title", "subtitle", "summary", "url"), "language"),
    **dict.fromkeys(("report_title", "report_url"), "report_language"),
    **dict.fromkeys(("place_detail", "period_text", "sentence", "citation")),
}


@dataclass(frozen=True)
class TableColumn:
    """A column of a dataset. `read` takes its value from a record in both languages."""

    name: str
    kind: Kind
    read: Callable[[Pair], Value]


def table_columns(record_type: type, fields: Sequence[str] | None = None) -> tuple[TableColumn, ...]:
    """The columns of a record type as the API's CSV has them, each label and text followed by the Arabic one."""
    columns = columns_of(record_type, fields)
    by_name = {column.name: column for column in columns}
    found: list[TableColumn] = []
    for column in columns:
        kind = _kind(column.hint)
        found.append(TableColumn(column.name, kind, _reader(column, kind, "en")))
        if column.name in _TEXTS:
            spoken = by_name.get(_TEXTS[column.name] or "")
            found.append(TableColumn(f"{column.name}_ar", kind, _arabic(_reader(column, kind, "ar"), spoken)))
        elif column.name.endswith("_label"):
            found.append(TableColumn(f"{column.name}_ar", kind, _reader(column, kind, "ar")))
    return tuple(found)


def table_rows(columns: Sequence[TableColumn], records: Iterable[Pair]) -> list[tuple[Value, ...]]:
    """Records as rows of the table."""
    reads = [column.read for column in columns]
    return [tuple([read(record) for read in reads]) for record in records]


def _reader(column: Column, kind: Kind, language: Language) -> Callable[[Pair], Value]:
    cell = column.cell
    if kind == "date":
        return lambda pair: _day(cell(pair[language]))
    if kind == "string":
        # The values of an empty list join to nothing, which is no text.
        return lambda pair: cell(pair[language]) or None
    return lambda pair: cell(pair[language])


def _arabic(read: Callable[[Pair], Value], spoken: Column | None) -> Callable[[Pair], Value]:
    """What a record says in Arabic: nothing, where it falls back to English."""
    if spoken is None:
        return read
    return lambda pair: read(pair) if spoken.cell(pair["ar"]) == "ar" else None


def _day(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _kind(hint: Any) -> Kind:
    parts = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    types = {part for part in parts if part is not type(None)}
    kinds: dict[frozenset[Any], Kind] = {
        frozenset({int}): "integer",
        frozenset({float}): "number",
        frozenset({int, float}): "number",
        frozenset({bool}): "boolean",
        frozenset({date}): "date",
    }
    return kinds.get(frozenset(types), "string")
