"""Records as rows: CSV (RFC 4180) and NDJSON, a block at a time.

The columns follow from the record's type, so that an empty table has them too: a code keeps its name (party), its label is
party_label, nested names join with _ (period_start), and the values of a list join with |.
"""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from types import UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

import orjson
from typing_extensions import is_typeddict

from api.render.json import render_json
from api.text.spreadsheets import guarded

Cell = Callable[[Mapping[str, Any]], Any]
Records = Iterable[Sequence[Mapping[str, Any]]]


class Column(NamedTuple):
    """A column of a table: its name, how to read its cell from a record, and the type of that cell."""

    name: str
    cell: Cell
    hint: Any


# What a search marks are ranges into texts: no cell holds them.
_MARKS = "highlights"
BOM = b"\xef\xbb\xbf"


def render_csv(record_type: type, blocks: Records, fields: Sequence[str] | None, *, bom: bool) -> Iterator[bytes]:
    """Blocks of records as blocks of CSV, the header first. Text that could be taken for a formula gets a leading '."""
    columns = columns_of(record_type, fields)
    yield (BOM if bom else b"") + csv_lines([[column.name for column in columns]])
    for block in blocks:
        yield csv_lines([[column.cell(record) for column in columns] for record in block])


def csv_lines(rows: Iterable[Sequence[Any]]) -> bytes:
    """Rows as lines of CSV, each cell as CSV shows it."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows([_shown(value) for value in row] for row in rows)
    return text.getvalue().encode()


def render_ndjson(blocks: Records) -> Iterator[bytes]:
    """Blocks of records as lines of JSON."""
    for block in blocks:
        yield b"".join(render_json(record, line=True) for record in block)


def columns_of(record_type: type, fields: Sequence[str] | None = None) -> tuple[Column, ...]:
    """The columns of a record type; with `fields`, only those that come from these fields."""
    columns = _all_columns(record_type)
    return columns if fields is None else tuple(column for column in columns if _top(record_type, column.name) in fields)


@cache
def _all_columns(record_type: type) -> tuple[Column, ...]:
    return tuple(column for name, hint in _hints(record_type) for column in _columns(name, hint, _reader(name)))


def _columns(name: str, hint: Any, read: Cell) -> Iterator[Column]:
    inner, many = _unwrapped(hint)
    if not is_typeddict(inner):
        yield Column(name, _joined(read), str) if many else Column(name, read, hint)
        return
    for key, inner_hint in _hints(inner):
        column = name if key == "code" else f"{name}_{key}"
        if many:
            yield Column(column, _joined(read, key), str)
        else:
            yield from _columns(column, inner_hint, _inside(read, key))


def _hints(record_type: type) -> list[tuple[str, Any]]:
    return [(name, hint) for name, hint in get_type_hints(record_type).items() if name != _MARKS]


def _reader(name: str) -> Cell:
    return lambda record: record.get(name)


def _inside(read: Cell, key: str) -> Cell:
    return lambda record: (read(record) or {}).get(key)


def _joined(read: Cell, key: str | None = None) -> Cell:
    """The values of a list, or one key of each of its items."""
    return lambda record: "|".join(str(_plain(item[key] if key else item)) for item in read(record) or ())


def _unwrapped(hint: Any) -> tuple[Any, bool]:
    """A hint without its None, and whether it is a list (then of what)."""
    if get_origin(hint) in (Union, UnionType):
        (hint,) = (part for part in get_args(hint) if part is not type(None)) if _optional(hint) else (str,)
    if get_origin(hint) is list:
        return get_args(hint)[0], True
    return hint, False


def _optional(hint: Any) -> bool:
    return len(get_args(hint)) == 2 and type(None) in get_args(hint)


def _top(record_type: type, column: str) -> str:
    """The field of the record that a column comes from."""
    names = [name for name, _ in _hints(record_type) if column == name or column.startswith(f"{name}_")]
    return max(names, key=len)


def _shown(value: Any) -> Any:
    if type(value) is not str:
        value = _plain(value)
    return guarded(value) if isinstance(value, str) else value


def _plain(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | dict):
        return orjson.dumps(value).decode()
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return value
