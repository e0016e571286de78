"""The search index, made from what is published: an entry for each state of a record, with the analysed terms of all its texts.

A record's entries follow from its rows alone. What was published stays as it was, so a release only adds entries and closes some.
They are made again where words are redacted, and all of them when the analyser changes. It happens in the transaction of the
publish, so that nobody finds a text before or after its release.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain

from sqlalchemy import Connection, Table, delete, func, insert, or_, select, update

from api import models
from api.database import gather_statistics
from api.models import read, search_figure, search_publication, search_version
from api.publishing.entries import Row, State, figure_states, publication_states
from api.queries.search import Words, drop_all_words, drop_words, write_words
from api.text.rules import index_version

_BLOCK = 200
Block = Sequence[str]
# Where a record's rows lie, and the column that names the publication.
_PARTS: Mapping[Table, str] = {
    models.publication: "public_id",
    models.publication_text: "public_id",
    models.publication_section: "public_id",
    models.publication_place: "public_id",
    models.figure: "publication_id",
    models.figure_evidence: "publication_id",
}


def index_release(connection: Connection, number: int) -> None:
    """Brings the index up to a release that was just written; all of it where it was made by other rules."""
    if connection.scalar(select(search_version.c.version)) != index_version():
        reindex(connection)
        return
    touched: set[str] = set()
    for table, key in _PARTS.items():
        changed = or_(table.c.first_release == number, table.c.removed_in == number)
        touched.update(connection.scalars(select(table.c[key]).where(changed).distinct()))
    _index_all(connection, _blocks(touched), since=number)


def reindex(connection: Connection, shown: Callable[[Sequence[Block]], Iterable[Block]] = iter) -> int:
    """Makes the whole index anew. Gives the number of publications. shown: goes through the blocks, to show how far it is."""
    for entry in (search_publication, search_figure):
        drop_all_words(connection, entry)
        connection.execute(delete(entry))
    table = models.publication
    ids = list(connection.scalars(select(table.c.public_id).where(table.c.first_release.is_not(None)).distinct()))
    _index_all(connection, shown(_blocks(ids)))
    connection.execute(delete(search_version))
    connection.execute(insert(search_version).values(version=index_version()))
    return len(ids)


def index_publications(connection: Connection, ids: Sequence[str]) -> None:
    """Makes the entries of publications, and of their figures, anew."""
    _index_all(connection, _blocks(ids))


def _index_all(connection: Connection, blocks: Iterable[Block], since: int = 0) -> None:
    """since: the only release that the index does not know yet; 0 where it knows none."""
    for at, block in enumerate(blocks):
        _index(connection, block, since)
        if at == 0:
            gather_statistics(connection, search_publication.name, search_figure.name)


def _blocks(ids: Iterable[str]) -> list[Block]:
    ordered = sorted(ids)
    return [ordered[start : start + _BLOCK] for start in range(0, len(ordered), _BLOCK)]


def _index(connection: Connection, block: Block, since: int) -> None:
    rows = {table: _published(connection, table, key, block) for table, key in _PARTS.items()}
    mine = [{table: part.get(public_id, []) for table, part in rows.items()} for public_id in block]
    figures = sorted({row["public_id"] for parts in mine for row in parts[models.figure]})
    for entry, ids, states_of in ((search_publication, block, publication_states), (search_figure, figures, figure_states)):
        states = list(chain.from_iterable(map(states_of, mine)))
        if since:
            ended = [state.columns["public_id"] for state in states if state.columns["removed_in"] == since]
            _close(connection, entry, ended, since)
        else:
            _drop(connection, entry, ids)
        _add(connection, entry, [state for state in states if state.columns["first_release"] >= since])


def _published(connection: Connection, table: Table, key: str, ids: Sequence[str]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    statement = select(table).where(table.c[key].in_(ids), table.c.first_release.is_not(None)).order_by(table.c.row_id)
    for row in read(connection, statement):
        found[row[key]].append(row)
    return found


def _close(connection: Connection, entry: Table, ids: Sequence[str], number: int) -> None:
    for some in _blocks(ids):
        mine = (entry.c.public_id.in_(some), entry.c.removed_in.is_(None))
        connection.execute(update(entry).where(*mine).values(removed_in=number))


def _drop(connection: Connection, entry: Table, ids: Sequence[str]) -> None:
    for some in _blocks(ids):
        mine = entry.c.public_id.in_(some)
        drop_words(connection, entry, list(connection.scalars(select(entry.c.row_id).where(mine))))
        connection.execute(delete(entry).where(mine))


def _add(connection: Connection, entry: Table, states: Sequence[State]) -> None:
    next_id = (connection.scalar(select(func.max(entry.c.row_id))) or 0) + 1
    numbered = list(enumerate(states, next_id))
    if numbered:
        connection.execute(insert(entry), [{"row_id": row_id, **state.columns} for row_id, state in numbered])
        write_words(connection, entry, [Words(row_id, state.fields()) for row_id, state in numbered])
