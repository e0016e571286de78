"""Withdrawing: a release that takes figures or publications back, with a reason, and changes nothing else."""

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, Connection, Table, delete, func, or_, select, update

from api.errors import Refusal
from api.models import VERSIONED, figure, is_current, is_draft, publication, table_of
from api.publishing.guard import Reason, note_removal
from api.publishing.manifest import seal
from api.publishing.numbers import Notes, open_release
from api.publishing.publish import Change, Published

# Whatever hangs on a record names it in one of these columns.
_NAMES = ("public_id", "publication_id", "figure_id")


def withdraw(
    connection: Connection, ids: Sequence[str], reason: Reason, *, notes: Notes | None = None, sealed: bool = True
) -> Published:
    """Makes a release without some figures or publications. What waits of them is thrown away; other drafts go on waiting."""
    for public_id in ids:
        _refuse_unknown(connection, public_id)
    row = open_release(connection, notes or Notes())
    changes = [change for table, mine in _parts(ids) if (change := _close(connection, table, mine, row["number"]))]
    for public_id in _records(connection, ids, row["number"]):
        note_removal(connection, public_id, reason, row["number"])
    if sealed:
        seal(connection, row["number"])
    return Published(row["number"], row["id"], changes)


def _refuse_unknown(connection: Connection, public_id: str) -> None:
    for table in (figure, publication):
        mine = (table.c.public_id == public_id, is_current(table))
        if connection.scalar(select(func.count()).select_from(table).where(*mine)):
            return
    raise Refusal(f"no published figure or publication has the id {public_id}; nothing was withdrawn")


def _parts(ids: Sequence[str]) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    for table in map(table_of, VERSIONED):
        columns = [table.c[name] for name in _NAMES if name in table.c]
        if columns:
            yield table, or_(*(column.in_(ids) for column in columns))


def _close(connection: Connection, table: Table, mine: ColumnElement[bool], number: int) -> Change | None:
    connection.execute(delete(table).where(mine, is_draft(table)))
    closed = connection.execute(update(table).where(mine, is_current(table)).values(removed_in=number)).rowcount
    return Change(table.name, added=0, replaced=0, removed=closed) if closed else None


def _records(connection: Connection, ids: Sequence[str], number: int) -> list[str]:
    """The withdrawn records: those named, and the figures of a publication that is."""
    with_it = select(figure.c.public_id).where(figure.c.publication_id.in_(ids), figure.c.removed_in == number)
    return sorted({*ids, *connection.scalars(with_it)})
