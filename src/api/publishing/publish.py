"""Publishing: the drafts become a release, whole or not at all, in the transaction of the connection that is passed."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Table,
    and_,
    delete,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)

from api import codelists, models
from api.build import build_id
from api.errors import Refusal
from api.ingest.drafts import store_codes
from api.models import VERSIONED, Versioned, figure, is_current, is_draft, read, release, table_of
from api.publishing.cards import store_cards

NOTHING_WAITS = "nothing to publish: no draft is waiting ('snhr-api import page FILE --lang en' makes some)"


@dataclass(frozen=True)
class Notes:
    """What the publisher says of a release; a notice stands in every answer, and stays until another one replaces it."""

    en: str | None = None
    ar: str | None = None
    notice_en: str | None = None
    notice_ar: str | None = None


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

    id: str
    changes: list[Change]


def publish(connection: Connection, notes: Notes) -> Published:
    """Makes a release of what waits. Refusal where nothing does.

    Nothing is visible before the caller's transaction ends; rolled back, it was a rehearsal.
    """
    newest = read(connection, select(release).order_by(release.c.number.desc()).limit(1))
    before = newest[0] if newest else {}
    waiting = _anything_waits(connection)
    codes_changed = store_codes(connection, _bundled_codes())
    if not waiting and not (codes_changed and before):
        raise Refusal(NOTHING_WAITS)
    number = (before["number"] if before else 0) + 1
    row = _release_row(connection, number, notes, before)
    connection.execute(insert(release).values(row))
    changes = [change for model in VERSIONED if (change := _publish_table(connection, model, number))]
    store_cards(connection, number)
    return Published(row["id"], changes)


def _anything_waits(connection: Connection) -> bool:
    tables = [table_of(model) for model in VERSIONED if model is not VERSIONED[0]]
    return any(connection.scalar(select(exists(select(literal(1)).where(_goes_out(table))))) for table in tables)


def _goes_out(table: Table) -> ColumnElement[bool]:
    """The drafts that a release takes: all but figures that nobody accepted, with their evidence."""
    if table is figure:
        return and_(is_draft(figure), or_(figure.c.reviewed_on.is_not(None), figure.c.drops))
    if table is models.figure_evidence:
        mine = figure.c.public_id == table.c.figure_id
        accepted = select(literal(1)).where(mine, figure.c.removed_in.is_(None), figure.c.reviewed_on.is_not(None))
        return and_(is_draft(table), or_(exists(accepted), table.c.drops))
    return is_draft(table)


def _publish_table(connection: Connection, model: type[Versioned], number: int) -> Change | None:
    """Closes the rows that drafts replace or drop, and gives the drafts the release's number."""
    table = table_of(model)
    draft = table.alias()
    same = and_(*(draft.c[name] == table.c[name] for name in model.key))
    # The drafts were chosen by a condition on the table itself; their keys are enough to find them again by.
    taken = select(table.c.row_id).where(_goes_out(table))
    replaced = select(literal(1)).where(same, draft.c.row_id.in_(taken))
    ids = list(connection.scalars(taken))
    if not ids:
        return None
    closed = connection.execute(update(table).where(is_current(table), exists(replaced)).values(removed_in=number)).rowcount
    dropped = connection.execute(delete(table).where(_goes_out(table), table.c.drops)).rowcount
    connection.execute(update(table).where(_goes_out(table)).values(first_release=number))
    return Change(table.name, added=len(ids) - closed, replaced=closed - dropped, removed=dropped)


def _release_row(connection: Connection, number: int, notes: Notes, before: dict[str, Any]) -> dict[str, Any]:
    # Releases are ordered by number; a clock that was set back must not make one older than the release before it.
    now = datetime.now(UTC)
    if before:
        now = max(now, before["released_at"] + timedelta(microseconds=1))
    day = now.date().isoformat()
    today = connection.scalar(select(func.count()).select_from(release).where(release.c.id.startswith(f"{day}."))) or 0
    return {
        "number": number,
        "id": f"{day}.{today + 1}",
        "released_at": now,
        "note_en": notes.en,
        "note_ar": notes.ar,
        "notice_en": notes.notice_en or before.get("notice_en"),
        "notice_ar": notes.notice_ar or before.get("notice_ar"),
        "build": build_id(),
    }


def _bundled_codes() -> Iterator[dict[str, Any]]:
    for name in codelists.NAMES:
        for position, entry in enumerate(codelists.bundled(name).values()):
            values = {key: value for key, value in asdict(entry).items() if key != "kind"}
            yield {"list_name": name, "position": position, **values}
