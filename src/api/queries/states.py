"""A record as a release has it, whole and comparable: all that belongs to one publication, figure or code, by field name."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, or_, select

from api import models
from api.models.base import BOOKKEEPING
from api.queries.snapshot import Snapshot

State = dict[str, Any]
_REASON = ("revision_reason", "revision_note_en", "revision_note_ar")
# What no answer shows: search terms, and the order of figures in a text. A reason is told beside the change.
_HIDDEN = {*BOOKKEEPING, *_REASON, "searchable", "ordinal"}
_RENAMED = {"publication_id": "report", "start_at": "start", "end_at": "end"}


@dataclass(frozen=True)
class Part:
    """A table that makes up records. id: the columns of the record's id; by: what tells its rows of one record apart, for the
    names of its fields; many: the name of the field that lists all its rows.
    """

    table: Table
    id: tuple[str, ...] = ("public_id",)
    by: str = ""
    many: str = ""

    def key(self, row: Mapping[str, Any]) -> str:
        """The id of the record that a row belongs to."""
        return "/".join(row[name] for name in self.id)

    def of(self, ids: Collection[str]) -> ColumnElement[bool]:
        """The condition that a row may belong to one of some records: the last column decides most of it."""
        return self.table.c[self.id[-1]].in_({key.split("/", len(self.id) - 1)[-1] for key in ids})


# The kinds of record, each with its tables, the record's own first.
KINDS: Mapping[str, tuple[Part, ...]] = {
    "publication": (
        Part(models.publication),
        Part(models.publication_text, by="language"),
        Part(models.publication_section, many="sections"),
        Part(models.publication_place, many="places"),
    ),
    "figure": (Part(models.figure), Part(models.figure_evidence, id=("figure_id",), by="language")),
    "code": (Part(models.code, id=("list_name", "code")),),
}


def touched_between(snapshot: Snapshot, kind: str, low: int, high: int, only: Collection[str] | None = None) -> dict[str, int]:
    """Records of a kind with rows that came or went after one release and up to another: the last such release, by id."""
    touched: dict[str, int] = defaultdict(int)
    for part in KINDS[kind]:
        first, removed = part.table.c.first_release, part.table.c.removed_in
        came, went = and_(first > low, first <= high), and_(removed > low, removed <= high)
        statement = select(*(part.table.c[name] for name in part.id), first, removed).where(or_(came, went))
        for row in snapshot.rows(statement if only is None else statement.where(part.of(only))):
            last = max(number for number in (row["first_release"], row["removed_in"]) if number and low < number <= high)
            touched[part.key(row)] = max(touched[part.key(row)], last)
    return dict(touched)


def states_in(snapshot: Snapshot, kind: str, ids: Collection[str], number: int) -> dict[str, State]:
    """The records of a kind that a release has, among these ids."""
    own, *others = KINDS[kind]
    states: dict[str, State] = {}
    for row in _rows(snapshot, own, ids, number):
        states[own.key(row)] = _plain(row, own)
    for part in others:
        for row in _rows(snapshot, part, ids, number):
            state = states.get(part.key(row))
            if state is not None:
                _add(state, row, part)
    return states


def reasons_in(
    snapshot: Snapshot, kind: str, ids: Collection[str], low: int, high: int
) -> dict[str, tuple[str | None, str | None, str | None]]:
    """Why the newest rows of records that came after one release and up to another replaced those before them."""
    own = KINDS[kind][0]
    if _REASON[0] not in own.table.c:
        return {}
    came = and_(own.table.c.first_release > low, own.table.c.first_release <= high)
    columns = [own.table.c[name] for name in (*own.id, *_REASON)]
    rows = snapshot.rows(select(*columns).where(came, own.of(ids)).order_by(own.table.c.first_release))
    return {own.key(row): (row[_REASON[0]], row[_REASON[1]], row[_REASON[2]]) for row in rows}


def _rows(snapshot: Snapshot, part: Part, ids: Collection[str], number: int) -> Sequence[Mapping[str, Any]]:
    statement = select(part.table).where(models.in_release(part.table, number), part.of(ids))
    if part.many:
        # The first of a list is the primary one, where there is such a thing.
        primary = [part.table.c.is_primary.desc()] if "is_primary" in part.table.c else []
        statement = statement.order_by(*primary, part.table.c[part.many.removesuffix("s")])
    return snapshot.rows(statement)


def _add(state: State, row: Mapping[str, Any], part: Part) -> None:
    if part.many:
        state.setdefault(part.many, []).append(row[part.many.removesuffix("s")])
    else:
        state.update({f"{name}.{row[part.by]}": value for name, value in _plain(row, part).items() if name != "report"})


def _plain(row: Mapping[str, Any], part: Part) -> State:
    left_out = {*_HIDDEN, *part.id, part.by}
    return {_RENAMED.get(name, name): _shown(value) for name, value in row.items() if name not in left_out and value is not None}


def _shown(value: Any) -> Any:
    """Days as text and whole numbers as such, as in every other answer."""
    if isinstance(value, date):
        return value.isoformat()
    return int(value) if isinstance(value, float) and value == int(value) else value
