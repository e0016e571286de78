"""The best first: records narrowed to what was asked in words, counted with their facets, and taken in order of relevance.

First come those that have all that is asked for in the title, then in title and subtitle, then anywhere; of each the newer one.
A record's place follows from its own row and the question alone, never from how many other texts have a word, so that a publish
cannot reorder a walk.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, case, or_, select

from api.errors import BadRequest, Mistake
from api.queries.facets import asked_facets, count_facets
from api.queries.paging import Cursor, Found, Order, Page, Walk, page_of, rows_after, value_of
from api.queries.parameters import SearchQuery
from api.queries.search import FIELDS, from_words, holds, is_found, refuse_outdated
from api.queries.snapshot import Snapshot
from api.text.questions import Question, Wanted, read_question

# A tier outweighs every age. The fields that each looks in, and those of the tier before it, which has had its turn.
_TIER = 10_000_000
_TIERS: tuple[tuple[Sequence[str], Sequence[str]], ...] = ((FIELDS[:1], ()), (FIELDS[:2], FIELDS[:1]), (FIELDS, FIELDS[:2]))
_LAST = _TIER * len(_TIERS)
# Of more than this, the newest are found sooner by walking from the newest entry on than by sorting all.
_MANY = 5000


@dataclass(frozen=True)
class Searchable:
    """What a search is narrowed to beside its words: conditions on the record, and those that its entry can answer as well."""

    record: Table
    entry: Table
    conditions: Sequence[ColumnElement[bool]]
    on_either: Callable[[Table], Sequence[ColumnElement[bool]]] = lambda _: ()


@dataclass(frozen=True)
class Searched:
    """A select over records joined with their entries."""

    records: Select[Any]
    entry: Table
    total: int
    found: Found

    @property
    def question(self) -> Question | None:
        """What was asked in words."""
        return self.found.question


def search(snapshot: Snapshot, records: Select[Any], within: Searchable, query: SearchQuery) -> Searched:
    """Narrows a select over records by q and by conditions, and counts it with its facets; one of the two is asked for.

    Raises BadRequest for a q without words or an unknown facet, SearchOutdated where the index cannot be believed.
    """
    record, entry = within.record, within.entry
    facets = asked_facets(query.facets)
    refuse_outdated(snapshot.connection)
    question = _question(query.q) if query.q is not None else None
    wanted = question.wanted if question else ()
    excluded = [
        ~holds(snapshot.connection, entry.c.row_id, entry, [part], FIELDS) for part in (question.excluded if question else ())
    ]
    of_entry = [snapshot.has(entry), *within.on_either(entry), *excluded]
    # With words to start from, entries lead to records and never the other way: no index serves an expression.
    key = entry.c.record_row + 0 if wanted else entry.c.record_row
    narrowed = records.join(entry, key == record.c.row_id).where(*within.conditions, *of_entry)
    if snapshot.known_total is not None and not facets:
        return Searched(narrowed, entry, snapshot.known_total, Found(question, {}))
    # An entry is there in just the releases in which its record is: where nothing is asked of records, entries are all it takes.
    matching = narrowed if within.conditions else select(entry.c.row_id).where(*of_entry)
    counted = from_words(snapshot.connection, matching, entry, wanted) if wanted else matching
    total, counts = count_facets(snapshot, counted, entry, facets)
    return Searched(narrowed, entry, total, Found(question, counts))


def take_searched(
    snapshot: Snapshot, searched: Searched, order: Order | None, limit: int, cursor: Cursor | None
) -> Page[dict[str, Any]]:
    """A page of what was found: in an order of its records, or (None) the best first."""
    wanted = searched.question.wanted if searched.question else ()
    entry = searched.entry
    newest = Order(entry.c.age, entry.c.public_id, descending=False)
    if not wanted:
        rows = rows_after(snapshot, Walk(searched.records, order or newest), limit, cursor)
    elif order is None and searched.total > _MANY:
        rows = list(islice(chain.from_iterable(_tiers(snapshot, searched, wanted, limit, cursor)), limit + 1))
    else:
        order = order or _best(snapshot, entry, wanted)
        rows = rows_after(snapshot, Walk(_having(snapshot, searched, wanted, order), order), limit, cursor)
    return replace(page_of(snapshot, rows, searched.total, limit), found=searched.found)


def by_age(entry: Table, *, newest_first: bool) -> Order:
    """By the day of publishing, as the entries know it: the walk can start from the newest entry, or the oldest."""
    return Order(entry.c.age, entry.c.public_id, descending=not newest_first)


def _having(snapshot: Snapshot, searched: Searched, wanted: Sequence[Wanted], order: Order) -> Select[Any]:
    """What was found, for a walk in an order: from the words on, or along the order of very many entries."""
    entry = searched.entry
    if searched.total > _MANY and order.column is entry.c.age:
        return searched.records.where(holds(snapshot.connection, entry.c.row_id + 0, entry, wanted, FIELDS))
    return from_words(snapshot.connection, searched.records, entry, wanted)


def _best(snapshot: Snapshot, entry: Table, wanted: Sequence[Wanted]) -> Order:
    """The order of the tiers, each by age, as one value: for as many as can be sorted."""
    in_tiers = [
        (holds(snapshot.connection, entry.c.row_id, entry, wanted, fields), base)
        for base, (fields, _) in zip(range(0, _LAST, _TIER), _TIERS[:-1], strict=False)
    ]
    return Order(entry.c.age + case(*in_tiers, else_=_LAST - _TIER), entry.c.public_id, descending=False)


def _question(q: str) -> Question:
    question = read_question(q)
    if not question.parts:
        raise BadRequest(Mistake("q", "no-words"))
    return question


def _tiers(
    snapshot: Snapshot, searched: Searched, wanted: Sequence[Wanted], limit: int, cursor: Cursor | None
) -> Iterator[list[dict[str, Any]]]:
    """The rows of very many after a cursor. A tier is looked at only where those before it did not fill the page."""
    entry, connection = searched.entry, snapshot.connection
    reached = value_of(cursor, int) if cursor else 0
    for base, (fields, better) in zip(range(0, _LAST, _TIER), _TIERS, strict=True):
        if reached >= base + _TIER or (fields != FIELDS and not is_found(connection, entry, wanted, fields)):
            continue
        statement = searched.records.where(holds(connection, entry.c.row_id + 0, entry, wanted, fields))
        if better:
            statement = statement.where(~holds(connection, entry.c.row_id + 0, entry, wanted, better))
        if cursor and reached >= base:
            age = reached - base
            statement = statement.where(or_(entry.c.age > age, and_(entry.c.age == age, entry.c.public_id > cursor.id)))
        ordered = statement.order_by(entry.c.age, entry.c.public_id).limit(limit + 1)
        yield snapshot.rows(ordered.add_columns((entry.c.age + base).label("sort_value")))
