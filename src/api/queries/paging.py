"""Walks over many records: pages by key, never by offset, each walk seeing one release from its first page to its last."""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Generic, TypeVar

import orjson
from sqlalchemy import BindParameter, ColumnElement, Select, and_, asc, bindparam, desc, or_

from api.errors import BadRequest, Mistake
from api.queries.parameters import ListQuery
from api.queries.snapshot import Snapshot
from api.text.questions import Question

DEFAULT_LIMIT = 20
_DIGEST_BYTES = 8
# Of PostgreSQL's integers.
_LARGEST = 2**31 - 1
_INVALID = Mistake("cursor", "invalid-cursor")

Row = TypeVar("Row")
Other = TypeVar("Other")


@dataclass(frozen=True)
class Cursor:
    """Where a walk stands: the release it sees, and the sort value and id of the last record given.

    Nothing in it is ever shown: whoever reads this can make one up.
    """

    release: int
    value: str | float
    id: str


@dataclass(frozen=True)
class Found:
    """What was asked in words, and how many records each code of a facet has."""

    question: Question | None
    facets: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True)
class Page(Generic[Row]):
    """Some rows of a walk, how many there are in all, and where the next page starts."""

    rows: list[Row]
    total: int
    next: Cursor | None
    found: Found | None = None


@dataclass(frozen=True)
class Order:
    """The order of a walk: a column without nulls, then the id upwards."""

    column: ColumnElement[Any]
    id: ColumnElement[str]
    descending: bool

    def after(self) -> ColumnElement[bool]:
        """The records that come after the parameters `after` and `after_id`."""
        value: BindParameter[Any] = bindparam("after")
        public_id: BindParameter[str] = bindparam("after_id")
        # The first condition alone is one range of an index; the second leaves out what was given of the same value.
        if self.descending:
            return and_(self.column <= value, or_(self.column < value, self.id > public_id))
        return and_(self.column >= value, or_(self.column > value, self.id > public_id))


@dataclass(frozen=True)
class Walk:
    """A select in an order. What reads its pages is put together once, which for a page of cards takes as long as reading it."""

    matching: Select[Any]
    order: Order

    @cached_property
    def first(self) -> Select[Any]:
        """The first page, with the parameter `most`. Each row has its sort_value."""
        # The value is labelled so that the cursor holds what the database compared, not what the record shows.
        value = self.order.column.label("sort_value")
        in_order = desc(value) if self.order.descending else asc(value)
        return self.matching.add_columns(value).order_by(in_order, asc(self.order.id)).limit(bindparam("most"))

    @cached_property
    def following(self) -> Select[Any]:
        """Any other page, with the parameters of `Order.after` as well."""
        return self.first.where(self.order.after())


def take_page(snapshot: Snapshot, walk: Walk, limit: int, cursor: Cursor | None) -> Page[dict[str, Any]]:
    """One page of a walk; its total counts all of it, whichever page is asked for."""
    total = snapshot.total(walk.matching)
    return page_of(snapshot, rows_after(snapshot, walk, limit, cursor), total, limit)


def rows_after(snapshot: Snapshot, walk: Walk, limit: int, cursor: Cursor | None) -> list[dict[str, Any]]:
    """The rows after a cursor, one more than the limit where there are more, each with its sort_value."""
    if cursor is None:
        return snapshot.rows(walk.first, {"most": limit + 1})
    value = value_of(cursor, walk.order.column.type.python_type)
    return snapshot.rows(walk.following, {"most": limit + 1, "after": value, "after_id": cursor.id})


def page_of(snapshot: Snapshot, rows: list[dict[str, Any]], total: int, limit: int) -> Page[dict[str, Any]]:
    """A page of rows with their sort_value, of which one more than the limit was asked for."""
    more = len(rows) > limit
    rows = rows[:limit]
    return Page(rows, total, _cursor_at(snapshot, rows[-1]) if more else None)


def _cursor_at(snapshot: Snapshot, row: Mapping[str, Any]) -> Cursor:
    value = row["sort_value"]
    shown = value.isoformat() if isinstance(value, date) else value
    return Cursor(snapshot.release.number, shown, row["public_id"])


def value_of(cursor: Cursor, kind: type) -> Any:
    """Where a walk stands, in the type of what it is ordered by; BadRequest where that has no such value."""
    value = cursor.value
    try:
        if kind is date and isinstance(value, str):
            return date.fromisoformat(value)
        if kind is int and type(value) is int and abs(value) <= _LARGEST:
            return value
        if kind is float and type(value) in (int, float):
            return float(value)
    except (ValueError, OverflowError):
        pass
    raise BadRequest(_INVALID)


def walked(path: str, query: ListQuery) -> bytes:
    """The list and the filters that a walk is through: what its cursors are bound to."""
    return orjson.dumps([path, query.filters], option=orjson.OPT_SORT_KEYS)


def encode_cursor(cursor: Cursor, walk: bytes) -> str:
    """A cursor as an opaque word, bound to the list and filters that it was made for."""
    payload = orjson.dumps([cursor.release, cursor.value, cursor.id])
    return base64.urlsafe_b64encode(_binding(payload, walk) + payload).decode().rstrip("=")


def decode_cursor(word: str, walk: bytes) -> Cursor:
    """The cursor of a word; BadRequest when it is damaged or was made for another list or other filters."""
    try:
        raw = base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True)
        binding, payload = raw[:_DIGEST_BYTES], raw[_DIGEST_BYTES:]
        if binding != _binding(payload, walk):
            raise ValueError("bound to something else")
        release, value, public_id = orjson.loads(payload)
        if type(release) is not int or not isinstance(public_id, str) or not public_id.isprintable():
            raise TypeError("no cursor of ours")
        return Cursor(release, value, public_id)
    except (ValueError, TypeError):
        raise BadRequest(_INVALID) from None


def release_of(word: str) -> int | None:
    """The number of the release that a cursor word speaks of, unchecked; None where it is damaged."""
    try:
        raw = base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True)
        return int(orjson.loads(raw[_DIGEST_BYTES:])[0])
    except (ValueError, TypeError, IndexError, KeyError):
        return None


def _binding(payload: bytes, walk: bytes) -> bytes:
    return hashlib.blake2s(walk + b"\0" + payload, digest_size=_DIGEST_BYTES).digest()
