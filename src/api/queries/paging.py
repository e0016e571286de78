"""Walks over many records: pages by key, never by offset, each walk seeing one release from its first page to its last."""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from sqlalchemy import ColumnElement, Select, and_, asc, desc, or_

from api.errors import BadRequest, Mistake
from api.queries.parameters import ListQuery
from api.queries.snapshot import Snapshot
from api.text.questions import Question

DEFAULT_LIMIT = 20
_DIGEST_BYTES = 8

Row = TypeVar("Row")
Other = TypeVar("Other")


@dataclass(frozen=True)
class Cursor:
    """Where a walk stands: the release it sees, how many records it has, and the sort value and id of the last one given.

    Within a release the number of records cannot change, so it is counted once for a walk and carried along.
    """

    release: int
    total: int
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

    def after(self, cursor: Cursor) -> ColumnElement[bool]:
        """The records that come after a cursor."""
        value = date.fromisoformat(cursor.value) if isinstance(cursor.value, str) else cursor.value
        # The first condition alone is one range of an index; the second leaves out what was given of the same value.
        if self.descending:
            return and_(self.column <= value, or_(self.column < value, self.id > cursor.id))
        return and_(self.column >= value, or_(self.column > value, self.id > cursor.id))


def take_page(snapshot: Snapshot, matching: Select[Any], order: Order, limit: int, cursor: Cursor | None) -> Page[dict[str, Any]]:
    """One page of a select; its total counts all of it, whichever page is asked for."""
    total = cursor.total if cursor else snapshot.total(matching)
    return page_of(snapshot, rows_after(snapshot, matching, order, limit, cursor), total, limit)


def rows_after(
    snapshot: Snapshot, matching: Select[Any], order: Order, limit: int, cursor: Cursor | None
) -> list[dict[str, Any]]:
    """The rows after a cursor, one more than the limit where there are more, each with its sort_value."""
    # The value is labelled so that the cursor holds what the database compared, not what the record shows.
    value = order.column.label("sort_value")
    in_order = desc(value) if order.descending else asc(value)
    statement = matching.add_columns(value).order_by(in_order, asc(order.id)).limit(limit + 1)
    if cursor:
        statement = statement.where(order.after(cursor))
    return snapshot.rows(statement)


def page_of(snapshot: Snapshot, rows: list[dict[str, Any]], total: int, limit: int) -> Page[dict[str, Any]]:
    """A page of rows with their sort_value, of which one more than the limit was asked for."""
    more = len(rows) > limit
    rows = rows[:limit]
    return Page(rows, total, _cursor_at(snapshot, total, rows[-1]) if more else None)


def _cursor_at(snapshot: Snapshot, total: int, row: Mapping[str, Any]) -> Cursor:
    value = row["sort_value"]
    shown = value.isoformat() if isinstance(value, date) else value
    return Cursor(snapshot.release.number, total, shown, row["public_id"])


def encode_cursor(cursor: Cursor, path: str, query: ListQuery) -> str:
    """A cursor as an opaque word, bound to the list and filters that it was made for."""
    payload = json.dumps([cursor.release, cursor.total, cursor.value, cursor.id], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_binding(payload, path, query.filters()) + payload).decode().rstrip("=")


def decode_cursor(word: str, path: str, query: ListQuery) -> Cursor:
    """The cursor of a word; BadRequest when it is damaged or was made for another list or other filters."""
    try:
        raw = base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True)
        binding, payload = raw[:_DIGEST_BYTES], raw[_DIGEST_BYTES:]
        if binding != _binding(payload, path, query.filters()):
            raise ValueError("bound to something else")
        return Cursor(*json.loads(payload))
    except (ValueError, TypeError):
        raise BadRequest(Mistake("cursor", "invalid-cursor")) from None


def release_of(word: str) -> int | None:
    """The number of the release that a cursor word speaks of, unchecked; None where it is damaged."""
    try:
        raw = base64.b64decode(word + "=" * (-len(word) % 4), altchars=b"-_", validate=True)
        return int(json.loads(raw[_DIGEST_BYTES:])[0])
    except (ValueError, TypeError, IndexError, KeyError):
        return None


def _binding(payload: bytes, path: str, filters: Mapping[str, object]) -> bytes:
    made_for = json.dumps([path, filters], sort_keys=True).encode()
    return hashlib.blake2s(made_for + b"\0" + payload, digest_size=_DIGEST_BYTES).digest()
