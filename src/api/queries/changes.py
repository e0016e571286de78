"""What differs between two releases, record by record: exactly what one would find by comparing all of both."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, ClassVar, Literal

from pydantic import Field

from api.errors import BadRequest, Mistake
from api.queries.paging import DEFAULT_LIMIT, Cursor, Page, value_of
from api.queries.parameters import ListQuery, Values, values
from api.queries.releases import find_release, list_releases
from api.queries.removals import Reason, reason_of, reasons_of
from api.queries.snapshot import ReleaseRow, Snapshot
from api.queries.states import KINDS, State, reasons_in, states_in, touched_between

ChangeType = Literal["added", "revised", "withdrawn"]
_BLOCK = 400
_WATCHED = re.compile(r"([a-z]+_[a-z0-9]+|[a-z]+/[a-z0-9/-]+)@(\d{4}-\d{2}-\d{2}\.\d{1,6})\Z", re.ASCII)
_MAX_WATCHED = 100


class ChangesQuery(ListQuery):
    """From which release to which; or what has become of the records that a site shows."""

    sorts: ClassVar[tuple[str, ...]] = ("-release", "release")

    since: str | None = Field(None, max_length=40, description="A release id, a day or a UTC time. Needed unless ids is given.")
    until: str | None = Field(None, max_length=40, description="The same. Default: the current release. May lie before since.")
    ids: str | None = Field(
        None, max_length=4000, description="At most 100 ids, each with the release it was taken from: fig_a@2026-11-23.1,..."
    )
    record: Values | None = Field(None, description="Kinds of record: publication, figure, code.")
    format: Literal["json", "csv", "ndjson", "atom"] = Field(  # type: ignore[assignment]  # one format more than other lists have
        "json", description="All but json give all rows of the query."
    )


@dataclass(frozen=True)
class FieldChange:
    """A field's value in the one release and in the other."""

    name: str
    old: Any
    new: Any


@dataclass(frozen=True)
class Change:
    """One record that differs. release: the last one between the two that changed it."""

    type: ChangeType
    record: str
    id: str
    release: ReleaseRow
    fields: Sequence[FieldChange]
    reason: Reason | None


@dataclass(frozen=True)
class _Span:
    """Two releases to compare, in this direction; of which kinds of record, and (where given) only of these records."""

    since: ReleaseRow
    until: ReleaseRow
    kinds: Sequence[str]
    only: frozenset[str] | None = None

    @property
    def between(self) -> tuple[int, int]:
        """Their numbers, the lower first."""
        return min(self.since.number, self.until.number), max(self.since.number, self.until.number)


# A record that may differ: the number of the last release that touched it, its kind and id, and the span it was found in.
_Key = tuple[int, str, str, _Span]


def find_changes(snapshot: Snapshot, query: ChangesQuery, cursor: Cursor | None = None, limit: int | None = None) -> Page[Change]:
    """Of the newest release first unless sorted otherwise; then by record and id."""
    limit = limit or query.limit or DEFAULT_LIMIT
    releases = tuple(one for one in list_releases(snapshot.connection) if one.number <= snapshot.release.number)
    keys = _keys(snapshot, query, releases)
    total = snapshot.known_total
    if total is None:
        total = sum(1 for _ in _changes(snapshot, keys, releases))
    if cursor:
        keys = [key for key in keys if _position(key, query) > _position(_key_of(cursor), query)]
    rows = list(islice(_changes(snapshot, keys, releases), limit + 1))
    more = len(rows) > limit
    rows = rows[:limit]
    last = rows[-1] if more else None
    following = Cursor(snapshot.release.number, last.release.number, f"{last.record}:{last.id}") if last else None
    return Page(rows, total, following)


def _key_of(cursor: Cursor) -> tuple[int, str, str]:
    try:
        record, public_id = cursor.id.split(":", 1)
        return value_of(cursor, int), record, public_id
    except ValueError:
        raise BadRequest(Mistake("cursor", "invalid-cursor")) from None


def _keys(snapshot: Snapshot, query: ChangesQuery, releases: tuple[ReleaseRow, ...]) -> list[_Key]:
    keys: list[_Key] = []
    for span in _spans(snapshot, query, releases):
        for kind in span.kinds:
            touched = touched_between(snapshot, kind, *span.between)
            keys += [(last, kind, key, span) for key, last in touched.items() if span.only is None or key in span.only]
    return sorted(keys, key=lambda key: _position(key, query))


def _position(key: Sequence[Any], query: ChangesQuery) -> tuple[int, str, str]:
    _, descending = query.order()
    return (-key[0] if descending else key[0]), key[1], key[2]


def _spans(snapshot: Snapshot, query: ChangesQuery, releases: tuple[ReleaseRow, ...]) -> list[_Span]:
    kinds = values(query.record) or tuple(KINDS)
    if any(kind not in KINDS for kind in kinds):
        raise BadRequest(Mistake("record", "invalid-value", list(KINDS)))
    until = find_release(releases, query.until, "until")
    if query.ids is None:
        if query.since is None:
            raise BadRequest(Mistake("since", "missing-value"))
        return [_Span(find_release(releases, query.since, "since"), until, kinds)]
    if query.since is not None:
        raise BadRequest(Mistake("since", "not-together"), Mistake("ids", "not-together"))
    return _watched(snapshot, query.ids, until, releases)


def _watched(snapshot: Snapshot, ids: str, until: ReleaseRow, releases: tuple[ReleaseRow, ...]) -> list[_Span]:
    """A span for each release from which some of the records were taken."""
    taken: dict[str, set[str]] = {}
    found = [_WATCHED.match(value) for value in values(ids)]
    for match in found:
        if match is None or len(found) > _MAX_WATCHED:
            raise BadRequest(Mistake("ids", "not-a-watched-id"))
        taken.setdefault(match[2], set()).add(match[1])
    wanted = {key for keys in taken.values() for key in keys}
    known = {kind: wanted & touched_between(snapshot, kind, 0, snapshot.release.number, wanted).keys() for kind in KINDS}
    if wanted - set().union(*known.values()):
        raise BadRequest(Mistake("ids", "never-published"))
    return [
        _Span(find_release(releases, release, "ids"), until, (kind,), frozenset(keys & known[kind]))
        for release, keys in taken.items()
        for kind in KINDS
        if keys & known[kind]
    ]


def _changes(snapshot: Snapshot, keys: Sequence[_Key], releases: tuple[ReleaseRow, ...]) -> Iterator[Change]:
    """The keys whose records really differ, in order; what was changed and changed back does not."""
    by_number = {one.number: one for one in releases}
    for start in range(0, len(keys), _BLOCK):
        block = keys[start : start + _BLOCK]
        read: dict[tuple[_Span, str], tuple[dict[str, State], dict[str, State], dict[str, Reason]]] = {}
        for span, kind in {(key[3], key[1]): None for key in block}:
            ids = [key[2] for key in block if key[3] is span and key[1] == kind]
            read[span, kind] = (
                states_in(snapshot, kind, ids, span.since.number),
                states_in(snapshot, kind, ids, span.until.number),
                _reasons(snapshot, kind, ids, span),
            )
        for last, kind, key, span in block:
            before, after, reasons = read[span, kind]
            old, new = before.get(key), after.get(key)
            if old != new:
                yield Change(_type(old, new), kind, key, by_number[last], _fields(old, new), reasons.get(key))


def _reasons(snapshot: Snapshot, kind: str, ids: Sequence[str], span: _Span) -> dict[str, Reason]:
    low, high = span.between
    revised = {key: reason_of(*given) for key, given in reasons_in(snapshot, kind, ids, low, high).items()}
    return {**{key: reason for key, reason in revised.items() if reason}, **reasons_of(snapshot, ids, low, high)}


def _type(old: State | None, new: State | None) -> ChangeType:
    if old is None:
        return "added"
    return "withdrawn" if new is None else "revised"


def _fields(old: State | None, new: State | None) -> list[FieldChange]:
    """What differs, by field; of a record that came or went, all that it has."""
    before, after = old or {}, new or {}
    changes = (FieldChange(name, before.get(name), after.get(name)) for name in dict.fromkeys([*before, *after]))
    return [change for change in changes if change.old != change.new]
