"""What is no longer there: when and why a record was withdrawn, and on which day words of it were taken out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Table, func, select

from api.models import redaction, release, removal
from api.queries.snapshot import Snapshot


@dataclass(frozen=True)
class Reason:
    """A code of the list `reasons`, and what the publisher says of it in each language."""

    code: str
    note_en: str | None
    note_ar: str | None


@dataclass(frozen=True)
class Withdrawal:
    """The release that no longer has a record, and why; the reason is None where none was given."""

    release: str
    released_at: datetime
    reason: Reason | None


def reason_of(code: str | None, note_en: str | None, note_ar: str | None) -> Reason | None:
    """A reason, where one was given."""
    return Reason(code, note_en, note_ar) if code else None


def withdrawal_of(snapshot: Snapshot, table: Table, public_id: str) -> Withdrawal | None:
    """How a record of a table left, if it was published once and is not in the release asked for."""
    mine = (table.c.public_id == public_id, table.c.first_release <= snapshot.release.number)
    if snapshot.rows(select(table.c.row_id).where(*mine, snapshot.has(table))):
        return None
    last = snapshot.connection.scalar(select(func.max(table.c.removed_in)).where(*mine))
    if last is None:
        return None
    made = snapshot.rows(select(release.c.id, release.c.released_at).where(release.c.number == last))[0]
    return Withdrawal(made["id"], made["released_at"], reasons_of(snapshot, [public_id], last - 1, last).get(public_id))


def reasons_of(snapshot: Snapshot, ids: Sequence[str], since: int, until: int) -> dict[str, Reason]:
    """The newest reason that was given for records after one release and up to another, by public id."""
    names = ("public_id", "reason", "note_en", "note_ar")
    mine = (removal.c.public_id.in_(ids), removal.c.release_number > since, removal.c.release_number <= until)
    rows = snapshot.rows(select(*(removal.c[name] for name in names)).where(*mine).order_by(removal.c.release_number))
    return {row["public_id"]: Reason(row["reason"], row["note_en"], row["note_ar"]) for row in rows}


def redacted_days(snapshot: Snapshot, ids: Sequence[str]) -> dict[str, date]:
    """The day of the newest redaction of records, by public id: it is one of every release, also of those before it."""
    statement = select(redaction.c.public_id, func.max(redaction.c.redacted_on).label("day"))
    rows = snapshot.rows(statement.where(redaction.c.public_id.in_(ids)).group_by(redaction.c.public_id))
    return {row["public_id"]: row["day"] for row in rows}
