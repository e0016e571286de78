"""What a scope of a versioned table will hold once its drafts are published: read it, or make it something else by drafts."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, delete, insert, select

from api.models import Versioned, is_current, is_draft, read, table_of
from api.models.base import BOOKKEEPING

Values = Mapping[str, Any]
_Key = tuple[Any, ...]


def latest(connection: Connection, model: type[Versioned], scope: Values) -> list[Values]:
    """The rows of a scope as they will be once the drafts are published."""
    rows = read(connection, _standing(table_of(model), tuple(scope)), scope)
    newest: dict[_Key, Values] = {}
    for row in sorted(rows, key=lambda row: row["first_release"] is None):
        newest[_key(model, row)] = row
    return [row for row in newest.values() if not row["drops"]]


def current(connection: Connection, model: type[Versioned], scope: Values) -> list[Values]:
    """The rows of a scope as they are published now."""
    table = table_of(model)
    mine = [table.c[name] == value for name, value in scope.items()]
    return list(read(connection, select(table).where(*mine, is_current(table)).order_by(table.c.row_id)))


def replace(connection: Connection, model: type[Versioned], scope: Values, rows: Sequence[Values]) -> bool:
    """Makes `rows` what a scope will hold once published. Gives whether its drafts are now others than before."""
    table = table_of(model)
    wanted = {_key(model, row): row for row in ({**scope, **row} for row in rows)}
    standing = read(connection, _standing(table, tuple(scope)), scope)
    before = _by_key(model, (row for row in standing if row["first_release"] is None))
    published = _by_key(model, (row for row in standing if row["first_release"] is not None))
    drafts = {key: {**row, "drops": False} for key, row in wanted.items() if _content(row) != _content(published.get(key))}
    drafts.update({key: {**(_content(row) or {}), "drops": True} for key, row in published.items() if key not in wanted})
    if _contents(drafts) == _contents(before):
        return False
    if before:
        mine = [table.c[name] == value for name, value in scope.items()]
        connection.execute(delete(table).where(*mine, is_draft(table)))
    if drafts:
        connection.execute(insert(table), list(drafts.values()))
    return True


@lru_cache(maxsize=256)
def _standing(table: Table, names: tuple[str, ...]) -> Select[Any]:
    """The rows of a scope that are published or drafts. Kept: an import asks thousands of times, and to make it costs as much."""
    mine = [table.c[name] == bindparam(name) for name in names]
    return select(table).where(*mine, table.c.removed_in.is_(None)).order_by(table.c.row_id)


def _key(model: type[Versioned], row: Values) -> _Key:
    return tuple(row[name] for name in model.key)


def _by_key(model: type[Versioned], rows: Iterable[Values]) -> dict[_Key, Values]:
    return {_key(model, row): row for row in rows}


def _content(row: Values | None) -> Values | None:
    return None if row is None else {name: value for name, value in row.items() if name not in BOOKKEEPING}


def _contents(rows: Mapping[_Key, Values]) -> dict[_Key, tuple[Values | None, bool]]:
    return {key: (_content(row), row["drops"]) for key, row in rows.items()}
