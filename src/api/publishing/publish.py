"""Publishing: the drafts become a release, whole or not at all, in the transaction of the connection that is passed."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, exists, func, literal, or_, select, update

from api import codelists, models
from api.database import gather_statistics
from api.errors import Refusal
from api.ingest.drafts import store_codes
from api.models import VERSIONED, Rollup, Versioned, figure, is_current, is_draft, release, removal, table_of
from api.publishing.cards import store_cards
from api.publishing.guard import Reason, give_reasons, refuse_lost_words, refuse_unexplained
from api.publishing.indexing import index_release
from api.publishing.manifest import seal
from api.publishing.numbers import Notes, open_release
from api.publishing.rollups import draft_rollups

__all__ = ["NOTHING_WAITS", "Change", "Notes", "Published", "is_anything_waiting", "publish"]

NOTHING_WAITS = "nothing to publish: no draft is waiting ('snhr-api import' makes some)"


@dataclass(frozen=True)
class Change:
    """How many rows of a table a release adds, replaces and removes."""

    table: str
    added: int
    replaced: int
    removed: int


@dataclass(frozen=True)
class Published:
    """A release that was made, or would be."""

    number: int
    id: str
    changes: list[Change]


def publish(
    connection: Connection, notes: Notes, reasons: Mapping[str, Reason] | None = None, *, sealed: bool = True
) -> Published:
    """Makes a release of what waits. Refusal where nothing does, or where something would change or vanish without a reason.

    reasons: why, by public id, where the drafts do not say. sealed: at once and without files; otherwise Press.seal_all does it.
    Nothing is visible before the caller's transaction ends; rolled back, it was a rehearsal.
    """
    waiting = is_anything_waiting(connection)
    codes_changed = store_codes(connection, _bundled_codes())
    if not waiting and not (codes_changed and connection.scalar(select(func.count()).select_from(release))):
        raise Refusal(NOTHING_WAITS)
    give_reasons(connection, reasons or {})
    refuse_unexplained(connection)
    row = open_release(connection, notes)
    number = row["number"]
    changes = list(_publish_tables(connection, number))
    gather_statistics(connection, *(change.table for change in changes))
    connection.execute(update(removal).where(removal.c.release_number.is_(None)).values(release_number=number))
    refuse_lost_words(connection, number)
    store_cards(connection, row)
    index_release(connection, number)
    if sealed:
        seal(connection, number)
    return Published(number, row["id"], changes)


def _publish_tables(connection: Connection, number: int) -> Iterator[Change]:
    """Table by table; the sums are made when the observations, which come before them, have their number."""
    for model in VERSIONED:
        if model is Rollup:
            draft_rollups(connection, number)
        if change := _publish_table(connection, model, number):
            yield change


def is_anything_waiting(connection: Connection) -> bool:
    """Whether a release would take any draft of publications and figures."""
    tables = [table_of(model) for model in VERSIONED if model is not VERSIONED[0]]
    return any(connection.scalar(select(exists(select(literal(1)).where(_goes_out(table))))) for table in tables)


def _goes_out(table: Table) -> ColumnElement[bool]:
    """The drafts that a release takes: all but figures and words that nobody accepted."""
    if table is figure:
        return and_(is_draft(figure), or_(figure.c.reviewed_on.is_not(None), figure.c.drops))
    if table is models.figure_evidence:
        mine = and_(figure.c.public_id == table.c.figure_id, figure.c.removed_in.is_(None))
        accepted = exists(select(literal(1)).where(mine, figure.c.reviewed_on.is_not(None)))
        # A published figure may have a change that waits for a person: its new words wait with it.
        waiting = exists(select(literal(1)).where(mine, is_draft(figure), figure.c.reviewed_on.is_(None), ~figure.c.drops))
        return and_(is_draft(table), or_(and_(accepted, ~table.c.proposed), table.c.drops), ~waiting)
    return is_draft(table)


def _publish_table(connection: Connection, model: type[Versioned], number: int) -> Change | None:
    """Closes the rows that drafts replace or drop, and gives the drafts the release's number."""
    table = table_of(model)
    draft = table.alias()
    same = and_(*(draft.c[name] == table.c[name] for name in model.key))
    # The drafts were chosen by a condition on the table itself; their keys are enough to find them again by. The database
    # goes from the drafts to what they replace: the other way round it would look at every published row.
    taken = select(table.c.row_id).where(_goes_out(table))
    replaced = select(table.c.row_id).join(draft, same).where(is_current(table), draft.c.row_id.in_(taken))
    count = connection.scalar(select(func.count()).select_from(taken.subquery())) or 0
    if not count:
        return None
    closed = connection.execute(update(table).where(table.c.row_id.in_(replaced)).values(removed_in=number)).rowcount
    dropped = connection.execute(delete(table).where(_goes_out(table), table.c.drops)).rowcount
    connection.execute(update(table).where(_goes_out(table)).values(first_release=number))
    return Change(table.name, added=count - closed, replaced=closed - dropped, removed=dropped)


def _bundled_codes() -> Iterator[dict[str, Any]]:
    for name in codelists.NAMES:
        for position, entry in enumerate(codelists.bundled(name).values()):
            values = {key: value for key, value in asdict(entry).items() if key != "kind"}
            yield {"list_name": name, "position": position, **values}
