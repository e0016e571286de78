"""Search in SQL: which entries have the terms that are asked for, and where their analysed terms are kept.

Beside database.py the only module that knows which database this is: terms lie in FTS5 in SQLite and in a tsvector in PostgreSQL.
Both get the same terms and find the same entries.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    TableClause,
    and_,
    bindparam,
    cast,
    column,
    literal_column,
    or_,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from api.errors import SearchOutdated
from api.models import search_version
from api.text.questions import Wanted
from api.text.rules import index_version

FIELDS = ("title", "subtitle", "body")
_WEIGHTS = dict(zip(FIELDS, "ABC", strict=True))
_BLOCK = 500
_VERSION = select(search_version.c.version)


@dataclass(frozen=True)
class Words:
    """The analysed terms of one entry, field by field, with a lone sign between texts that do not touch."""

    row_id: int
    fields: Sequence[Sequence[str]]


class _Dialect(Protocol):
    """How a database keeps terms, and how it is asked. key: what its table calls the row_id of the entry."""

    key: str

    def write(self, connection: Connection, name: str, words: Sequence[Words]) -> None: ...

    def having(self, name: str, parts: Sequence[Wanted], fields: Sequence[str]) -> ColumnElement[bool]: ...


def from_words(connection: Connection, entries: Select[Any], entry: Table, parts: Sequence[Wanted]) -> Select[Any]:
    """A select over entries narrowed to those that have all parts, to be read from the words on: for all that is found."""
    dialect = _dialect(connection)
    source, of_entry = _joined(dialect.key, entry)
    return entries.join(source, of_entry).where(dialect.having(source.name, parts, FIELDS))


def holds(
    connection: Connection, key: ColumnElement[int], entry: Table, parts: Sequence[Wanted], fields: Sequence[str]
) -> ColumnElement[bool]:
    """The condition that an entry, known by its row_id, has all parts within some fields."""
    return key.in_(_having(connection, entry, parts, fields))


def is_found(connection: Connection, entry: Table, parts: Sequence[Wanted], fields: Sequence[str]) -> bool:
    """Whether any entry of any release has all parts within some fields."""
    return connection.scalar(_having(connection, entry, parts, fields).limit(1)) is not None


def counts_in_groups(connection: Connection) -> bool:
    """Whether the database counts the values of a column sooner than this program: SQLite sorts all rows for it."""
    return connection.dialect.name != "sqlite"


def refuse_outdated(connection: Connection) -> None:
    """Raises SearchOutdated where the index was made by other rules than these, or not yet."""
    if connection.scalar(_VERSION) != index_version():
        raise SearchOutdated()


def write_words(connection: Connection, entry: Table, words: Sequence[Words]) -> None:
    """Stores the terms of entries."""
    for start in range(0, len(words), _BLOCK):
        _dialect(connection).write(connection, _words_of(entry), words[start : start + _BLOCK])


def drop_words(connection: Connection, entry: Table, row_ids: Sequence[int]) -> None:
    """Takes the terms of entries out."""
    key = _dialect(connection).key
    statement = text(f"DELETE FROM {_words_of(entry)} WHERE {key} = :row_id")  # noqa: S608  (names of this program's own)
    if row_ids:
        connection.execute(statement, [{"row_id": row_id} for row_id in row_ids])


def drop_all_words(connection: Connection, entry: Table) -> None:
    """Takes the terms of all entries out."""
    connection.execute(text(f"DELETE FROM {_words_of(entry)}"))  # noqa: S608  (a name of this program's own)


def _words_of(entry: Table) -> str:
    return f"{entry.name}_words"


def _having(connection: Connection, entry: Table, parts: Sequence[Wanted], fields: Sequence[str]) -> Select[Any]:
    dialect = _dialect(connection)
    return _rows(dialect.key, entry).where(dialect.having(_words_of(entry), parts, fields))


# What is the same in every search is put together once: it takes as long as looking up a rare word.
@cache
def _joined(key: str, entry: Table) -> tuple[TableClause, ColumnElement[bool]]:
    source = table(_words_of(entry), column(key))
    return source, source.c[key] == entry.c.row_id


@cache
def _rows(key: str, entry: Table) -> Select[Any]:
    source, _ = _joined(key, entry)
    return select(source.c[key])


def _dialect(connection: Connection) -> _Dialect:
    return _FTS5 if connection.dialect.name == "sqlite" else _TSVECTOR


class _Fts5:
    """SQLite. Every term is quoted, so no text of a question is ever part of the query language."""

    key = "rowid"

    def write(self, connection: Connection, name: str, words: Sequence[Words]) -> None:
        statement = f"INSERT INTO {name} (rowid, title, subtitle, body) VALUES (:row_id, :title, :subtitle, :body)"  # noqa: S608
        rows = [{"row_id": one.row_id, **dict(zip(FIELDS, map(" ".join, one.fields), strict=True))} for one in words]
        connection.execute(text(statement), rows)

    def having(self, name: str, parts: Sequence[Wanted], fields: Sequence[str]) -> ColumnElement[bool]:
        wanted = " AND ".join(f"({' OR '.join(self._run(spelling, part) for spelling in part.spellings)})" for part in parts)
        asked = wanted if fields == FIELDS else f"{{{' '.join(fields)}}} : ({wanted})"
        return literal_column(name).op("MATCH", is_comparison=True)(asked)

    def _run(self, terms: Sequence[str], part: Wanted) -> str:
        return f'"{" ".join(terms)}"' if part.together else f"({' AND '.join(_quoted(terms, chr(34)))})"


class _Tsvector:
    """PostgreSQL. A tsvector counts places up to 16,383 and keeps 255 of a word, so a long text's terms are kept as text too."""

    key = "row_id"
    _PLACES = 16_000
    _SAME = 250

    def write(self, connection: Connection, name: str, words: Sequence[Words]) -> None:
        statement = f"INSERT INTO {name} VALUES (:row_id, CAST(:terms AS tsvector), :long_text)"  # noqa: S608
        rows = [{"row_id": one.row_id, "terms": self._vector(one), "long_text": self._long_text(one)} for one in words]
        connection.execute(text(statement), rows)

    def having(self, name: str, parts: Sequence[Wanted], fields: Sequence[str]) -> ColumnElement[bool]:
        # Weights are not in the index: with them, each row that it finds is read to be sure.
        weights = "" if fields == FIELDS else ":" + "".join(_WEIGHTS[field] for field in fields)
        phrases = [part for part in parts if part.together]
        exactly = self._matches(name, parts, weights, " <-> ")
        if not phrases:
            return exactly
        long_text: ColumnElement[str] = literal_column(f"{name}.long_text")
        side_by_side = [long_text.contains(f" {' '.join(part.spellings[0])} ", autoescape=True) for part in phrases]
        return or_(exactly, and_(self._matches(name, parts, weights, " & "), *side_by_side))

    def _matches(self, name: str, parts: Sequence[Wanted], weights: str, joint: str) -> ColumnElement[bool]:
        asked = " & ".join(
            f"({' | '.join(self._run(spelling, part, weights, joint) for spelling in part.spellings)})" for part in parts
        )
        query = cast(bindparam("asked", asked, unique=True), TSQUERY)
        return literal_column(f"{name}.terms").op("@@", is_comparison=True)(query)

    def _run(self, terms: Sequence[str], part: Wanted, weights: str, joint: str) -> str:
        return f"({(joint if part.together else ' & ').join(f'{term}{weights}' for term in _quoted(terms, chr(39)))})"

    def _vector(self, words: Words) -> str:
        places: dict[str, list[str]] = {}
        place = 0
        for field, terms in zip(FIELDS, words.fields, strict=True):
            for term in terms:
                place += 1
                places.setdefault(term, []).append(f"{min(place, 16_383)}{_WEIGHTS[field]}")
            place += 1
        return " ".join(f"'{term}':{','.join(found[: self._SAME])}" for term, found in places.items())

    def _long_text(self, words: Words) -> str | None:
        terms = [term for field in words.fields for term in ("", *field, "")]
        is_long = len(terms) > self._PLACES or max(Counter(filter(None, terms)).values(), default=0) > self._SAME
        return " ".join(terms) if is_long else None


def _quoted(terms: Iterable[str], mark: str) -> list[str]:
    return [f"{mark}{term}{mark}" for term in terms]


_FTS5, _TSVECTOR = _Fts5(), _Tsvector()
