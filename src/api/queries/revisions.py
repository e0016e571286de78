"""The history of a figure, and whether a number that somebody printed is still right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pydantic import Field
from sqlalchemy import and_, select

from api import models
from api.errors import NotFound
from api.models import figure
from api.queries.figures import FigureRow, get_figure
from api.queries.parameters import Number, RecordQuery
from api.queries.releases import find_release, list_releases
from api.queries.removals import Reason, Withdrawal, reason_of, withdrawal_of
from api.queries.snapshot import Snapshot

Verdict = Literal["current", "revised", "withdrawn", "never-published"]


class CheckQuery(RecordQuery):
    """The number that was printed, and the release that it was taken from, where that is known."""

    value: Number = Field(description="The number as printed, in digits without separators.")
    printed_release: str | None = Field(
        None, max_length=40, description="Where the number was taken from: a release id, a day or a UTC time."
    )


@dataclass(frozen=True)
class Revision:
    """One published state of a figure: from one release (`since`, its number) to before another, and why it replaced the last."""

    value: float
    qualifier: str
    unit: str
    since: int
    release: str
    released_at: datetime
    until: int | None
    removed_in: str | None
    reason: Reason | None


@dataclass(frozen=True)
class History:
    """Every published state of a figure up to a release, oldest first; and its withdrawal, where it is not published any more."""

    revisions: Sequence[Revision]
    withdrawal: Withdrawal | None


@dataclass(frozen=True)
class Judgement:
    """What is to be said of a printed number. printed_value: what the figure was in the release that it was taken from."""

    verdict: Verdict
    printed: float
    printed_value: float | None
    history: History
    now: FigureRow | None


def history_of(snapshot: Snapshot, public_id: str) -> History:
    """What was ever published of a figure, up to the release asked for; or NotFound."""
    first, removed = models.release.alias(), models.release.alias()
    number = snapshot.release.number
    # A later release is not known to the one asked for: to it, the state that it sees is still standing.
    replaced = and_(removed.c.number == figure.c.removed_in, figure.c.removed_in <= number)
    names = ("value", "qualifier", "unit", "revision_reason", "revision_note_en", "revision_note_ar")
    made = (first.c.number.label("since"), first.c.id.label("release"), first.c.released_at)
    ended = (removed.c.number.label("until"), removed.c.id.label("removed_in"))
    statement = (
        select(*(figure.c[name] for name in names), *made, *ended)
        .join(first, first.c.number == figure.c.first_release)
        .join(removed, replaced, isouter=True)
        .where(figure.c.public_id == public_id, figure.c.first_release <= number)
        .order_by(figure.c.first_release)
    )
    revisions = [_revision(row) for row in snapshot.rows(statement)]
    if not revisions:
        raise NotFound()
    return History(revisions, withdrawal_of(snapshot, figure, public_id))


def judge(snapshot: Snapshot, public_id: str, query: CheckQuery) -> Judgement:
    """Whether a printed number is what the figure says in the release asked for, or ever was; NotFound for an unknown figure."""
    history = history_of(snapshot, public_id)
    known = tuple(one for one in list_releases(snapshot.connection) if one.number <= snapshot.release.number)
    taken = find_release(known, query.printed_release, "printed_release").number if query.printed_release else None
    now = None if history.withdrawal else get_figure(snapshot, public_id)
    verdict: Verdict = "withdrawn" if now is None else "revised"
    if all(one.value != query.value for one in history.revisions):
        verdict = "never-published"
    elif now and now.columns["value"] == query.value:
        verdict = "current"
    return Judgement(verdict, query.value, _value_in(history, taken), history, now)


def _value_in(history: History, number: int | None) -> float | None:
    if number is None:
        return None
    standing = [one.value for one in history.revisions if one.since <= number and (one.until is None or number < one.until)]
    return standing[0] if standing else None


def _revision(row: Mapping[str, Any]) -> Revision:
    reason = reason_of(row["revision_reason"], row["revision_note_en"], row["revision_note_ar"])
    return Revision(**{name: row[name] for name in Revision.__dataclass_fields__ if name != "reason"}, reason=reason)
