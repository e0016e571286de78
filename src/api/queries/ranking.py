"""The best first: records narrowed to what was asked in words, counted with their facets, and taken in order of relevance.

First come those that have all that is asked for in the title, then in title and subtitle, then anywhere; of each the newer one.
A record's place follows from its own row and the question alone, never from how many other texts have a word, so that a publish
cannot reorder a walk.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import Any

from sqlalchemy import Select, Table, and_, or_

from api.errors import BadRequest, Mistake
from api.queries.facets import asked_facets, count_facets
from api.queries.paging import Cursor, Found, Order, Page, page_of, rows_after, take_page
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
class Searched:
    """A select over records joined with their entries. Where nothing was asked, it has no entries, no total and nothing found."""

    records: Select[Any]
    entry: Table
    total: int | None = None
    found: Found | None = None

    @property
    def question(self) -> Question | None:
        """What was asked in words."""
        return self.found.question if self.found else None


def search(
    snapshot: Snapshot, records: Select[Any], tables: tuple[Table, Table], query: SearchQuery, cursor: Cursor | None
) -> Searched:
    """Narrows a select over records by q, and counts it with its facets. tables: the records' and their entries'.

    Raises BadRequest for a q without words or an unknown facet, SearchOutdated where the index cannot be believed.
    """
    record, entry = tables
    facets = asked_facets(query.facets)
    if query.q is None and not facets:
        return Searched(records, entry)
    refuse_outdated(snapshot.connection)
    question = _question(query.q) if query.q is not None else None
    wanted = question.wanted if question else ()
    # With words to start from, entries lead to records and never the other way: no index serves an expression.
    key = entry.c.record_row + 0 if wanted else entry.c.record_row
    narrowed = records.join(entry, key == record.c.row_id).where(snapshot.has(entry))
    for part in question.excluded if question else ():
        narrowed = narrowed.where(~holds(snapshot.connection, entry.c.row_id, entry, [part], FIELDS))
    known = cursor.total if cursor else snapshot.known_total
    if known is not None and not facets:
        return Searched(narrowed, entry, known, Found(question, {}))
    counted = from_words(snapshot.connection, narrowed, entry, wanted) if wanted else narrowed
    total, counts = count_facets(snapshot, counted, entry, facets)
    return Searched(narrowed, entry, total, Found(question, counts))


def take_searched(
    snapshot: Snapshot, searched: Searched, order: Order | None, limit: int, cursor: Cursor | None
) -> Page[dict[str, Any]]:
    """A page of what was found: in an order of its records, or (None) the best first."""
    wanted = searched.question.wanted if searched.question else ()
    newest = Order(searched.entry.c.age, searched.entry.c.public_id, descending=False)
    if searched.total is None:
        return take_page(snapshot, searched.records, order or newest, limit, cursor)
    if not wanted:
        rows = rows_after(snapshot, searched.records, order or newest, limit, cursor)
    elif order:
        records = from_words(snapshot.connection, searched.records, searched.entry, wanted)
        rows = rows_after(snapshot, records, order, limit, cursor)
    else:
        rows = list(islice(chain.from_iterable(_tiers(snapshot, searched, wanted, limit, cursor)), limit + 1))
    return replace(page_of(snapshot, rows, searched.total, limit), found=searched.found)


def _question(q: str) -> Question:
    question = read_question(q)
    if not question.parts:
        raise BadRequest(Mistake("q", "no-words"))
    return question


def _tiers(
    snapshot: Snapshot, searched: Searched, wanted: Sequence[Wanted], limit: int, cursor: Cursor | None
) -> Iterator[list[dict[str, Any]]]:
    """The rows after a cursor, tier by tier. A tier is looked at only where those before it did not fill the page."""
    entry, connection = searched.entry, snapshot.connection
    key = entry.c.row_id + 0 if (searched.total or 0) > _MANY else entry.c.row_id
    reached = int(cursor.value) if cursor else 0
    for base, (fields, better) in zip(range(0, _LAST, _TIER), _TIERS, strict=True):
        if reached >= base + _TIER or (fields != FIELDS and not is_found(connection, entry, wanted, fields)):
            continue
        statement = searched.records.where(holds(connection, key, entry, wanted, fields))
        if better:
            statement = statement.where(~holds(connection, key, entry, wanted, better))
        if cursor and reached >= base:
            age = reached - base
            statement = statement.where(or_(entry.c.age > age, and_(entry.c.age == age, entry.c.public_id > cursor.id)))
        ordered = statement.order_by(entry.c.age, entry.c.public_id).limit(limit + 1)
        yield snapshot.rows(ordered.add_columns((entry.c.age + base).label("sort_value")))
