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
from typing import Any, Union, get_args, get_origin, get_type_hints

import orjson
from typing_extensions import is_typeddict

from api.text.spreadsheets import guarded

Cell = Callable[[Mapping[str, Any]], Any]
Records = Iterable[Sequence[Mapping[str, Any]]]

BOM = b"\xef\xbb\xbf"


def render_csv(record_type: type, blocks: Records, fields: Sequence[str] | None, *, bom: bool) -> Iterator[bytes]:
    """Blocks of records as blocks of CSV, the header first. Text that could be taken for a formula gets a leading '."""
    columns = [(name, cell) for name, cell in columns_of(record_type) if fields is None or _top(record_type, name) in fields]
    yield (BOM if bom else b"") + _lines([[name for name, _ in columns]])
    for block in blocks:
        yield _lines([[_shown(cell(record)) for _, cell in columns] for record in block])


def render_ndjson(blocks: Records) -> Iterator[bytes]:
    """Blocks of records as lines of JSON."""
    for block in blocks:
        yield b"".join(orjson.dumps(record, option=orjson.OPT_UTC_Z | orjson.OPT_APPEND_NEWLINE) for record in block)


@cache
def columns_of(record_type: type) -> tuple[tuple[str, Cell], ...]:
    """The columns of a record type, each with how to read its cell."""
    return tuple(column for name, hint in _hints(record_type) for column in _columns(name, hint, _reader(name)))


def _columns(name: str, hint: Any, read: Cell) -> Iterator[tuple[str, Cell]]:
    inner, many = _unwrapped(hint)
    if not is_typeddict(inner):
        yield name, _joined(read) if many else read
        return
    for key, inner_hint in _hints(inner):
        column = name if key == "code" else f"{name}_{key}"
        if many:
            yield column, _joined(read, key)
        else:
            yield from _columns(column, inner_hint, _inside(read, key))


def _hints(record_type: type) -> list[tuple[str, Any]]:
    return list(get_type_hints(record_type).items())


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


def _lines(rows: Sequence[Sequence[Any]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()
